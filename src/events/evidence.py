"""What is recorded of promises belongs to days: it stays with them when periods are counted anew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from events import tables
from events.rules.discharges import Discharge, renumbered
from events.rules.obligations import Obligation
from events.rules.programmes import Programme
from events.rules.spans import Span
from kit import database


class Recut(msgspec.Struct, frozen=True):
    """An obligation with the periods it had, and those it is about to have."""

    obligation: Obligation
    before: tuple[Span, ...]
    after: tuple[Span, ...]


async def of(several: Sequence[Obligation]) -> dict[UUID, list[Discharge]]:
    """Return what is recorded of each obligation, for whoever has been let in to it."""
    found: dict[UUID, list[Discharge]] = defaultdict(list)
    if several:
        d = tables.Discharge
        rows = (
            await d.select()
            .where(d.obligation.is_in([one.id for one in several]))
            .order_by(d.done_on, d.entered_at)
        )
        for one in database.facts(Discharge, rows):
            found[one.obligation].append(one)
    return found


async def follow(before: Programme, after: Programme) -> None:
    """Count the records of a programme anew whose days move, inside the caller's transaction.

    Raises:
        RecordedAlready
    """
    days = (before.starts_on, before.ends_on), (after.starts_on, after.ends_on)
    if days[0] == days[1]:
        return
    o = tables.Obligation
    promised = database.facts(Obligation, await o.select().where(o.programme == before.id))
    await stay(Recut(one, one.spans(*days[0]), one.spans(*days[1])) for one in promised)


async def stay(recut: Iterable[Recut]) -> None:
    """Let what is recorded stay with its days, inside the caller's transaction.

    Raises:
        RecordedAlready
    """
    moving = [one for one in recut if one.before != one.after]
    recorded = await of([one.obligation for one in moving])
    numbers: dict[UUID, int] = {}
    for one in moving:
        numbers |= renumbered(one.obligation, one.before, one.after, recorded[one.obligation.id])
    if numbers:
        d = tables.Discharge
        # Aside first: two exemptions of a unit must not meet in one period on their way.
        await d.update({d.period: d.period * -1}).where(d.id.is_in(list(numbers)))
        await d.update({d.period: database.by_id(numbers)}).where(d.id.is_in(list(numbers)))
