"""Rearrangements: which pairs may be moved at all, and the best pairs for whoever may."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from volunteers.boards import Board, Placed
from volunteers.rules import fits, matching, one_each, registration
from volunteers.rules.applications import Application
from volunteers.rules.matching import Duo, Fit, Watch
from volunteers.rules.pairs import PairStatus
from volunteers.rules.participants import Participant

BEGUN = (PairStatus.ACTIVE, PairStatus.PAUSED)


class How(StrEnum):
    """Move as few as possible, or find the best for everybody."""

    LEAST = "least"
    ANEW = "anew"


def loose(now: Board, wanted: Duo | None = None) -> list[Placed]:
    """Return the pairs that may be moved: not locked, not begun, and nothing wrong with them.

    The pairs of the two who are wanted together are among them whatever is wrong with them.
    """
    ours, sound = set(wanted or ()), holds(now, now.placed)
    return [
        one
        for one in now.placed
        if not one.pair.locked
        and one.pair.status not in BEGUN
        and (one.pair.id in sound or not ours.isdisjoint(duo_of(one)))
    ]


def fitting(now: Board, several: Sequence[Placed]) -> dict[UUID, Fit]:
    """Return what each of these pairs would be if it were made today."""
    problem = fits.problem(
        list({one.id: one for one in _volunteers(several)}.values()),
        [one.participant for one in several],
        now.gates,
    )
    found = matching.each(problem, duos(several))
    return {one.pair.id: found[duo_of(one)] for one in several}


def holds(now: Board, several: Sequence[Placed]) -> frozenset[UUID]:
    """Return which of these pairs might be made today."""
    return frozenset(pair for pair, fit in fitting(now, several).items() if not fit.blocked)


def rest(now: Board, watch: Watch | None = None) -> matching.Answer:
    """Find the best pairs for everybody who is free, beside the pairs that stand."""
    taken = {one.volunteer.id for one in now.placed}
    single = {one: int(one not in taken) for one in now.places}
    problem = fits.problem(now.volunteers, now.children, now.gates, places=single, families=True)
    return one_each.best(problem, _named(now.places), watch=watch)


def solve(
    now: Board,
    movable: Sequence[Placed],
    wanted: Duo | None = None,
    how: How = How.ANEW,
    watch: Watch | None = None,
) -> matching.Answer:
    """Find the best pairs for whoever may move.

    Who is alone and is not wanted stays out of an override: it moves people, it does not pair the rest.
    Nor does it bring siblings together who are not so far; pairing everybody anew does.
    """
    alone = [one for one in now.children if wanted is None or str(one.id) in wanted]
    most, single = _places(now, movable, wanted, how)
    least, kept = how is How.LEAST, _named(_kept(now, movable))
    standing = duos(movable) if least else []
    problem = _problem(now, movable, alone, standing, single, families=not least)
    return one_each.best(problem, _named(most), [wanted] if wanted else [], watch, kept)


def as_it_stands(
    now: Board, movable: Sequence[Placed], watch: Watch | None = None
) -> tuple[matching.Problem, matching.Answer]:
    """Return those who have a pair, and their pairs, as the engine reads them: what prices start from."""
    _, single = _places(now, movable, None, How.LEAST)
    problem = _problem(now, movable, [], duos(movable), single, families=False)
    return problem, matching.match(problem, watch)


def asked(now: Board) -> tuple[object, ...]:
    """Return all that an answer depends on: it holds as long as the board still asks the same."""
    everybody = fits.problem(
        list({one.id: one for one in (*now.volunteers, *_volunteers(now.placed))}.values()),
        [*(one.participant for one in now.placed), *now.children],
        now.gates,
        families=True,
    )
    placed = [
        (one.pair.id, one.volunteer.id, one.participant.id, one.pair.status, one.pair.locked)
        for one in now.placed
    ]
    return everybody, placed, now.places, now.gates.rules


def siblings(now: Board) -> bool:
    """Return whether children of this board are to share a volunteer: then no price is known."""
    children = [*(one.participant for one in now.placed), *now.children]
    return now.gates.rules.siblings_share and any(registration.companions(children).values())


def duos(several: Sequence[Placed]) -> list[Duo]:
    return [duo_of(one) for one in several]


def duo_of(one: Placed) -> Duo:
    return str(one.volunteer.id), str(one.participant.id)


def _problem(
    now: Board,
    movable: Sequence[Placed],
    alone: Sequence[Participant],
    current: Sequence[Duo],
    places: Mapping[UUID, int],
    *,
    families: bool,
) -> matching.Problem:
    volunteers = {one.id: one for one in (*now.volunteers, *_volunteers(movable))}
    return fits.problem(
        list(volunteers.values()),
        [*(one.participant for one in movable), *alone],
        now.gates,
        current=current,
        places=places,
        families=families,
    )


def _volunteers(several: Sequence[Placed]) -> list[Application]:
    return [one.volunteer for one in several]


def _named(places: Mapping[UUID, int]) -> dict[str, int]:
    return {str(one): count for one, count in places.items()}


def _kept(now: Board, movable: Sequence[Placed]) -> Counter[UUID]:
    """Count the children that each keeps whatever is found."""
    kept = Counter(one.volunteer.id for one in now.placed)
    kept.subtract(Counter(one.volunteer.id for one in movable))
    return kept


def _places(
    now: Board, movable: Sequence[Placed], wanted: Duo | None, how: How
) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Return how many children each may have at most beside those they keep, and how many at first."""
    theirs = Counter(one.volunteer.id for one in movable)
    kept = _kept(now, movable)
    people = {*theirs, *(one.id for one in now.volunteers)}
    least = theirs if how is How.LEAST else Counter[UUID]()
    most = {one: max(0, now.gates.rules.most_each - kept[one], least[one]) for one in people}
    single = {one: min(most[one], max(1 - kept[one], least[one])) for one in people}
    if wanted:
        single[UUID(wanted[0])] = max(1, single[UUID(wanted[0])])
    return most, single
