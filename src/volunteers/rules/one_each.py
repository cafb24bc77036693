"""One volunteer, one child: a second only where one would be alone, and siblings with one if they are to."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace

from volunteers.rules import matching
from volunteers.rules.matching import Answer, Duo, Problem, Side, Watch
from volunteers.rules.matching.explanation import LOCKED, PLACES


def best(
    problem: Problem,
    most: Mapping[str, int],
    locks: Sequence[Duo] = (),
    watch: Watch | None = None,
) -> Answer:
    """Find the best pairs; volunteers have the places of `problem` at first, `most` at the very most.

    Families are seated first, as they would be if everybody could take one; the others around them.

    Raises:
        LockBreaksRule, LockedTwice, NoPlaceLeft, FamilyNotTogether, TooLarge, TooSlow
    """
    homes = _homes(problem, locks, watch)
    around = [*locks, *(duo for duo in homes if duo not in locks)]
    first = matching.suggest(_seating(problem, homes), around, watch)
    alone = any(one.side is Side.PARTICIPANT for one in first.unmatched)
    full = all(one.capacity >= most.get(one.id, 0) for one in problem.volunteers)
    if alone and not full:
        made = problem.rules.current or tuple(
            (one.volunteer, one.participant) for one in first.pairs
        )
        wider = replace(
            problem,
            volunteers=tuple(
                replace(one, capacity=max(one.capacity, most.get(one.id, 0)))
                for one in problem.volunteers
            ),
            rules=replace(problem.rules, current=made),
        )
        first = matching.suggest(_seating(wider, homes), around, watch)
    return _told(first) if not (locks or problem.rules.locked) else first


def _homes(problem: Problem, locks: Sequence[Duo], watch: Watch | None) -> list[Duo]:
    """Return to whom families go if every volunteer who has a place could take the largest of them."""
    sizes = Counter(one.family for one in problem.participants if one.family is not None)
    largest = max(sizes.values(), default=1)
    if largest == 1:
        return []
    roomy = replace(
        problem,
        volunteers=tuple(
            replace(one, capacity=max(one.capacity, largest) if one.capacity else 0)
            for one in problem.volunteers
        ),
    )
    families = {one.id for one in problem.participants if one.family and sizes[one.family] > 1}
    found = matching.suggest(roomy, locks, watch)
    return [(one.volunteer, one.participant) for one in found.pairs if one.participant in families]


def _seating(problem: Problem, homes: Sequence[Duo]) -> Problem:
    """Give whoever a family goes to as many places as it needs."""
    theirs = Counter(volunteer for volunteer, _ in homes)
    return replace(
        problem,
        volunteers=tuple(
            replace(one, capacity=max(one.capacity, theirs[one.id])) for one in problem.volunteers
        ),
    )


def _told(answer: Answer) -> Answer:
    """Where nobody locked anything, no lock is a reason: families are seated by us."""
    return replace(
        answer,
        unmatched=tuple(
            replace(one, because=tuple(PLACES if code == LOCKED else code for code in one.because))
            for one in answer.unmatched
        ),
    )


def families(ties: Mapping[UUID, Collection[UUID]]) -> dict[UUID, UUID]:
    """Return to which family each belongs who is tied to somebody, named after its first."""
    found: dict[UUID, UUID] = {}
    for one in sorted(ties):
        waiting = [one] if ties[one] else []
        while waiting:
            here = waiting.pop()
            if here not in found:
                found[here] = one
                waiting += ties.get(here, ())
    return found
