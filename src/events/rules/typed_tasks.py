"""A task as somebody typed it, and what is stored of that."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec

from events.rules.deadlines import Deadline, Side, counted
from events.rules.tasks import OffsetUnit, Phase


class NewTask(msgspec.Struct, frozen=True):
    """Due on a day or a `count` of days from T; done by a member or by whoever is named."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    phase: Phase = Phase.PREPARE
    due: date | None = None
    count: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None
    side: Side = Side.BEFORE
    unit: OffsetUnit = OffsetUnit.DAYS
    assignee: UUID | None = None
    owner: Annotated[str, msgspec.Meta(max_length=100)] = ""

    @property
    def deadline(self) -> Deadline:
        return Deadline(counted(self.count, self.side), self.unit, self.due)


def columns(new: NewTask, deadline: Deadline) -> dict[str, Any]:
    """Return the columns of a task that says `new` and is due by `deadline`."""
    return {
        "title": new.title,
        "phase": new.phase,
        "offset": deadline.offset,
        "offset_unit": deadline.unit,
        "due": deadline.due,
        "assignee": new.assignee,
        "owner": new.owner,
    }
