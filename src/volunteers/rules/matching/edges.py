"""Edges between participants and places as lists of their ends, sorted by participant."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Ends = NDArray[np.int32]  # of edges: millions of them, so half as wide
Flags = NDArray[np.bool_]


def sparse(
    height: int, width: int, rows: Ends, columns: Ends, weights: NDArray[np.floating] | None = None
) -> csr_array:
    """Return a graph with the edges given, which are sorted by row."""
    starts = np.searchsorted(rows, np.arange(height + 1))
    weights = np.ones(len(rows)) if weights is None else weights
    return csr_array((weights, columns, starts), shape=(height, width))


def renumbered(kept: Ints, size: int) -> Ends:
    """Return new numbers 0, 1, … for `kept`, in that order."""
    number = np.full(size, -1, np.int32)
    number[kept] = np.arange(len(kept))
    return number


def owners(chosen: Ints, out: int, height: int) -> Ends:
    """Return whose each column is: a row's, or `height`: nobody's; `out` is a node of its own."""
    owner = np.full(out + 1, height, np.int32)
    owner[chosen] = np.arange(len(chosen))
    owner[out] = height + 1
    return owner


def above_least(ends: Ends, cost: Ints, size: int) -> Ints:
    """Return by how much each edge exceeds the cheapest at its end."""
    least = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(least, ends, cost)
    above: Ints = cost - least[ends]
    return above


def copied(
    rows: Ends, columns: Ends, cost: Ints, outside: Flags, copies: int
) -> tuple[Ends, Ends, Ints]:
    """Return edges with so many columns for being left out instead of one; sorted by row."""
    times = np.where(outside, copies, 1)
    before = np.cumsum(times) - times
    edge = np.repeat(np.arange(len(rows)), times)
    copy = (np.arange(len(edge)) - before[edge]).astype(np.int32)
    return rows[edge], columns[edge] + copy, cost[edge]
