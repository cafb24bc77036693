"""How well two people would fit: whole points per criterion, which add up to the score.

What nobody stated counts half, so an empty form neither helps nor harms anybody.
Tables have one row per participant and one column per volunteer.
"""

from collections.abc import Collection, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from volunteers.rules.matching.facts import Criterion, Participant, Problem, Volunteer

Ints = NDArray[np.int64]

FULL = 1000
UNSTATED = 500
ENOUGH_INTERESTS = 3
ENOUGH_TIMES = 2
ENOUGH_YEARS = 4


def points(problem: Problem) -> dict[Criterion, Ints]:
    """Return the points of every pair, one table per criterion; together at most 1000.

    Rounding happens on running sums, so the tables add up to the rounded score without a remainder.
    """
    if problem.scores is not None:
        return {Criterion.GIVEN: _given(problem)}
    weights = msgspec.structs.asdict(problem.rules.weights)
    whole = sum(weights.values())
    running = np.zeros((len(problem.participants), len(problem.volunteers)), np.int64)
    tables = {}
    for criterion, degree in _degrees(problem.participants, problem.volunteers).items():
        before = running // whole
        running = running + weights[criterion] * degree
        tables[criterion] = running // whole - before
    return tables


def total(tables: dict[Criterion, Ints]) -> Ints:
    """Return the scores that the points add up to."""
    scores: Ints = np.sum(list(tables.values()), axis=0, dtype=np.int64)
    return scores


def bands(scores: Ints, limits: Sequence[int]) -> Ints:
    """Return the quality band of every score; a score equal to a limit is in the higher band."""
    return np.searchsorted(np.array(limits, np.int64), scores, side="right").astype(np.int64)


def _degrees(
    participants: Sequence[Participant], volunteers: Sequence[Volunteer]
) -> dict[Criterion, Ints]:
    """Return how far each criterion is fulfilled, from 0 to 1000."""
    needs = [one.needs for one in participants]
    interests = [one.interests for one in participants]
    free = [one.free for one in participants]
    languages = [one.languages for one in participants]
    years = np.array([one.years for one in volunteers], np.int64)
    experience = np.minimum(years, ENOUGH_YEARS) * FULL // ENOUGH_YEARS
    return {
        Criterion.NEEDS: _share(needs, [one.skills for one in volunteers]),
        Criterion.INTERESTS: _share(
            interests, [one.interests for one in volunteers], ENOUGH_INTERESTS
        ),
        Criterion.FREE: _share(free, [one.free for one in volunteers], ENOUGH_TIMES),
        Criterion.LANGUAGES: _share(languages, [one.languages for one in volunteers], enough=1),
        Criterion.EXPERIENCE: np.tile(experience, (len(participants), 1)),
    }


def _share(
    wanted: Sequence[Collection[str]],
    offered: Sequence[Collection[str]],
    enough: int | None = None,
) -> Ints:
    """Return the share of each participant's wishes that each volunteer meets, 0 to 1000.

    `enough` common ones count as all of them; a participant without wishes gets UNSTATED.
    """
    asked = np.array([len(wishes) for wishes in wanted], np.int64)
    goal = asked if enough is None else np.minimum(asked, enough)
    met = np.minimum(shared(wanted, offered), goal[:, None])
    degree = met * FULL // np.maximum(goal, 1)[:, None]
    return np.where(goal[:, None] == 0, UNSTATED, degree)


def shared(left: Sequence[Collection[str]], right: Sequence[Collection[str]]) -> Ints:
    """Count the words that each of `left` has in common with each of `right`."""
    common = set[str]().union(*left) & set[str]().union(*right)
    number = {word: at for at, word in enumerate(sorted(common))}
    # A float32 holds counts below 2**24 exactly, in whatever order they are added.
    return (_marks(left, number) @ _marks(right, number).T).astype(np.int64)


def _marks(sets: Sequence[Collection[str]], number: dict[str, int]) -> NDArray[np.float32]:
    """Return a row per set with a 1 for each of its words."""
    marks = np.zeros((len(sets), len(number)), np.float32)
    for row, words in enumerate(sets):
        marks[row, [number[word] for word in words if word in number]] = 1
    return marks


def _given(problem: Problem) -> Ints:
    """Return the scores that came with the file; 0 where none did."""
    row = {one.id: at for at, one in enumerate(problem.participants)}
    column = {one.id: at for at, one in enumerate(problem.volunteers)}
    table = np.zeros((len(row), len(column)), np.int64)
    for volunteer, participant, score in problem.scores or ():
        table[row[participant], column[volunteer]] = score
    return table
