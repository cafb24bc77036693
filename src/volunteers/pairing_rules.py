"""The pairing rules of an activity: what counts when two are judged, kept and changed."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Changed
from kit import database
from volunteers.rules.pairing_rules import USUAL, PairingRules, refuse_weightless
from volunteers.tables import pairs as tables


async def of(activity_id: UUID) -> PairingRules:
    """Return how an activity that whoever asks may see judges pairs."""
    r = tables.PairingRules
    rows = await r.select().where(r.activity == activity_id)
    return database.fact(PairingRules, rows[0]) if rows else USUAL


async def change(actor: Actor, activity_id: UUID, new: PairingRules) -> None:
    """Judge by these rules from now on; no pair is moved, only what its fit comes to.

    Raises:
        NotAllowed, NoSuchActivity, NothingCounts, Changed
    """
    actor.must(Permission.CHANGE_PAIRS)
    refuse_weightless(new)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if (await of(activity.id)).version != new.version:
            raise Changed
        await _write(activity.id, new)
        await traces.leave(actor, "pairing_rules.changed", activity_id=activity.id)


async def _write(activity_id: UUID, new: PairingRules) -> None:
    r = tables.PairingRules
    columns: dict[str, Any] = msgspec.structs.asdict(new) | {"version": new.version + 1}
    if not new.version:
        await r.insert(r(id=uuid4(), activity=activity_id, **columns))
        return
    values = {getattr(r, name): value for name, value in columns.items()}
    saved = (
        await r.update(values)
        .where(r.activity == activity_id, r.version == new.version)
        .returning(r.id)
    )
    if not saved:
        raise Changed
