"""Whose absence would leave a participant alone, and which reserves would make that good.

Every volunteer is away once: if whoever they help can go elsewhere, others moving on where they may,
nothing is lost. Where not, those who compete for the places that are left say what a reserve must
bring. One absence at a time is provided for, not several at once.
"""

from collections.abc import Iterator
from itertools import combinations

import msgspec
import numpy as np

from volunteers.rules.matching.board import Board, lay_out
from volunteers.rules.matching.facts import Answer, Participant, Problem
from volunteers.rules.matching.feasible import positions
from volunteers.rules.matching.scoring import Ints
from volunteers.rules.matching.seating import Seating, places, unlocked

TRIED_TOGETHER = 4


class Critical(msgspec.Struct, frozen=True):
    """A volunteer without whom `alone` more would have nobody.

    Whoever could go with any of `participants` would be help enough: the others then move up.
    """

    volunteer: str
    alone: int
    participants: tuple[str, ...]


class Kind(msgspec.Struct, frozen=True):
    """What a reserve must bring: a gender where that is asked for, a time where one must be shared."""

    gender: str | None
    free: str | None

    def suits(self, problem: Problem, one: Participant) -> bool:
        """Say whether somebody of this kind could go with this participant."""
        asked = one.same_gender or problem.rules.same_gender
        gender = not asked or (one.gender is not None and one.gender == self.gender)
        return gender and (not problem.rules.needs_shared_time or self.free in one.free)


class Reserve(msgspec.Struct, frozen=True):
    """`count` reserves of one kind, and the volunteers whose absence they make good."""

    kind: Kind
    count: int
    volunteers: tuple[str, ...]


def drill(problem: Problem, answer: Answer) -> tuple[Critical, ...]:
    """Let every volunteer of the answer be away once; return whom nobody can replace, by identity."""
    board = lay_out(problem)
    now = places(board, answer)
    found = (_without(board, now, at) for at in np.unique(board.holder[now[now >= 0]]).tolist())
    return tuple(sorted((one for one in found if one), key=lambda one: one.volunteer))


def reserves(problem: Problem, found: tuple[Critical, ...]) -> tuple[Reserve, ...]:
    """Return the fewest reserves with whom no single one of these absences leaves anybody alone.

    Absences that nobody new could make good, as nobody is asked for who exists, are left out.
    """
    row, _ = positions(problem)
    people = {
        one.volunteer: [problem.participants[row[p]] for p in one.participants] for one in found
    }
    covers = {
        kind: frozenset(
            name for name, theirs in people.items() if any(kind.suits(problem, p) for p in theirs)
        )
        for kind in _kinds(problem, found)
    }
    alone = {one.volunteer: one.alone for one in found}
    return tuple(
        Reserve(kind, max(alone[name] for name in covers[kind]), tuple(sorted(covers[kind])))
        for kind in _fewest(covers)
    )


def _without(board: Board, now: Ints, at: int) -> Critical | None:
    """Return what the absence of one volunteer does, None if nobody is alone for it."""
    theirs = board.holder == at
    guests = np.flatnonzero(np.isin(now, np.flatnonzero(theirs)))
    possible = board.possible & ~theirs
    # A lock ends with the volunteer it names; the places that others have locked stay theirs.
    open_to = unlocked(board)[guests] & ~theirs & ~_locked_places(board, now)
    possible[guests] = open_to
    left = now.copy()
    left[guests] = -1
    seating = Seating(possible, left)
    stuck = [met for guest in guests.tolist() if (met := seating.settle(guest))]
    if not stuck:
        return None
    together = frozenset[int]().union(*stuck)
    return Critical(
        volunteer=board.problem.volunteers[at].id,
        alone=len(stuck),
        participants=tuple(sorted(board.problem.participants[row].id for row in together)),
    )


def _locked_places(board: Board, now: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    row, _ = positions(board.problem)
    held = np.zeros(len(board.holder), bool)
    held[[now[row[participant]] for _, participant in board.problem.rules.locked]] = True
    return held


def _kinds(problem: Problem, found: tuple[Critical, ...]) -> Iterator[Kind]:
    """Yield the kinds worth asking for, the least demanding first."""
    row, _ = positions(problem)
    concerned = [
        problem.participants[row[one]] for one in sorted({p for c in found for p in c.participants})
    ]
    asking = [one for one in concerned if one.same_gender or problem.rules.same_gender]
    times: list[str | None] = [None]
    if problem.rules.needs_shared_time:
        times = [*sorted(frozenset[str]().union(*(one.free for one in concerned)))]
    for gender in (None, *sorted({one.gender for one in asking if one.gender})):
        for time in times:
            yield Kind(gender, time)


def _fewest(covers: dict[Kind, frozenset[str]]) -> tuple[Kind, ...]:
    """Return the fewest kinds that cover all there is to cover; beyond TRIED_TOGETHER, few of them."""
    whole = frozenset[str]().union(*covers.values())
    useful = [
        kind
        for at, kind in enumerate(covers)
        if covers[kind]
        and not any(
            covers[kind] < other or (covers[kind] == other and before < at)
            for before, other in enumerate(covers.values())
        )
    ]
    for size in range(min(len(useful), TRIED_TOGETHER) + 1):
        for chosen in combinations(useful, size):
            if frozenset[str]().union(*(covers[kind] for kind in chosen)) == whole:
                return chosen
    chosen, missing = (), whole
    while missing:
        best = max(useful, key=lambda kind: len(covers[kind] & missing))
        chosen, missing = (*chosen, best), missing - covers[best]
    return chosen
