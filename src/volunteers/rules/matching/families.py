"""Siblings who share one volunteer: where each family goes, and everybody else around them.

All of a family go to one volunteer, or to nobody. That is no assignment any more, so as long as no more
than JOINT pairs are possible one whole program decides about everybody, in the same order of goals;
beyond, it decides about the families alone. Either way they are then locked and the others matched
exactly around them: where that reaches each goal as the program did, the answer is proved.
"""

from collections import Counter

import msgspec

from volunteers.rules.matching import programs
from volunteers.rules.matching.board import lay_out
from volunteers.rules.matching.explanation import LOCKED, PLACES
from volunteers.rules.matching.facts import Answer, Duo, Problem, Side, Unmatched, Witness
from volunteers.rules.matching.guard import Guard, Step, TooSlow
from volunteers.rules.matching.units import priorities, related, units

JOINT = 6_000  # three seconds: 100 participants where most pairs are possible, 380 where few are
LONGEST = 60.0  # seconds for one goal, where nobody says how long all may take
FAMILY = "family"


class Placed(msgspec.Struct, frozen=True):
    """Where families go, who of them stays out with whom, and what each goal came to, if proved."""

    locked: tuple[Duo, ...] = ()
    left_out: dict[str, tuple[str, ...]] = {}
    reached: tuple[int, ...] | None = None

    def around(self, problem: Problem) -> Problem:
        """Return the problem with the families locked to their volunteers."""
        locked = tuple(dict.fromkeys((*problem.rules.locked, *self.locked)))
        rules = msgspec.structs.replace(problem.rules, locked=locked)
        return msgspec.structs.replace(problem, rules=rules)

    def told(self, problem: Problem, answer: Answer) -> Answer:
        """Return the answer around the families as one to the problem itself."""
        asked = set(problem.rules.locked)
        return msgspec.structs.replace(
            answer,
            pairs=tuple(
                msgspec.structs.replace(pair, locked=(pair.volunteer, pair.participant) in asked)
                for pair in answer.pairs
            ),
            unmatched=tuple(self._because(one, locks=bool(asked)) for one in answer.unmatched),
            proved=self.reached == reached(problem, answer),
        )

    def _because(self, one: Unmatched, *, locks: bool) -> Unmatched:
        """Name the family as a reason, and never the locks that only stand for it."""
        if one.side is Side.PARTICIPANT and one.id in self.left_out:
            rules = tuple(code for code in one.because if code not in (LOCKED, PLACES))
            forbidden = len(rules) == len(one.because)
            return msgspec.structs.replace(
                one,
                because=rules if forbidden else (*rules, FAMILY),
                witness=Witness(self.left_out[one.id], ()),
                waivers=(),
            )
        because = tuple(PLACES if code == LOCKED and not locks else code for code in one.because)
        return msgspec.structs.replace(one, because=because)


def place(problem: Problem, guard: Guard) -> Placed | None:
    """Decide where families go; None where there are none.

    Raises:
        LockBreaksRule, LockedTwice, NoPlaceLeft, FamilyNotTogether, TooSlow, Stopped
    """
    families = related(problem)
    if not families:
        return None
    guard.begin(Step.FAMILIES, 1)
    everybody = units(lay_out(problem), families)
    joint = len(everybody.edges[0]) <= JOINT
    people = everybody if joint else everybody.families()

    def seconds() -> float:
        guard.look()  # the solver takes less than no time for no limit at all
        return min(LONGEST, guard.left(LONGEST))

    solved = programs.solve(people.program(), tuple(people.goals()), seconds)
    guard.look()
    if solved is None:
        raise TooSlow(
            participants=len(problem.participants),
            volunteers=len(problem.volunteers),
            seconds=round(LONGEST),
        )
    names, helpers = (
        [one.id for one in side] for side in (problem.participants, problem.volunteers)
    )
    home = {
        row: helpers[people.columns[at]]
        for row, at, share in zip(*people.edges, solved.shares.tolist(), strict=False)
        if share > 1 / 2
    }
    whole = {at: [names[row] for row in one] for at, one in enumerate(people.members) if one[1:]}
    return Placed(
        locked=tuple((home[at], name) for at, one in whole.items() if at in home for name in one),
        left_out={name: tuple(one) for at, one in whole.items() if at not in home for name in one},
        reached=solved.reached[:-1] if joint and solved.proved else None,
    )


def reached(problem: Problem, answer: Answer) -> tuple[int, ...]:
    """Return what each goal of the program came to, from the pairs themselves."""
    vector, paired = answer.vector, {pair.participant for pair in answer.pairs}
    levels = Counter(one.priority for one in problem.participants if one.id in paired)
    loads = Counter(pair.volunteer for pair in answer.pairs)
    return (
        -vector.matched,
        *(-levels[one] for one in priorities(problem)),
        -vector.kept,
        vector.reserves,
        *vector.bands[:-1],
        -vector.total,
        sum(load * load for load in loads.values()),
    )
