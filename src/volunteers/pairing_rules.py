"""The pairing rules of an activity: what counts when two are judged."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from events.rules.activities import Changed
from kit import database
from volunteers.rules.pairing_rules import USUAL, PairingRules
from volunteers.tables import pairs as tables


async def of(activity_id: UUID) -> PairingRules:
    """Return how an activity that whoever asks may see judges pairs."""
    r = tables.PairingRules
    rows = await r.select().where(r.activity == activity_id)
    return database.fact(PairingRules, rows[0]) if rows else USUAL


async def write(activity_id: UUID, new: PairingRules) -> None:
    """Keep new rules of an activity whose row is locked; `new.version` is what they were written from.

    Raises:
        Changed
    """
    r = tables.PairingRules
    columns: dict[str, Any] = msgspec.structs.asdict(new) | {"version": new.version + 1}
    if (await of(activity_id)).version != new.version:
        raise Changed
    if not new.version:
        await r.insert(r(id=uuid4(), activity=activity_id, **columns))
        return
    await r.update({getattr(r, name): value for name, value in columns.items()}).where(
        r.activity == activity_id, r.version == new.version
    )
