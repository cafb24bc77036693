"""Clearances of two entries that become one: the stricter one of each kind stays."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from volunteers.rules.training import Outcome
from volunteers.tables import training

STRICTNESS: dict[str, int] = {Outcome.CLEAR: 0, Outcome.PENDING: 1, Outcome.NOT_CLEAR: 2}


async def move(kept_id: UUID, gone_id: UUID) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Move what only the entry that goes holds, and what it holds more strictly, in exchange."""
    c = training.Clearance
    rows = await c.select(c.id, c.volunteer, c.kind, c.label, c.outcome).where(
        c.volunteer.is_in([kept_id, gone_id])
    )
    mine = {(row["kind"], row["label"]): row for row in rows if row["volunteer"] == kept_id}
    came, exchanged = [], []
    for row in rows:
        own = mine.get((row["kind"], row["label"]))
        if row["volunteer"] == kept_id or (own and not _is_stricter(row, own)):
            continue
        came.append(row["id"])
        if own:
            exchanged.append(own["id"])
    await exchange(came, kept_id, exchanged, gone_id)
    return tuple(came), tuple(exchanged)


async def exchange(some: Sequence[UUID], to: UUID, others: Sequence[UUID], back: UUID) -> None:
    """Give `some` clearances to one entry and `others` to another; one of a kind each, all the time."""
    c = training.Clearance
    if some or others:
        await c.update({c.volunteer: None}).where(c.id.is_in([*some, *others]))
    for ids, holder in ((some, to), (others, back)):
        if ids:
            await c.update({c.volunteer: holder}).where(c.id.is_in(list(ids)))


def _is_stricter(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return STRICTNESS[one["outcome"]] > STRICTNESS[other["outcome"]]
