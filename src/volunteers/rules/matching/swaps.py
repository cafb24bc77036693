"""The proof that a matching is the best: no ring of swaps among its people saves anything."""

from collections.abc import Callable

import msgspec
import numpy as np

from volunteers.rules.matching.edges import Ends, Flags, Ints

Look = Callable[[], None]


class NotProved(ArithmeticError):
    """A result could not be shown to be the optimum; it is never handed out."""


class Swaps(msgspec.Struct, frozen=True):
    """A step for each edge: `tails` takes what `heads` has, which costs so much more; by tail."""

    tails: Ends
    heads: Ends
    cost: Ints

    def tight(self, size: int, look: Look) -> Flags:
        """Return which steps lie on a ring that costs nothing, as far as prices can tell."""
        starts = np.searchsorted(self.tails, np.arange(size + 1))
        price, front = np.zeros(size, np.int64), np.arange(size)
        for _ in range(size + 1):
            if len(front) == 0:
                tight: Flags = self.cost + price[self.tails] == price[self.heads]
                return tight
            look()
            edges = slice(None) if len(front) == size else _edges_of(front, starts)
            heads, found = self.heads[edges], self.cost[edges] + price[self.tails[edges]]
            better = found < price[heads]
            lower = price.copy()
            np.minimum.at(lower, heads[better], found[better])
            price, front = lower, np.flatnonzero(lower < price)
        raise NotProved("a ring of swaps would be cheaper")


def _edges_of(front: Ints, starts: Ints) -> Ints:
    """Return the numbers of all edges of the rows in `front`."""
    counts = starts[front + 1] - starts[front]
    before = np.cumsum(counts) - counts
    return np.repeat(starts[front] - before, counts) + np.arange(int(counts.sum()))
