"""A problem as tables: participants are rows, volunteers (or their places) are columns."""

import msgspec
import numpy as np

from volunteers.rules.matching import feasible, scoring
from volunteers.rules.matching.facts import Duo, Problem
from volunteers.rules.matching.feasible import Bits, Flags
from volunteers.rules.matching.scoring import Bands, Ints, Judge, Scores


class Board(msgspec.Struct, frozen=True):
    """Everything the optimum needs to know, in whole numbers.

    Participant by volunteer: `blocked` (bits of broken rules), `scores`, `bands`, `kept` (stands
    already). Participant by place: `possible` (rules and locks allow it). Per place: `holder`, the
    volunteer it belongs to, and `rank`, its number with that volunteer. `judge` tells the points.
    """

    problem: Problem
    judge: Judge
    blocked: Bits
    scores: Scores
    bands: Bands
    kept: Flags
    possible: Flags
    holder: Ints
    rank: Ints


def lay_out(problem: Problem) -> Board:
    """Return the problem's tables.

    Raises:
        LockBreaksRule, LockedTwice, NoPlaceLeft
    """
    blocked, judge = feasible.blocked(problem), scoring.judge(problem)
    feasible.refuse_bad_locks(problem, blocked)
    most = len(problem.participants)
    scores = judge.scores(most, len(problem.volunteers))
    capacity = np.array([min(one.capacity, most) for one in problem.volunteers], np.int64)
    holder = np.repeat(np.arange(len(capacity)), capacity)
    return Board(
        problem=problem,
        judge=judge,
        blocked=blocked,
        scores=scores,
        bands=scoring.bands(scores, problem.rules.bands),
        kept=feasible.named(problem, standing(problem)),
        possible=_with_locks(problem, (blocked == 0)[:, holder], holder),
        holder=holder,
        rank=np.arange(len(holder)) - np.repeat(np.cumsum(capacity) - capacity, capacity),
    )


def standing(problem: Problem) -> set[Duo]:
    """Return the pairs worth keeping: the published ones; where there are none, last time's."""
    if problem.rules.current:
        return set(problem.rules.current)
    if not problem.rules.keep_previous:
        return set()
    return {(one.previous, one.id) for one in problem.participants if one.previous is not None}


def _with_locks(problem: Problem, possible: Flags, holder: Ints) -> Flags:
    """Give each locked pair the next place of its volunteer, and neither to anybody else."""
    row, column = feasible.positions(problem)
    taken = dict.fromkeys(column, 0)
    for volunteer, participant in sorted(set(problem.rules.locked)):
        place = int(np.searchsorted(holder, column[volunteer])) + taken[volunteer]
        taken[volunteer] += 1
        possible[row[participant]] = False
        possible[:, place] = False
        possible[row[participant], place] = True
    return possible
