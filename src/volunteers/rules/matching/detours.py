"""The shortest ways of making room: who takes whose place until everybody who can has one again.

Nodes are participants, and OUTSIDE for empty places and for being left out; a step from one node to
the next means taking its place. A step's cost is a row of goals. As many goals as stay exact share
one whole number, so nothing is rounded; without a ring of steps that saves something the pairs are
proved to be the best, and all ways at once are found by Floyd's and Warshall's three loops.
"""

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from volunteers.rules.matching.assignment import NotProved
from volunteers.rules.matching.board import Board
from volunteers.rules.matching.facts import Answer
from volunteers.rules.matching.feasible import Flags
from volunteers.rules.matching.scoring import Ints
from volunteers.rules.matching.seating import places

NOWHERE = 1 << 61  # longer than every way there is; two of them still fit 64 bits
WIDEST = 1 << 60


class Detour(msgspec.Struct, frozen=True):
    """The cheapest way to put somebody at a volunteer's: what it adds to each goal, and its steps.

    A step is a participant and the place that is theirs then, -1 for none.
    """

    costs: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]


class Detours:
    """The cheapest detour for every pair, from the best pairs there are.

    Raises:
        NotProved: these are not the best pairs
    """

    def __init__(self, board: Board, answer: Answer) -> None:
        self.board = board
        self.places = places(board, answer)
        self.outside = len(self.places)
        self.goals = list(_goals(board, self.places))
        self.radix = [_radix(cost) for cost in self.goals]
        self.words = _words(self.radix)
        self._measure()

    def to(self, row: int, volunteer: int) -> Detour | None:
        """Return the cheapest detour that puts a participant at a volunteer's, None without any."""
        mine = np.flatnonzero(self.board.holder == volunteer)
        if self.places[row] in mine:
            return Detour((0,) * len(self.goals), ())
        open_to = [place for place in mine.tolist() if self.board.possible[row, place]]
        ways = [(length, place) for place in open_to if (length := self._length(row, place))]
        if not ways:
            return None
        length, place = min(ways)
        return Detour(
            tuple(_digits(length, self.words, self.radix)), tuple(self._steps(row, place))
        )

    def _length(self, row: int, place: int) -> tuple[int, ...] | None:
        """Return the cost of taking this place and of the cheapest way back, None if there is none."""
        guest = self.guest[place]
        if self.lengths[0][guest, row] >= NOWHERE:
            return None
        return tuple(
            int(word[row, place] - own[row] + way[guest, row])
            for word, own, way in zip(self.costs, self.own, self.lengths, strict=True)
        )

    def _steps(self, row: int, place: int) -> Iterator[tuple[int, int]]:
        """Yield who takes which place, -1 for none, along the way."""
        yield row, place
        at = int(self.guest[place])
        while at != row:
            to = int(self.hops[at, row])
            if at != self.outside:
                yield at, int(self.exits[at] if to == self.outside else self.places[to])
            at = to

    def _measure(self) -> None:
        """Find the shortest way from every node to every other."""
        board, places, outside = self.board, self.places, self.outside
        paired = np.flatnonzero(places >= 0)
        self.guest = np.full(len(board.holder), outside, np.int64)
        self.guest[places[paired]] = paired
        self.costs = [
            _packed([self.goals[at] for at in word], [self.radix[at] for at in word])
            for word in self.words
        ]
        self.own = [cost[np.arange(outside), places] for cost in self.costs]
        self.exits = _exits(board.possible, np.flatnonzero(self.guest == outside), self.costs)
        may = board.possible[:, places[paired]]
        steps = [np.full((outside + 1, outside + 1), NOWHERE, np.int64) for _ in self.words]
        for cost, own, step in zip(self.costs, self.own, steps, strict=True):
            step[:outside, paired] = np.where(may, cost[:, places[paired]] - own[:, None], NOWHERE)
            step[:outside, outside] = cost[np.arange(outside), self.exits] - own
            step[outside, :outside] = 0
            np.fill_diagonal(step, 0)
        self.lengths, self.hops = _shortest(steps)


def _goals(board: Board, places: Ints) -> Iterator[Ints]:
    """Yield what each participant costs at each place and, in the last column, left out.

    The goals come in their order; that few move comes last.
    """
    people, holder = board.problem, board.holder
    shape = board.possible.shape
    yield _costs(np.zeros(shape, np.int64), 1)
    yield _costs(np.zeros(shape, np.int64), [one.priority for one in people.participants])
    yield _costs(-board.kept[:, holder].astype(np.int64))
    reserve = np.array([one.reserve for one in people.volunteers], np.int64)
    yield _costs(np.broadcast_to(reserve[holder], shape))
    for band in range(len(people.rules.bands)):
        yield _costs((board.bands == band)[:, holder].astype(np.int64))
    yield _costs(-board.scores[:, holder].astype(np.int64))
    now = np.append(holder, -1)[places]
    yield _costs((holder[None] != now[:, None]).astype(np.int64), now >= 0)


def _costs(pairs: Ints, left_out: ArrayLike = 0) -> Ints:
    out = np.broadcast_to(np.asarray(left_out, np.int64), len(pairs))
    return np.concatenate([pairs, out[:, None]], axis=1)


def _radix(cost: Ints) -> int:
    """Return a base that no two ways, with a step before them, reach together."""
    if cost.size == 0:
        return 1
    return 2 * (2 * len(cost) + 3) * int(cost.max() - cost.min()) + 1


def _words(radix: list[int]) -> list[tuple[int, ...]]:
    """Divide the goals, in their order, among as few whole numbers as hold them exactly."""
    words: list[tuple[int, ...]] = []
    width = WIDEST
    for at, base in enumerate(radix):
        if width * base < WIDEST:
            words[-1] += (at,)
            width *= base
        elif base < WIDEST:
            words.append((at,))
            width = base
        else:
            raise NotProved("costs too wide for exact sums")
    return words


def _units(radix: list[int]) -> list[int]:
    """Return what one of each goal counts in the whole number they share."""
    units = [1]
    for base in reversed(radix[1:]):
        units.append(units[-1] * base)
    return units[::-1]


def _packed(goals: list[Ints], radix: list[int]) -> Ints:
    """Write several goals as one number."""
    packed = np.zeros_like(goals[0])
    for unit, goal in zip(_units(radix), goals, strict=True):
        packed += unit * goal
    return packed


def _digits(
    length: tuple[int, ...], words: list[tuple[int, ...]], radix: list[int]
) -> Iterator[int]:
    """Yield the goals again that were packed."""
    for number, word in zip(length, words, strict=True):
        rest = number
        for unit in _units([radix[at] for at in word]):
            digit = (rest + unit // 2) // unit
            yield digit
            rest -= digit * unit


def _exits(possible: Flags, empty: Ints, costs: list[Ints]) -> Ints:
    """Return the best empty place of each participant, -1 where being left out is all there is."""
    if possible[:, empty].size == 0:
        return np.full(len(possible), -1, np.int64)
    keys = [np.where(possible[:, empty], cost[:, empty], NOWHERE) for cost in costs]
    best = np.lexsort(keys[::-1], axis=1)[:, 0]
    return np.where(possible[:, empty].any(axis=1), empty[best], -1)


def _shortest(lengths: list[Ints]) -> tuple[list[Ints], Ints]:
    """Return the shortest way between any two nodes (changing `lengths`), and its first step.

    Numbers of one place compare like one long number, from the first on.
    """
    size = len(lengths[0])
    hops = np.tile(np.arange(size), (size, 1))
    for by in range(size):
        through = [length[:, by, None] + length[None, by] for length in lengths]
        shorter = _less(through, lengths) & (through[0] < NOWHERE - WIDEST)
        for length, way in zip(lengths, through, strict=True):
            length[shorter] = way[shorter]
        hops = np.where(shorter, hops[:, by, None], hops)
    if any(np.diag(length).any() for length in lengths):
        raise NotProved("a ring of swaps would be cheaper")
    return lengths, hops


def _less(left: list[Ints], right: list[Ints]) -> Flags:
    """Compare numbers of several words, the first one weightiest."""
    less, same = np.zeros(left[0].shape, bool), np.ones(left[0].shape, bool)
    for one, other in zip(left, right, strict=True):
        less |= same & (one < other)
        same &= one == other
    return less
