"""An application's steps from one state to the next, written for one or for many alike."""

from collections.abc import Sequence
from typing import Any

import msgspec

from accounts import links
from events import activities
from kit import clock
from kit.hooks import Hook
from volunteers.rules import selection
from volunteers.rules.applications import COUNTED, Application, ApplicationStatus
from volunteers.tables import applications as tables

_WRITE = """
UPDATE application SET status = new.status, rank = new.rank, note = new.note,
  override_reason = new.override_reason, decided_at = new.decided_at, answered_at = new.answered_at,
  answer_by = new.answer_by, version = new.version, calendar_sequence = new.calendar_sequence,
  calendar_modified = new.calendar_modified
FROM unnest({}::uuid[], {}::text[], {}::int[], {}::text[], {}::text[], {}::timestamptz[],
  {}::timestamptz[], {}::timestamptz[], {}::int[], {}::int[], {}::timestamptz[])
  AS new (id, status, rank, note, override_reason, decided_at, answered_at, answer_by, version,
    calendar_sequence, calendar_modified)
WHERE application.id = new.id AND application.version = new.version - 1
"""
_WRITTEN = (
    "id",
    "status",
    "rank",
    "note",
    "override_reason",
    "decided_at",
    "answered_at",
    "answer_by",
    "version",
    "calendar_sequence",
    "calendar_modified",
)


place_lost: Hook[Sequence[Application]] = Hook("places lost")
stepped_out: Hook[Sequence[Application]] = Hook("neither a place nor a wait any more")


class Step(msgspec.Struct, frozen=True):
    """An application before and after."""

    before: Application
    after: Application

    @property
    def frees_a_place(self) -> bool:
        return selection.frees_a_place(self.before.status, self.after.status)

    @property
    def gets_a_place(self) -> bool:
        return selection.frees_a_place(self.after.status, self.before.status)


async def take(several: Sequence[Step]) -> None:
    """Write these steps, all in one statement, and tell who listens of places lost."""
    await write([step.after for step in several])
    if lost := [step.after for step in several if step.frees_a_place]:
        await place_lost.tell(lost)


async def move(
    application: Application, to: ApplicationStatus, *, rank: int | None = None, **differing: Any
) -> Application:
    """Write the application's new state and return it; whatever its calendars show moves along."""
    after = moved(application, to, rank=rank, **differing)
    await write([after])
    return after


def moved(
    application: Application, to: ApplicationStatus, *, rank: int | None = None, **differing: Any
) -> Application:
    """Return the application as it is in the state `to`: nothing of the old one's waiting is left."""
    return msgspec.structs.replace(
        application,
        **{
            "status": to,
            "rank": rank,
            "answer_by": None,
            "version": application.version + 1,
            "calendar_sequence": application.calendar_sequence + 1,
            "calendar_modified": activities.later(application.calendar_modified),
            "decided_at": clock.now(),
            **differing,
        },
    )


async def write(several: Sequence[Application]) -> None:
    """Write what `moved` made, all in one statement; the caller holds their row locks."""
    columns = [[getattr(one, name) for one in several] for name in _WRITTEN]
    await tables.Application.raw(_WRITE, *columns)
    await links.touch(*(one.id for one in several))
    if out := [one for one in several if one.status not in COUNTED]:
        await stepped_out.tell(out)
