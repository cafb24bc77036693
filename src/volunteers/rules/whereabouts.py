"""Where everybody is meant to be, minute by minute: one person counts once, in one place at a time (V15).

What is decided here, so that nobody counts by guesswork:

* The closer a plan names somebody, the more it counts: a name in a block or a shift before the block
  of one's lane, that before a block for everybody. (Whoever sets up is not with the children.)
* Who is then still wanted in two spaces at once counts as an adult in neither; a child counts in both.
* Between two blocks in one space children stay there who are planned nowhere else that day; an adult
  stays with them if the space is theirs before and after, and nothing goes on there in between.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import IntEnum
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

APART = ""  # the space of whatever happens without children

Spaces = frozenset[str]


class Claim(IntEnum):
    """How closely a plan says that somebody is there."""

    EVERYBODY = 0
    LANE = 1
    NAMED = 2


class Stay(msgspec.Struct, frozen=True):
    """A block or a shift: when, in which space, and who is meant to be there.

    `going` are adults who are there because all or their lane are (`claim`), `named` those it names.
    `some_child` says that children are there though nobody knows which.
    """

    source: UUID
    starts_at: datetime
    ends_at: datetime
    space: str
    claim: Claim = Claim.EVERYBODY
    children: frozenset[str] = frozenset()
    going: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    some_child: bool = False


class Whereabouts:
    """A day cut at every start and end; between two cuts nobody comes or goes."""

    def __init__(self, stays: Sequence[Stay], zone: str) -> None:
        self.stays = stays
        self.cuts = sorted({at for one in stays for at in (one.starts_at, one.ends_at)})
        self._days = _days(self.cuts, zone)
        self.used = self._used()
        self.children = self._staying(self._placed(_children), _shared)
        self.adults = self._staying(self._placed(_adults), self._theirs)

    @property
    def slices(self) -> range:
        return range(max(0, len(self.cuts) - 1))

    def span(self, start: datetime, end: datetime) -> range:
        """Return the slices that [start, end) meets."""
        return range(max(0, bisect_right(self.cuts, start) - 1), bisect_left(self.cuts, end))

    def free(self, adult: str, start: datetime, end: datetime) -> bool:
        """Say whether nothing at all wants an adult from `start` to `end`."""
        there = self.adults.get(adult, {})
        return not any(number in there for number in self.span(start, end))

    def _used(self) -> list[list[Stay]]:
        used: list[list[Stay]] = [[] for _ in self.cuts]
        for one in self.stays:
            for number in self.span(one.starts_at, one.ends_at):
                used[number].append(one)
        return used

    def _placed(self, who: Callable[[Stay], Mapping[str, Claim]]) -> dict[str, dict[int, Spaces]]:
        """Return by person and slice the spaces of their closest claims."""
        closest: dict[str, dict[int, Claim]] = {}
        found: dict[str, dict[int, Spaces]] = {}
        for number in self.slices:
            for stay in self.used[number]:
                for person, claim in who(stay).items():
                    held = closest.setdefault(person, {})
                    spaces = found.setdefault(person, {})
                    before = held.get(number)
                    if before is None or claim > before:
                        held[number], spaces[number] = claim, frozenset({stay.space})
                    elif claim == before:
                        spaces[number] |= {stay.space}
        return found

    def _staying(
        self,
        found: dict[str, dict[int, Spaces]],
        stay: Callable[[Spaces, Spaces, range], Spaces],
    ) -> dict[str, dict[int, Spaces]]:
        """Add to what is claimed the pauses in which people stay where they are."""
        for there in found.values():
            for before, after in pairwise(sorted(there)):
                pause = range(before + 1, after)
                if not pause or self._days[before + 1] != self._days[after]:
                    continue
                if spaces := stay(there[before], there[after], pause):
                    there.update(dict.fromkeys(pause, spaces))
        return found

    def _theirs(self, before: Spaces, after: Spaces, pause: range) -> Spaces:
        """An adult stays in a space that is theirs alone, if nothing goes on there all the while."""
        if len(before) != 1 or before != after or APART in before:
            return frozenset()
        busy = any(one.space in before for number in pause for one in self.used[number])
        return frozenset() if busy else before


def _shared(before: Spaces, after: Spaces, _pause: range) -> Spaces:
    return before & after


def _children(stay: Stay) -> Mapping[str, Claim]:
    return dict.fromkeys(stay.children, stay.claim)


def _adults(stay: Stay) -> Mapping[str, Claim]:
    return dict.fromkeys(stay.going, stay.claim) | dict.fromkeys(stay.named, Claim.NAMED)


def _days(cuts: Iterable[datetime], zone: str) -> list[date]:
    where = ZoneInfo(zone)
    return [at.astimezone(where).date() for at in cuts]
