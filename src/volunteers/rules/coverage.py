"""Whether enough approved adults are with the children, every minute and in every space (V15, G10)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil

import msgspec

from events.rules.schedule import Block, ends_at
from volunteers.rules.participants import ADULTS, AgeBand

FEWEST = 2  # adults, whatever the number of children
# Children that one adult may look after, by age; of an unknown age as many as in the middle.
RATIOS = {
    AgeBand.A6_8: 6,
    AgeBand.A9_11: 8,
    AgeBand.A12_13: 8,
    AgeBand.A14_15: 10,
    AgeBand.A16_17: 10,
}
USUAL = 8


class Together(msgspec.Struct, frozen=True):
    """A block with children: their ages as far as known, and the approved adults, each named once."""

    block: Block
    children: tuple[AgeBand, ...]
    adults: frozenset[str]


class Uncovered(msgspec.Struct, frozen=True):
    """A space that has too few adults from `at` on; `title` is a block that takes place there."""

    block: Block
    at: datetime
    adults: int
    wanted: int
    children: int


def wanted(children: Iterable[AgeBand], *, ratios: bool = True) -> int:
    """Return how many adults these children need: two [always], and the ratio of their ages."""
    if not ratios:
        return FEWEST
    shares = (Fraction(1, RATIOS.get(age, USUAL)) for age in children if age not in ADULTS)
    return max(FEWEST, ceil(sum(shares, Fraction(0))))


def uncovered(together: Sequence[Together], *, ratios: bool = True) -> list[Uncovered]:
    """Return the spaces with too few adults, each once, from its first minute on.

    Blocks in one space at one time share their adults; a block without a place has a space of its own.
    """
    spaces: dict[str, list[Together]] = {}
    for one in together:
        if one.block.starts_at is not None:
            spaces.setdefault(one.block.place or str(one.block.id), []).append(one)
    found = [gap for several in spaces.values() if (gap := _first(several, ratios=ratios))]
    return sorted(found, key=lambda gap: (gap.at, gap.block.position))


def _first(several: list[Together], *, ratios: bool) -> Uncovered | None:
    moments = sorted({m for one in several for m in _edges(one.block)})
    for moment in moments:
        there = [one for one in several if _covers(one.block, moment)]
        if not there:
            continue
        adults = frozenset[str]().union(*(one.adults for one in there))
        children = [age for one in there for age in one.children]
        needed = wanted(children, ratios=ratios)
        if len(adults) < needed:
            return Uncovered(there[0].block, moment, len(adults), needed, len(children))
    return None


def _edges(block: Block) -> tuple[datetime, ...]:
    end = ends_at(block)
    return (block.starts_at, end) if block.starts_at and end else ()


def _covers(block: Block, moment: datetime) -> bool:
    """Say whether it goes on at `moment`; one without a length is there when it starts."""
    start, end = block.starts_at, ends_at(block)
    return start is not None and end is not None and (start <= moment < end or start == moment)
