"""Exact assignment: one goal after another, and none is ever harmed by a later one.

A `Face` holds every best matching found so far as a set of edges. Each goal is a whole cost per
edge; after it only those edges stay that lie in some matching of least cost. There are no big
weights and no rounding, and the proof does not trust the solver: the duals that show a matching to
be optimal are computed here, in whole numbers (complementary slackness).

The problem is padded to a square: a participant who must be left out takes a column of its own, a
place that must stay empty a row of its own, so every perfect matching has the most pairs.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import (
    connected_components,
    maximum_bipartite_matching,
    min_weight_full_bipartite_matching,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EXACT = 1 << 52  # every whole number up to here is a float64, so the solver's sums are exact
DENSE_SIZE = 500
DENSE_SHARE = 0.3


class NotProved(ArithmeticError):
    """A result could not be shown to be the optimum; it is never handed out."""


class Face:
    """Every best matching so far.

    Rows are participants, then places that stay empty; columns are places, then being left out.
    `rows` and `columns` are the edges that are still in play, sorted by row; `chosen` is the column
    of each row in one of the best matchings. Place j belongs to volunteer `holder[j]`.
    """

    def __init__(self, possible: Flags, holder: Ints) -> None:
        """Start with every matching that pairs the most; `possible` is participant by place."""
        self.participants, self.places = possible.shape
        self.holder = holder
        partner = largest(possible)
        left_out, taken = np.flatnonzero(partner < 0), partner[partner >= 0]
        empty = np.setdiff1d(np.arange(self.places), taken)
        self.size = self.participants + len(empty)

        square = np.zeros((self.size, self.size), bool)
        square[: self.participants, : self.places] = possible
        square[: self.participants, self.places :] = True
        square[self.participants :, : self.places] = True
        self.rows, self.columns = (edge.astype(np.int64) for edge in np.nonzero(square))
        self.chosen = np.empty(self.size, np.int64)
        self.chosen[: self.participants] = partner
        self.chosen[left_out] = self.places + np.arange(len(left_out))
        self.chosen[self.participants :] = empty
        self._prune()

    @property
    def decided(self) -> bool:
        """Whether all best matchings give every participant the same volunteer."""
        people = self.rows < self.participants
        rows, labels = self.rows[people], self._labels()[self.columns[people]]
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        return bool((labels == labels[starts][rows]).all())

    @property
    def partners(self) -> Ints:
        """The place of each participant in one best matching, -1 if left out."""
        places = self.chosen[: self.participants]
        return np.where(places < self.places, places, -1)

    def narrow(self, pairs: Ints, left_out: Ints | None = None) -> None:
        """Keep only the matchings of least cost.

        `pairs` is the cost of each participant at each place, `left_out` of leaving each one out.
        """
        degree = np.bincount(self.rows, minlength=self.size)
        open_rows, in_play = np.flatnonzero(degree > 1), degree[self.rows] > 1
        if len(open_rows) == 0:
            return
        rows = _renumbered(open_rows, self.size)[self.rows[in_play]]
        columns = _renumbered(self.chosen[open_rows], self.size)[self.columns[in_play]]
        cost = _above_least(rows, self._costs(pairs, left_out)[in_play])
        if not cost.any():
            return
        best = _cheapest(len(open_rows), rows, columns, cost)
        stay = np.ones(len(self.rows), bool)
        stay[in_play] = _tight(rows, columns, cost, best)
        self.chosen[open_rows] = self.chosen[open_rows][best]
        self._keep(stay)
        self._prune()

    def _costs(self, pairs: Ints, left_out: Ints | None) -> Ints:
        """Return the cost of every edge; an empty place costs nothing."""
        cost = np.zeros(len(self.rows), np.int64)
        person, place = self.rows < self.participants, self.columns < self.places
        real, out = person & place, person & ~place
        cost[real] = pairs[self.rows[real], self.columns[real]]
        if left_out is not None:
            cost[out] = left_out[self.rows[out]]
        return cost

    def _labels(self) -> Ints:
        """Return whom each column stands for: a volunteer, or -1 for being left out."""
        return np.concatenate([self.holder, np.full(self.size - self.places, -1, np.int64)])

    def _keep(self, edges: Flags) -> None:
        self.rows, self.columns = self.rows[edges], self.columns[edges]

    def _prune(self) -> None:
        """Drop the edges that lie in no perfect matching of those that are left.

        An edge lies in one if and only if its ends are in one strong component of the graph in
        which a row points to the rows whose columns it could take.
        """
        takes_from = _inverse(self.chosen)[self.columns]
        graph = _sparse(self.size, self.size, self.rows, takes_from)
        _, part = connected_components(graph, directed=True, connection="strong")
        self._keep(part[self.rows] == part[takes_from])


def largest(possible: Flags) -> Ints:
    """Return each row's column in some matching with the most pairs, -1 for none."""
    if not possible.any():
        return np.full(len(possible), -1, np.int64)
    graph = _sparse(*possible.shape, *np.nonzero(possible))
    return maximum_bipartite_matching(graph, perm_type="column").astype(np.int64)


def _cheapest(size: int, rows: Ints, columns: Ints, cost: Ints) -> Ints:
    """Return each row's column in a perfect matching of least cost, as SciPy finds it."""
    if size * int(cost.max()) >= EXACT:
        raise NotProved("costs too wide for exact sums")
    if size <= DENSE_SIZE or len(rows) > DENSE_SHARE * size * size:
        table = np.full((size, size), np.inf)
        table[rows, columns] = cost
        return linear_sum_assignment(table)[1].astype(np.int64)
    # One more on every edge: a sparse graph would drop the zeros.
    graph = csr_array((cost + 1.0, (rows, columns)), shape=(size, size))
    return min_weight_full_bipartite_matching(graph)[1].astype(np.int64)


def _tight(rows: Ints, columns: Ints, cost: Ints, chosen: Ints) -> Flags:
    """Return which edges may be in a matching as cheap as `chosen`, or raise NotProved.

    Bellman-Ford over the rows: `price[j]` is the cheapest chain of swaps that ends in column j. It
    settles unless some ring of swaps saves something, that is, unless `chosen` is not optimal.
    """
    size, owner = len(chosen), _inverse(chosen)
    mine = columns == chosen[rows]
    if int(mine.sum()) != size:
        raise NotProved("the solver took an edge that is not there")
    detour = cost - cost[mine][rows]
    starts = np.searchsorted(rows, np.arange(size + 1))
    price, front = np.zeros(size, np.int64), np.arange(size)
    for _ in range(size + 1):
        if len(front) == 0:
            tight: Flags = detour + price[chosen][rows] == price[columns]
            return tight
        edges = _edges_of(front, starts)
        lower = price.copy()
        np.minimum.at(lower, columns[edges], price[chosen[rows[edges]]] + detour[edges])
        price, front = lower, owner[lower < price]
    raise NotProved("a ring of swaps would be cheaper")


def _edges_of(front: Ints, starts: Ints) -> Ints:
    """Return the numbers of all edges of the rows in `front`."""
    counts = starts[front + 1] - starts[front]
    before = np.cumsum(counts) - counts
    return np.repeat(starts[front] - before, counts) + np.arange(int(counts.sum()))


def _above_least(rows: Ints, cost: Ints) -> Ints:
    """Return by how much each edge exceeds its row's cheapest; rows are sorted, none is empty."""
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    return cost - np.minimum.reduceat(cost, starts)[rows]


def _renumbered(kept: Ints, size: int) -> Ints:
    """Return new numbers 0, 1, … for `kept`, in that order."""
    number = np.full(size, -1, np.int64)
    number[kept] = np.arange(len(kept))
    return number


def _inverse(permutation: Ints) -> Ints:
    return _renumbered(permutation, len(permutation))


def _sparse(height: int, width: int, rows: Ints, columns: Ints) -> csr_array:
    """Return a graph with the edges given."""
    ones = np.ones(len(rows), np.int8)
    return csr_array((ones, (rows, columns)), shape=(height, width))
