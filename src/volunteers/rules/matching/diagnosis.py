"""Everything that can be said of an answer at once: who is left and why, what would help, what would hurt."""

import msgspec

from volunteers.rules.matching import critical, waivers
from volunteers.rules.matching.critical import Critical, Reserve
from volunteers.rules.matching.facts import Answer, Problem, Rule, Side, Unmatched
from volunteers.rules.matching.waivers import Cure, Fewest
from volunteers.rules.matching.worst import Worst, worst


class Left(msgspec.Struct, frozen=True):
    """Participants who are left for one and the same reason.

    `people`, they among them, can only go with `helpers`, who have fewer places; `waivers` are theirs.
    """

    alone: tuple[Unmatched, ...]
    people: tuple[str, ...]
    helpers: tuple[str, ...]


class Diagnosis(msgspec.Struct, frozen=True):
    """What an answer leaves open, and what it hangs on."""

    left: tuple[Left, ...]
    cures: tuple[Cure, ...]
    fewest: Fewest
    without: dict[Rule, int]
    critical: tuple[Critical, ...]
    reserves: tuple[Reserve, ...]
    worst: Worst | None


def diagnose(problem: Problem, answer: Answer) -> Diagnosis:
    """Return what there is to say of a problem's answer."""
    found = critical.drill(problem, answer)
    return Diagnosis(
        left=_left(answer),
        cures=waivers.cures(problem, answer),
        fewest=waivers.fewest(problem, answer),
        without=waivers.without(problem, answer),
        critical=found,
        reserves=critical.reserves(problem, found),
        worst=worst(problem, answer),
    )


def _left(answer: Answer) -> tuple[Left, ...]:
    """Put those together who compete for the same volunteers, most of them first."""
    groups: dict[tuple[str, ...], list[Unmatched]] = {}
    for one in answer.unmatched:
        if one.side is Side.PARTICIPANT:
            key = one.witness.volunteers or (one.id,)
            groups.setdefault(key, []).append(one)
    found = [
        Left(
            alone=tuple(alone),
            people=tuple(sorted({name for one in alone for name in one.witness.participants})),
            helpers=alone[0].witness.volunteers,
        )
        for alone in groups.values()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.alone), one.alone[0].id)))
