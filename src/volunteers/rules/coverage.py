"""Whether enough approved adults are with the children, every minute and in every space (V15, G10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from math import ceil
from uuid import UUID

import msgspec

from volunteers.rules.participants import ADULTS, AgeBand
from volunteers.rules.whereabouts import Whereabouts

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


class Adults(msgspec.Struct, frozen=True):
    """Who counts as an adult with the children: cleared volunteers, and names of teachers and advisers."""

    cleared: frozenset[UUID]
    named: frozenset[str]
    ratios: bool = True


class Run(msgspec.Struct, frozen=True):
    """A span in which nothing changes in a space with children; `sources` is what goes on there.

    `torn` are adults who are wanted somewhere else as well, and count in neither.
    """

    space: str
    starts_at: datetime
    ends_at: datetime
    sources: tuple[UUID, ...]
    children: int
    adults: frozenset[str]
    wanted: int
    torn: frozenset[str] = frozenset()

    @property
    def missing(self) -> int:
        return max(0, self.wanted - len(self.adults))


def wanted(children: Iterable[AgeBand], *, ratios: bool = True) -> int:
    """Return how many adults these children need: two [always], and the ratio of their ages."""
    if not ratios:
        return FEWEST
    shares = (Fraction(1, RATIOS.get(age, USUAL)) for age in children if age not in ADULTS)
    return max(FEWEST, ceil(sum(shares, Fraction(0))))


def swept(where: Whereabouts, ages: Mapping[str, AgeBand], *, ratios: bool = True) -> list[Run]:
    """Return every span of every space with children, from the first child in to the last one out.

    Sorted by space, then time; what stays the same is one run.
    """
    runs: dict[str, list[Run]] = {}
    for number in where.slices:
        for now in _slice(where, number, ages, ratios=ratios):
            before = runs.setdefault(now.space, [])
            if before and _goes_on(before[-1], now):
                before[-1] = msgspec.structs.replace(before[-1], ends_at=now.ends_at)
            else:
                before.append(now)
    return [one for space in sorted(runs) for one in runs[space]]


def _slice(
    where: Whereabouts, number: int, ages: Mapping[str, AgeBand], *, ratios: bool
) -> Iterable[Run]:
    children = _by_space(where.children, number)
    for stay in where.used[number]:
        if stay.some_child:
            children.setdefault(stay.space, [])
    adults = _by_space(where.adults, number)
    for space, known in children.items():
        here = adults.get(space, ())
        alone = frozenset(one for one in here if len(where.adults[one][number]) == 1)
        bands = [ages.get(child, AgeBand.UNKNOWN) for child in known] or [AgeBand.UNKNOWN]
        yield Run(
            space,
            where.cuts[number],
            where.cuts[number + 1],
            tuple(sorted(one.source for one in where.used[number] if one.space == space)),
            len(bands),
            alone,
            wanted(bands, ratios=ratios),
            frozenset(here) - alone,
        )


def _by_space(
    found: Mapping[str, Mapping[int, frozenset[str]]], number: int
) -> dict[str, list[str]]:
    there: dict[str, list[str]] = {}
    for person, spaces in found.items():
        for space in spaces.get(number, ()):
            there.setdefault(space, []).append(person)
    return there


def _goes_on(one: Run, other: Run) -> bool:
    """Say whether `other` follows without anything a reader would see changing."""
    same = msgspec.structs.replace(other, starts_at=one.starts_at, ends_at=one.ends_at)
    return one.ends_at == other.starts_at and one == same
