"""Several people beside one participant: a helper, a lead teacher, a helper of the same age.

Every role has volunteers and rules of its own, and whoever is in several pools may have several roles,
but never two beside the same participant. The earlier role comes first in all its goals. As a rule the
roles are matched one after another and none loses anything by it; where one does, a whole program
(up to JOINT pairs) looks among all best matchings of the earlier roles for those that cost it least.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from itertools import accumulate

import msgspec
import numpy as np
from scipy.sparse import block_diag, csr_array, vstack

from volunteers.rules.matching import optimum, programs
from volunteers.rules.matching.board import lay_out
from volunteers.rules.matching.facts import Answer, Duo, Problem
from volunteers.rules.matching.families import JOINT, LONGEST, reached
from volunteers.rules.matching.guard import Watch
from volunteers.rules.matching.units import Units, related, units


class Role(StrEnum):
    """Beside one participant; the weightiest first."""

    HELPER = "helper"
    LEAD = "lead"
    PEER = "peer_helper"


Problems = dict[Role, Problem]
Reached = dict[Role, tuple[int, ...]]


def match(problems: Mapping[Role, Problem], watch: Watch | None = None) -> dict[Role, Answer]:
    """Return the best pairs of each role; who bears the same id in two pools is the same person.

    An answer is `proved` if none is better beside equally good earlier roles.

    Raises:
        LockBreaksRule, LockedTwice, NoPlaceLeft, FamilyNotTogether, TooLarge, TooSlow, Stopped
    """
    asked = {role: problems[role] for role in Role if role in problems}
    locked = {role: problem.rules.locked for role, problem in asked.items()}
    asked = {
        role: _without(problem, {*_selves(problem), *_of_others(locked, role)})
        for role, problem in asked.items()
    }
    alone = {role: optimum.match(problem, watch) for role, problem in asked.items()}
    best = {role: reached(asked[role], answer) for role, answer in alone.items()}
    found = _in_turn(asked, watch)
    if _reached(asked, found) != best and (separated := _separated(asked)):
        others, best = separated
        apart = {role: _without(problem, others[role]) for role, problem in asked.items()}
        found = _in_turn(apart, watch)
    now = _reached(asked, found)
    return {
        role: msgspec.structs.replace(answer, proved=answer.proved and now[role] == best[role])
        for role, answer in found.items()
    }


def _in_turn(problems: Problems, watch: Watch | None) -> dict[Role, Answer]:
    """Match one role after another; nobody is asked twice for the same participant."""
    taken, found = set[Duo](), dict[Role, Answer]()
    for role, problem in problems.items():
        found[role] = optimum.match(_without(problem, taken), watch)
        taken |= {(pair.volunteer, pair.participant) for pair in found[role].pairs}
    return found


def _separated(problems: Problems) -> tuple[dict[Role, set[Duo]], Reached] | None:
    """Say which pairs each role must leave to the others, and what its goals come to then.

    None where that is too much to ask of HiGHS, or more than it could prove.
    """
    people = {role: units(lay_out(problem), related(problem)) for role, problem in problems.items()}
    if sum(len(one.edges[0]) for one in people.values()) > JOINT:
        return None
    programs_of = [one.program() for one in people.values()]
    starts = list(accumulate((len(one.whole) for one in programs_of), initial=0))
    goals = [
        np.concatenate([np.zeros(start), goal, np.zeros(starts[-1] - start - len(goal))])
        for one, start in zip(people.values(), starts, strict=False)
        for goal in [*one.goals()][:-1]
    ]
    solved = programs.solve(_joined(people, programs_of, starts), goals, lambda: LONGEST)
    if solved is None or not solved.proved:
        return None
    chosen = {
        role: {duo for at, duo in _duos(one) if solved.shares[start + at] > 1 / 2}
        for (role, one), start in zip(people.items(), starts, strict=False)
    }
    values = iter(solved.reached)
    return (
        {role: set(_of_others(chosen, role)) for role in chosen},
        {role: tuple(next(values) for _ in [*one.goals()][:-1]) for role, one in people.items()},
    )


def _joined(
    people: dict[Role, Units], each: list[programs.Program], starts: list[int]
) -> programs.Program:
    """Put the programs side by side; of all edges between the same two only one may be taken."""
    edges = defaultdict[Duo, list[int]](list)
    for one, start in zip(people.values(), starts, strict=False):
        for at, duo in _duos(one):
            edges[duo].append(start + at)
    shared = [ends for ends in edges.values() if len(ends) > 1]
    rows = [row for row, ends in enumerate(shared) for _ in ends]
    columns = [end for ends in shared for end in ends]
    once = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(shared), starts[-1]))
    whole = np.ones(starts[-1], bool)
    return programs.Program(
        whole=whole,
        rows=csr_array(vstack([block_diag([one.rows for one in each]), once])),
        low=np.concatenate([*(one.low for one in each), np.zeros(len(shared), np.int64)]),
        high=np.concatenate([*(one.high for one in each), np.ones(len(shared), np.int64)]),
    )


def _duos(people: Units) -> Iterator[tuple[int, Duo]]:
    """Yield every edge's number with each pair that it stands for."""
    problem = people.board.problem
    for at, (row, column) in enumerate(zip(*people.edges, strict=True)):
        volunteer = problem.volunteers[people.columns[column]].id
        for member in people.members[row]:
            yield at, (volunteer, problem.participants[member].id)


def _reached(problems: Problems, answers: dict[Role, Answer]) -> Reached:
    return {role: reached(problems[role], answer) for role, answer in answers.items()}


def _selves(problem: Problem) -> set[Duo]:
    """Return everybody with themselves: nobody helps themselves."""
    both = {one.id for one in problem.volunteers} & {one.id for one in problem.participants}
    return {(one, one) for one in both}


def _of_others(duos: Mapping[Role, Collection[Duo]], role: Role) -> Iterator[Duo]:
    """Yield what belongs to the other roles."""
    return (duo for other, theirs in duos.items() if other != role for duo in theirs)


def _without(problem: Problem, duos: Collection[Duo]) -> Problem:
    """Return the problem with these pairs forbidden."""
    never = tuple(sorted({*problem.rules.never, *duos}))
    rules = msgspec.structs.replace(problem.rules, never=never)
    return msgspec.structs.replace(problem, rules=rules)
