"""Proposals: how pairs come onto the board, and two who were a pair before get their number again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from kit import database
from kit.settings import settings
from volunteers import pairs
from volunteers.rules import matching
from volunteers.rules.pairs import Pair, PairStatus
from volunteers.tables import pairs as tables

AT_ONCE = 1_000  # rows: PostgreSQL takes 32,767 values in one statement
_HAND_OVER = """
UPDATE pair SET number = fresh.number FROM unnest({}::uuid[], {}::int[]) AS fresh (id, number)
WHERE pair.id = fresh.id
"""

Two = tuple[UUID, UUID]  # participant, application


async def ended(activity_id: UUID) -> dict[Two, Pair]:
    """Return the latest pair of any two whose pairs were undone before they began."""
    undone = await pairs.of(activity_id, [PairStatus.DROPPED])
    in_turn = sorted(undone, key=lambda one: (one.created_at, -one.number))
    return {(one.participant, one.application): one for one in in_turn}


async def write(
    activity_id: UUID,
    found: Sequence[matching.Pair],
    at: datetime,
    instead_of: Mapping[UUID, Pair],
    *,
    again: bool = False,
) -> None:
    """Write proposed pairs; a child who had one stays in its group.

    Two who were a pair get their number again, as papers already have it, and their group if the child
    has none. `again` says that they are as if they had never been parted: even since when stays.
    """
    before, p = await ended(activity_id), tables.Pair
    fresh, rows, handed = await _highest(activity_id), list[tables.Pair](), dict[UUID, int]()
    for one in found:
        pair_id, child = uuid4(), UUID(one.participant)
        earlier = before.get((child, UUID(one.volunteer)))
        beside = instead_of.get(child) or earlier
        fresh += 1
        if earlier:
            handed[earlier.id] = fresh
        rows.append(
            p(
                id=pair_id,
                activity=activity_id,
                participant=child,
                application=UUID(one.volunteer),
                number=earlier.number if earlier else fresh,
                group=beside.group if beside else None,
                pod=beside.pod if beside and beside.group else None,
                score=one.score,
                reasons=msgspec.json.encode(one.reasons).decode(),
                created_at=earlier.created_at if earlier and again else at,
                calendar_uid=f"pair-{pair_id}@{settings().domain}",
                calendar_modified=at.replace(microsecond=0),
            )
        )
    if handed:
        await p.raw(_HAND_OVER, list(handed), list(handed.values()))
    for some in database.batches(rows, AT_ONCE):
        await p.insert(*some)


async def _highest(activity_id: UUID) -> int:
    p = tables.Pair
    numbers = p.select(p.number).where(p.activity == activity_id)
    last = await numbers.order_by(p.number, ascending=False).first()
    return int(last["number"]) if last else 0
