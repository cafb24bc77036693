"""Rearrangements: which pairs may be moved at all, and the best pairs for whoever may."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from volunteers.boards import Board, Placed
from volunteers.rules import fits, matching, one_each
from volunteers.rules.matching import Duo
from volunteers.rules.pairs import PairStatus
from volunteers.rules.participants import Participant

PATIENCE = 25  # seconds that somebody waits for a page
BEGUN = (PairStatus.ACTIVE, PairStatus.PAUSED)


class How(StrEnum):
    """Move as few as possible, or find the best for everybody."""

    LEAST = "least"
    ANEW = "anew"


def loose(now: Board, wanted: Duo | None = None) -> list[Placed]:
    """Return the pairs that may be moved: not locked, not begun, and nothing wrong with them.

    The pairs of the two who are wanted together are among them whatever is wrong with them.
    """
    ours = set(wanted or ())
    return [
        one
        for one in now.placed
        if not one.pair.locked
        and one.pair.status not in BEGUN
        and (str(one.volunteer.id) in ours or str(one.participant.id) in ours or _holds(now, one))
    ]


def _holds(now: Board, one: Placed) -> bool:
    """Return whether the pair might be made today."""
    duo = (str(one.volunteer.id), str(one.participant.id))
    alone = fits.problem([one.volunteer], [one.participant], now.gates)
    return not matching.fits(alone)[duo].blocked


def rest(now: Board) -> matching.Answer:
    """Find the best pairs for everybody who is free, beside the pairs that stand."""
    taken = {one.volunteer.id for one in now.placed}
    single = {one: int(one not in taken) for one in now.places}
    problem = fits.problem(now.volunteers, now.children, now.gates, places=single, families=True)
    return one_each.best(problem, _named(now.places), watch=_watch())


def solve(
    now: Board, movable: Sequence[Placed], wanted: Duo | None = None, how: How = How.ANEW
) -> matching.Answer:
    """Find the best pairs for whoever may move; it takes as long as it takes.

    Who is alone and is not wanted stays out of an override: it moves people, it does not pair the rest.
    Nor does it bring siblings together who are not so far; pairing everybody anew does.
    """
    alone = [one for one in now.children if wanted is None or str(one.id) in wanted]
    most, single = _places(now, movable, wanted, how)
    least = how is How.LEAST
    standing = duos(movable) if least else []
    problem = _problem(now, movable, alone, standing, single, families=not least)
    return one_each.best(problem, _named(most), [wanted] if wanted else [], _watch())


def as_it_stands(now: Board, movable: Sequence[Placed]) -> tuple[matching.Problem, matching.Answer]:
    """Return those who have a pair, and their pairs, as the engine reads them: what prices start from."""
    _, single = _places(now, movable, None, How.LEAST)
    problem = _problem(now, movable, [], duos(movable), single, families=False)
    return problem, matching.match(problem)


def duos(several: Sequence[Placed]) -> list[Duo]:
    return [(str(one.volunteer.id), str(one.participant.id)) for one in several]


def _problem(
    now: Board,
    movable: Sequence[Placed],
    alone: Sequence[Participant],
    current: Sequence[Duo],
    places: Mapping[UUID, int],
    *,
    families: bool,
) -> matching.Problem:
    volunteers = {one.id: one for one in (*now.volunteers, *(one.volunteer for one in movable))}
    return fits.problem(
        list(volunteers.values()),
        [*(one.participant for one in movable), *alone],
        now.gates,
        current=current,
        places=places,
        families=families,
    )


def _named(places: Mapping[UUID, int]) -> dict[str, int]:
    return {str(one): count for one, count in places.items()}


def _watch() -> matching.Watch:
    return matching.Watch(time.monotonic, PATIENCE)


def _places(
    now: Board, movable: Sequence[Placed], wanted: Duo | None, how: How
) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Return how many children each may have at most beside those they keep, and how many at first."""
    theirs = Counter(one.volunteer.id for one in movable)
    kept = Counter(one.volunteer.id for one in now.placed)
    kept.subtract(theirs)
    people = {*theirs, *(one.id for one in now.volunteers)}
    least = theirs if how is How.LEAST else Counter[UUID]()
    most = {one: max(0, now.gates.rules.most_each - kept[one], least[one]) for one in people}
    single = {one: min(most[one], max(1 - kept[one], least[one])) for one in people}
    if wanted:
        single[UUID(wanted[0])] = max(1, single[UUID(wanted[0])])
    return most, single
