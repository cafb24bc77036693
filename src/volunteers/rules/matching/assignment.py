"""Exact assignment: one goal after another, and none is ever harmed by a later one.

A `Face` holds every best matching found so far as a list of edges. Each goal is a whole cost per
edge; after it only those edges stay that lie in some matching of least cost. There are no big
weights and no rounding, and the proof does not trust the solver: the prices that show a matching to
be optimal are computed here, in whole numbers (complementary slackness).

One row more than there are participants stands for all places that stay empty, one column more than
there are places for being left out. So every matching in a face pairs as many as can be paired.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import (
    connected_components,
    maximum_bipartite_matching,
    min_weight_full_bipartite_matching,
)

from volunteers.rules.matching.edges import (
    Ends,
    Flags,
    Ints,
    owners,
    renumbered,
    sparse,
)
from volunteers.rules.matching.parts import Part
from volunteers.rules.matching.swaps import Look, NotProved

__all__ = ["Costs", "Face", "NotProved", "largest"]

Costs = Ints | Callable[[Ends, Ends], Ints]

EXACT = 1 << 52  # every whole number up to here is a float64, so the solver's sums are exact
DENSE_SIZE = 500
DENSE_SHARE = 0.3


class Face:
    """Every best matching so far.

    `rows` and `columns` are the edges that are still in play, sorted by row; row `empty` holds
    nobody's places, column `out` those who are left out. `chosen` is the column of each participant
    in one of the best matchings. Place j belongs to volunteer `holder[j]`.
    """

    def __init__(self, possible: Flags, holder: Ints, look: Look = lambda: None) -> None:
        """Start with every matching that pairs the most; `possible` is participant by place.

        `look` is called between two steps of the work, and may raise to end it.
        """
        self.empty, self.out = possible.shape
        self.look = look
        self.holder = holder
        partner = largest(possible)
        self.chosen = np.where(partner < 0, self.out, partner)
        paired = int((partner >= 0).sum())

        table = np.zeros((self.empty + 1, self.out + 1), bool)
        table[:-1, :-1] = possible
        table[:-1, -1] = paired < self.empty
        table[-1, :-1] = paired < self.out
        self.rows, self.columns = (edge.astype(np.int32) for edge in np.nonzero(table))
        self._prune()

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.chosen) + 1

    @property
    def decided(self) -> bool:
        """Whether all best matchings give every participant the same volunteer."""
        people = self.rows < self.empty
        whose = np.append(self.holder, -1)
        ours, chosen = whose[self.columns[people]], whose[self.chosen]
        return bool((ours == chosen[self.rows[people]]).all())

    @property
    def partners(self) -> Ints:
        """The place of each participant in one best matching, -1 if left out."""
        return np.where(self.chosen < self.out, self.chosen, -1)

    def narrow(self, pairs: Costs, left_out: Ints | None = None) -> None:
        """Keep only the matchings of least cost.

        `pairs` is the cost of each participant at each place, a table or a function of both;
        `left_out` is what leaving each one out costs.
        """
        stay = np.ones(len(self.rows), bool)
        for people in self._parts():
            self.look()
            part = self._part(people, pairs, left_out)
            if (found := part.cheapest(_cheapest)) is not None:
                self.chosen[part.people] = found
                stay[part.edges], stay[part.exits] = part.tight(found, self.look)
        if not stay.all():
            self._keep(stay)
            self._prune()

    def _parts(self) -> Iterator[Flags]:
        """Mark those who still have a choice: with places to spare, short of places, and the rest.

        They never meet, else one more pair were possible.
        """
        people = self.part[: self.empty]
        several = np.bincount(self.rows, minlength=self.size)[: self.empty] > 1
        spare, short = (people == self.part[node] for node in (self.empty, self.empty + 1))
        for part in (several & spare, several & short, several & ~spare & ~short):
            if part.any():
                yield part

    def _part(self, people: Flags, pairs: Costs, left_out: Ints | None) -> Part:
        """Return the edges of these participants with what each costs."""
        edges = np.flatnonzero(np.append(people, False)[self.rows])
        rows, columns = self.rows[edges], self.columns[edges]
        outside = columns == self.out
        cost = np.zeros(len(edges), np.int64)
        if left_out is not None:
            cost[outside] = left_out[rows[outside]]
        inside = ~outside if outside.any() else slice(None)
        ends = rows[inside], columns[inside]
        cost[inside] = pairs(*ends) if callable(pairs) else pairs[ends]
        used = np.zeros(self.out + 1, bool)
        used[columns] = True
        exits = np.searchsorted(self.rows, self.empty) + np.flatnonzero(
            used[self.columns[self.rows == self.empty]]
        )
        return Part(
            people=np.flatnonzero(people),
            places=np.flatnonzero(used[:-1]),
            out=self.out,
            edges=edges,
            rows=renumbered(np.flatnonzero(people), self.empty)[rows],
            columns=columns,
            cost=cost,
            exits=exits,
            may_be_empty=self.columns[exits],
        )

    def _keep(self, edges: Flags) -> None:
        self.rows, self.columns = self.rows[edges], self.columns[edges]

    def _prune(self) -> None:
        """Drop the edges that lie in no best matching, and note in `part` who could swap.

        An edge lies in one if and only if its ends are in one strong component of the graph in
        which a row points to whoever has the columns it could take.
        """
        owner = owners(self.chosen, self.out, self.empty)
        left_out = np.flatnonzero(self.chosen == self.out)
        takes_from = owner[self.columns]
        tails = np.append(self.rows, np.full(len(left_out), self.empty + 1, np.int32))
        heads = np.append(takes_from, left_out.astype(np.int32))
        # Many empty places have one owner; SciPy's search never ends where a step is there twice.
        to_empty = np.flatnonzero(heads == self.empty)
        once = np.ones(len(heads), bool)
        once[to_empty] = np.diff(tails[to_empty], prepend=-1) != 0
        graph = sparse(self.empty + 2, self.empty + 2, tails[once], heads[once])
        _, self.part = connected_components(graph, directed=True, connection="strong")
        self._keep(self.part[self.rows] == self.part[takes_from])


def largest(possible: Flags) -> Ints:
    """Return each row's column in some matching with the most pairs, -1 for none."""
    if not possible.any():
        return np.full(len(possible), -1, np.int64)
    graph = sparse(*possible.shape, *np.nonzero(possible))
    return maximum_bipartite_matching(graph, perm_type="column").astype(np.int64)


def _cheapest(height: int, width: int, rows: Ends, columns: Ends, cost: Ints) -> Ints:
    """Return each row's column where the shorter side is matched at least cost, -1 for none.

    This is SciPy's answer; nothing is taken from it that is not proved afterwards.
    """
    if max(height, width) * int(cost.max()) >= EXACT:
        raise NotProved("costs too wide for exact sums")
    found: tuple[NDArray[np.integer], NDArray[np.integer]]
    if max(height, width) <= DENSE_SIZE or len(rows) > DENSE_SHARE * height * width:
        table = np.full((height, width), np.inf)
        table[rows, columns] = cost
        found = linear_sum_assignment(table)
    else:
        # One more on every edge: a sparse graph would drop the zeros.
        graph = sparse(height, width, rows, columns, cost + 1.0)
        found = min_weight_full_bipartite_matching(graph)
    chosen = np.full(height, -1, np.int64)
    chosen[found[0]] = found[1]
    return chosen
