"""How well two people would fit: whole points per criterion, which add up to the score.

What nobody stated counts half, so an empty form neither helps nor harms anybody.
Tables have one row per participant and one column per volunteer. What people want and offer are
sets of bits, so a whole block of a table is compared at once.
"""

from collections.abc import Collection, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from volunteers.rules.matching.facts import Criterion, Problem, Weights

Ints = NDArray[np.int64]
Small = NDArray[np.int32]  # what a block is judged in: no sum is near its limit
Scores = NDArray[np.int16]  # 0 to 1000: a table of three thousand people takes 20 MB
Bands = NDArray[np.int8]
Sets = NDArray[np.uint64]

FULL = 1000
UNSTATED = 500
ENOUGH_INTERESTS = 3
ENOUGH_TIMES = 2
ENOUGH_YEARS = 4
WORD = 64  # bits
BLOCK = 1 << 17  # cells that are judged at once: they fit a processor's cache


class Wish(msgspec.Struct, frozen=True):
    """One criterion: what participants want and volunteers offer; `enough` in common is all of it."""

    wanted: Sets
    offered: Sets
    enough: Small
    unstated: Small

    def degrees(self, rows: Ints, columns: Ints) -> Small:
        """Return how far it is fulfilled, 0 to 1000, for rows and columns that broadcast."""
        enough = self.enough[rows]
        met = np.minimum(_common(self.wanted[rows], self.offered[columns]), enough)
        degrees: Small = met * FULL // np.maximum(enough, 1) + self.unstated[rows]
        return degrees


class Experience(msgspec.Struct, frozen=True):
    """What volunteers bring to everybody alike."""

    brought: Small

    def degrees(self, rows: Ints, columns: Ints) -> Small:
        """Return how much of it there is, 0 to 1000."""
        return np.broadcast_to(
            self.brought[columns], np.broadcast_shapes(rows.shape, columns.shape)
        )


class Judge(msgspec.Struct, frozen=True):
    """Everything a score depends on, ready to be asked for any pairs."""

    weights: dict[Criterion, int]
    criteria: dict[Criterion, Wish | Experience]
    given: Scores | None = None

    def points(self, rows: Ints, columns: Ints) -> dict[Criterion, Ints]:
        """Return the points of the pairs that `rows` and `columns` name or span.

        Rounding happens on running sums, so the points add up to the score without a remainder.
        """
        if self.given is not None:
            return {Criterion.GIVEN: self.given[rows, columns].astype(np.int64)}
        whole = sum(self.weights.values())
        running = np.zeros(np.broadcast_shapes(rows.shape, columns.shape), np.int64)
        tables = {}
        for name, criterion in self.criteria.items():
            before = running // whole
            running = running + self.weights[name] * criterion.degrees(rows, columns)
            tables[name] = running // whole - before
        return tables

    def scores(self, height: int, width: int) -> Scores:
        """Return the scores that all points add up to, block by block."""
        if self.given is not None:
            return self.given
        whole = sum(self.weights.values())
        table = np.empty((height, width), np.int16)
        columns = np.arange(width)[None]
        step = max(1, BLOCK // max(1, width))
        for start in range(0, height, step):
            rows = np.arange(start, min(start + step, height))[:, None]
            sums = sum(
                weight * self.criteria[name].degrees(rows, columns)
                for name, weight in self.weights.items()
                if weight
            )
            table[start : start + step] = sums // whole
        return table


def judge(problem: Problem) -> Judge:
    """Prepare the problem's criteria."""
    if problem.scores is not None:
        return Judge({}, {}, _given(problem))
    volunteers, participants = problem.volunteers, problem.participants
    years = np.array([one.years for one in volunteers], np.int32)
    return Judge(
        weights=_weights(problem.rules.weights),
        criteria={
            Criterion.NEEDS: _wish(
                [one.needs for one in participants], [one.skills for one in volunteers]
            ),
            Criterion.INTERESTS: _wish(
                [one.interests for one in participants],
                [one.interests for one in volunteers],
                ENOUGH_INTERESTS,
            ),
            Criterion.FREE: _wish(
                [one.free for one in participants], [one.free for one in volunteers], ENOUGH_TIMES
            ),
            Criterion.LANGUAGES: _wish(
                [one.languages for one in participants],
                [one.languages for one in volunteers],
                enough=1,
            ),
            Criterion.EXPERIENCE: Experience(
                np.minimum(years, ENOUGH_YEARS) * FULL // ENOUGH_YEARS
            ),
        },
    )


def points(problem: Problem) -> dict[Criterion, Ints]:
    """Return the points of every pair, one table per criterion; together at most 1000."""
    rows, columns = np.arange(len(problem.participants)), np.arange(len(problem.volunteers))
    return judge(problem).points(rows[:, None], columns[None])


def scores(problem: Problem) -> Scores:
    """Return the score of every pair."""
    return judge(problem).scores(len(problem.participants), len(problem.volunteers))


def bands(scores: NDArray[np.integer], limits: Sequence[int]) -> Bands:
    """Return the quality band of every score; a score equal to a limit is in the higher band."""
    every = np.searchsorted(np.array(limits, np.int64), np.arange(FULL + 1), side="right")
    found: Bands = every.astype(np.int8)[scores]
    return found


def shared(left: Sequence[Collection[str]], right: Sequence[Collection[str]]) -> Small:
    """Count the words that each of `left` has in common with each of `right`."""
    ours, theirs = _sets(left, right)
    table = np.empty((len(left), len(right)), np.int32)
    step = max(1, BLOCK // max(1, len(right)))
    for start in range(0, len(left), step):
        table[start : start + step] = _common(ours[start : start + step, None], theirs[None])
    return table


def _weights(weights: Weights) -> dict[Criterion, int]:
    return {Criterion(name): weight for name, weight in msgspec.structs.asdict(weights).items()}


def _wish(
    wanted: Sequence[Collection[str]],
    offered: Sequence[Collection[str]],
    enough: int | None = None,
) -> Wish:
    """Compare wishes with offers: `enough` common ones, or all of them, count as fulfilled.

    A participant without wishes gets UNSTATED.
    """
    asked = np.array([len(wishes) for wishes in wanted], np.int32)
    ours, theirs = _sets(wanted, offered)
    return Wish(
        wanted=ours,
        offered=theirs,
        enough=asked if enough is None else asked.clip(max=enough),
        unstated=(asked == 0) * np.int32(UNSTATED),
    )


def _common(left: Sets, right: Sets) -> Small:
    """Count what sets have in common, for arrays of sets that broadcast."""
    count: Small = np.bitwise_count(left[..., 0] & right[..., 0]).astype(np.int32)
    for word in range(1, left.shape[-1]):
        count += np.bitwise_count(left[..., word] & right[..., word])
    return count


def _sets(left: Sequence[Collection[str]], right: Sequence[Collection[str]]) -> tuple[Sets, Sets]:
    """Return both as sets of bits, one bit per word that both sides use at all."""
    known = set[str]().union(*left) & set[str]().union(*right)
    number = {word: at for at, word in enumerate(sorted(known))}
    return _packed(left, number), _packed(right, number)


def _packed(sets: Sequence[Collection[str]], number: dict[str, int]) -> Sets:
    """Return a row per set with a bit for each of its words."""
    width = WORD * max(1, -(-len(number) // WORD))
    marks = np.zeros((len(sets), width), bool)
    rows = np.repeat(np.arange(len(sets)), [len(words) for words in sets])
    bits = np.array([number.get(word, -1) for words in sets for word in words], np.int64)
    marks[rows[bits >= 0], bits[bits >= 0]] = True
    return np.packbits(marks, axis=1, bitorder="little").view(np.uint64)


def _given(problem: Problem) -> Scores:
    """Return the scores that came with the file; 0 where none did."""
    row = {one.id: at for at, one in enumerate(problem.participants)}
    column = {one.id: at for at, one in enumerate(problem.volunteers)}
    table = np.zeros((len(row), len(column)), np.int16)
    if problem.scores:
        volunteers, participants, given = zip(*problem.scores, strict=True)
        table[[row[one] for one in participants], [column[one] for one in volunteers]] = given
    return table
