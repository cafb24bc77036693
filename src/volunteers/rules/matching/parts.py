"""People among whom places may change hands: what is asked of the solver, and what it must prove."""

from collections.abc import Callable

import msgspec
import numpy as np

from volunteers.rules.matching.edges import (
    Ends,
    Flags,
    Ints,
    above_least,
    copied,
    owners,
    renumbered,
)
from volunteers.rules.matching.swaps import Look, NotProved, Swaps

Solver = Callable[[int, int, Ends, Ends, Ints], Ints]


class Part(msgspec.Struct, frozen=True):
    """Participants among whom places may change hands, and the edges between them.

    `rows` count within `people`; `columns` are places, or `out`. `edges` and `exits` tell where in
    the face the edges stand, and those that say which places may stay empty.
    """

    people: Ints
    places: Ints
    out: int
    edges: Ints
    rows: Ends
    columns: Ends
    cost: Ints
    exits: Ints
    may_be_empty: Ends

    def cheapest(self, solve: Solver) -> Ints | None:
        """Return each one's column in a matching of least cost, None where all cost the same.

        Places and people that may stay over need no row or column of their own as long as that is
        true of all of them: then the solver may leave over whom it likes.
        """
        height, width = len(self.people), len(self.places)
        rows = self.rows
        columns = renumbered(np.append(self.places, self.out), self.out + 1)[self.columns]
        cost = self.cost
        spare, short = width - height, height - width
        outside = columns == width
        if short > 0 and int(outside.sum()) == height:
            alone = cost[outside]
            rows, columns = rows[~outside], columns[~outside]
            cost = above_least(columns, cost[~outside] - alone[rows], width)
            if not cost.any():
                return None
            return self._read(solve(height, width, rows, columns, cost))
        cost = above_least(rows, cost, height)
        if not cost.any():
            return None
        if short > 0:
            rows, columns, cost = copied(rows, columns, cost, outside, short)
            return self._read(solve(height, height, rows, columns, cost))
        if spare > 0 and len(self.may_be_empty) < width:
            empty = renumbered(self.places, self.out)[self.may_be_empty]
            rows = np.append(rows, np.repeat(height + np.arange(spare), len(empty)))
            columns = np.append(columns, np.tile(empty, spare))
            cost = np.append(cost, np.zeros(spare * len(empty), np.int64))
            return self._read(solve(width, width, rows, columns, cost)[:height])
        return self._read(solve(height, width, rows, columns, cost))

    def tight(self, chosen: Ints, look: Look) -> tuple[Flags, Flags]:
        """Return which edges, and which exits, may be in a matching as cheap as `chosen`.

        Bellman-Ford over the people, EMPTY and OUT: `price` is the cheapest chain of swaps that
        ends with somebody's column. It settles unless some ring of swaps saves something, that is,
        unless `chosen` is not optimal.

        Raises:
            NotProved
        """
        height = len(self.people)
        owner = owners(chosen, self.out, height)
        mine = self.columns == chosen[self.rows]
        nobodys = self.places[owner[self.places] == height]
        if (
            int(mine.sum()) != height
            or len(np.unique(chosen[chosen < self.out])) != int((chosen < self.out).sum())
            or not np.isin(nobodys, self.may_be_empty).all()
        ):
            raise NotProved("the solver took an edge that is not there")
        left_out = np.flatnonzero(chosen == self.out).astype(np.int32)
        swaps = Swaps(
            tails=np.concatenate(
                [
                    self.rows,
                    np.full(len(self.exits), height, np.int32),
                    np.full(len(left_out), height + 1, np.int32),
                ]
            ),
            heads=np.concatenate([owner[self.columns], owner[self.may_be_empty], left_out]),
            cost=np.concatenate(
                [
                    self.cost - self.cost[mine][self.rows],
                    np.zeros(len(self.exits) + len(left_out), np.int64),
                ]
            ),
        )
        tight = swaps.tight(height + 2, look)
        return tight[: len(self.edges)], tight[len(self.edges) :][: len(self.exits)]

    def _read(self, found: Ints) -> Ints:
        """Return the solver's columns as the face numbers them."""
        columns, none = np.append(self.places, self.out), len(self.places)
        chosen: Ints = columns[np.where(found < 0, none, np.minimum(found, none))]
        return chosen
