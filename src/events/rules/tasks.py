"""Things to do by T+n: their due dates move with the activity."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from events.rules.plans import Phase


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class OffsetUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "wd"


class Task(msgspec.Struct, frozen=True):
    """Something to do. `offset` counts from T in `offset_unit`; `due` is None while T is unknown."""

    id: UUID
    phase: Phase
    title: str
    owner: str
    offset: int | None
    offset_unit: OffsetUnit
    due: date | None
    status: TaskStatus
    skip_reason: str
    position: int
    version: int
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime
    key: str = ""
