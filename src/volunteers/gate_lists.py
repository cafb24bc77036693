"""What a partner sees of the volunteers: the list of names, and who comes through its gate on the day."""

from uuid import UUID

import msgspec

from events.rules.activities import Activity
from kit import database
from kit.i18n import N_
from volunteers import applications, pairs, sharing
from volunteers.rules.liaisons import Visit
from volunteers.rules.sharing import FIELDS, Shared

VOLUNTEERS = N_("List of volunteers")
GATE = N_("List for the gate")
AT_THE_GATE = ("name", "college", "year", "student_no")  # no phones on what hangs in a gatehouse


class Named(msgspec.Struct, frozen=True):
    """One volunteer who has agreed to be shown; `ready` is all that is said of clearances (§6.3)."""

    who: Shared
    ready: bool


class Shown(msgspec.Struct, frozen=True):
    """Who has agreed, and how many more come or wait whose names stay with the association."""

    named: tuple[Named, ...]
    unnamed: int


async def volunteers(visit: Visit) -> Shown:
    """Return the volunteers who have agreed to this partner; written down before it is shown (V13)."""
    async with database.transaction():
        everybody = await applications.of(visit.activity.id)
        rows = await sharing.hand_over(visit, everybody, FIELDS, VOLUNTEERS)
        ready = await _ready(visit.activity, [one.id for one in everybody])
    return Shown(
        tuple(Named(row, row.application in ready) for row in rows), len(everybody) - len(rows)
    )


async def gate(visit: Visit) -> Shown:
    """Return who comes through the gate on the day: agreed to be named, and ready for children."""
    async with database.transaction():
        everybody = await applications.of(visit.activity.id)
        ready = await _ready(visit.activity, [one.id for one in everybody])
        coming = [one for one in everybody if one.id in ready]
        rows = await sharing.hand_over(visit, coming, AT_THE_GATE, GATE)
    return Shown(tuple(Named(row, ready=True) for row in rows), len(coming) - len(rows))


async def _ready(activity: Activity, ids: list[UUID]) -> frozenset[UUID]:
    held = await pairs.gates(activity)
    return frozenset(one for one in ids if not held.of(one))
