"""One volunteer, one child: a second only where one would be alone, and siblings with one if they are to.

Nobody is beside more than two: a larger family goes to several, two by two.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace

from volunteers.rules import matching
from volunteers.rules.matching import Answer, Duo, Problem, Side, Watch
from volunteers.rules.matching.explanation import LOCKED, PLACES
from volunteers.rules.matching.units import FamilyNotTogether
from volunteers.rules.mornings import MOST_CHILDREN


def best(
    problem: Problem,
    most: Mapping[str, int],
    locks: Sequence[Duo] = (),
    watch: Watch | None = None,
    kept: Mapping[str, int] = {},
) -> Answer:
    """Find the best pairs; volunteers have the places of `problem` at first, `most` at the very most.

    `kept` says how many children somebody has already, beside those of this problem.
    Families are seated first, as they would be if everybody could take one; the others around them.

    Raises:
        LockBreaksRule, LockedTwice, NoPlaceLeft, TooLarge, TooSlow, Stopped
    """
    problem = _in_twos(problem, [participant for one, participant in locks if kept.get(one)])
    try:
        homes = _homes(problem, locks, watch, kept)
    except FamilyNotTogether:
        problem = _in_twos(problem, [participant for _, participant in locks])
        homes = _homes(problem, locks, watch, kept)
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


def _in_twos(problem: Problem, alone: Collection[str]) -> Problem:
    """Return the problem with families of two at most; whoever is to be `alone` is in none of them.

    They are alone who go to somebody with a child already, or to whom the rest of their family may not go.
    """
    families: dict[str, list[str]] = {}
    for one in sorted(problem.participants, key=lambda one: one.id):
        if one.family is not None and one.id not in alone:
            families.setdefault(one.family, []).append(one.id)
    named = {
        name: f"{family} {at // MOST_CHILDREN}"
        for family, names in families.items()
        for at, name in enumerate(names)
    }
    return replace(
        problem,
        participants=tuple(replace(one, family=named.get(one.id)) for one in problem.participants),
    )


def _homes(
    problem: Problem, locks: Sequence[Duo], watch: Watch | None, kept: Mapping[str, int]
) -> list[Duo]:
    """Return to whom families go if every volunteer who has no child yet could take one."""
    sizes = Counter(one.family for one in problem.participants if one.family is not None)
    if max(sizes.values(), default=1) == 1:
        return []
    roomy = replace(
        problem,
        volunteers=tuple(
            replace(one, capacity=max(one.capacity, MOST_CHILDREN - kept.get(one.id, 0)))
            if one.capacity
            else one
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
