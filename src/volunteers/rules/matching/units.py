"""Whoever goes to a volunteer together: families and everybody else alone, as a whole program."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.matching.board import Board
from volunteers.rules.matching.edges import Flags, Ints
from volunteers.rules.matching.facts import Duo, Problem
from volunteers.rules.matching.feasible import NoPlaceLeft, positions
from volunteers.rules.matching.programs import Program

LOTS = 1024


class FamilyNotTogether(Refusal):
    message = N_(
        "%(participant)s cannot be locked to %(volunteer)s: the whole family would have to go there."
    )


class Units(msgspec.Struct, frozen=True):
    """Units in the order of identities, and `edges`: which unit (row) may go to whom (column).

    `columns` are the volunteers in the order of identities, with `room` places each, of which `taken`
    are gone already. `fixed` is the column that a lock gives a unit, -1 for none.
    """

    board: Board
    members: tuple[tuple[int, ...], ...]
    columns: Ints
    room: Ints
    taken: Ints
    size: Ints
    fixed: Ints
    edges: tuple[Ints, Ints]

    @property
    def places(self) -> Ints:
        """The columns of volunteers with several places, once per place that may be needed."""
        useful = np.minimum(self.room, len(self.board.problem.participants))
        return np.repeat(np.arange(len(self.room)), np.where(self.room > 1, useful, 0))

    def families(self) -> "Units":
        """Return the families alone, beside those of the others who are locked."""
        alone = self.size == 1
        taken = np.bincount(self.fixed[alone & (self.fixed >= 0)], minlength=len(self.room))
        kept = np.flatnonzero(~alone)
        inside = ~alone[self.edges[0]]
        number = np.cumsum(~alone) - 1
        return msgspec.structs.replace(
            self,
            members=tuple(self.members[at] for at in kept.tolist()),
            taken=taken,
            size=self.size[kept],
            fixed=self.fixed[kept],
            edges=(number[self.edges[0][inside]], self.edges[1][inside]),
        )

    def program(self) -> Program:
        """Return the conditions: each goes to one volunteer at most, and who is locked goes there.

        A share per edge comes first, then one per place at volunteers with several: as many are taken
        as people go there.
        """
        (rows, columns), places = self.edges, self.places
        height, count = len(self.size), len(rows) + len(places)
        edge, place = np.arange(len(rows)), np.arange(len(rows), count)
        weights = np.concatenate([np.ones(len(rows)), self.size[rows], -np.ones(len(places))])
        ends = (
            np.concatenate([rows, height + columns, height + places]),
            np.concatenate([edge, edge, place]),
        )
        several = self.room > 1
        return Program(
            whole=np.append(self.size[rows] > 1, np.zeros(len(places), bool)),
            rows=csr_array((weights, ends), shape=(height + len(self.room), count)),
            low=np.append(self.fixed >= 0, np.where(several, -self.taken, 0)),
            high=np.append(
                np.ones(height, np.int64), np.where(several, -self.taken, self.room - self.taken)
            ),
        )

    def goals(self) -> Iterator[Ints]:
        """Yield what every share costs, for one goal after another, and last the lots of families."""
        problem, (rows, columns) = self.board.problem, self.edges
        empty = np.zeros(len(self.places), np.int64)
        people = problem.participants

        def summed(table: NDArray[np.generic]) -> Ints:
            """Add up a table, participant by volunteer, over those who go together."""
            return np.array([table[list(one)].sum(axis=0, dtype=np.int64) for one in self.members])[
                :, self.columns
            ][rows, columns]

        yield np.append(-self.size[rows], empty)
        priority = np.array([one.priority for one in people], np.int64)
        for level in priorities(problem):
            of_level = np.array([sum(priority[list(one)] == level) for one in self.members])
            yield np.append(-of_level[rows], empty)
        yield np.append(-summed(self.board.kept), empty)
        reserve = np.array([one.reserve for one in problem.volunteers], np.int64)[self.columns]
        yield np.append(reserve[columns] * self.size[rows], empty)
        for band in range(len(problem.rules.bands)):
            yield np.append(summed(self.board.bands == band), empty)
        yield np.append(-summed(self.board.scores), empty)
        first = np.searchsorted(self.places, self.places)
        yield np.append(self.room[columns] == 1, 2 * (np.arange(len(self.places)) - first) + 1)
        yield np.append(np.where(self.size[rows] > 1, self._lots(), 0), empty)

    def _lots(self) -> Ints:
        """Return a number per edge that is biased to nobody, drawn by identities."""
        problem = self.board.problem
        ours = [problem.volunteers[at].id for at in self.columns.tolist()]
        theirs = [problem.participants[one[0]].id for one in self.members]
        texts = (f"{ours[at]}|{theirs[row]}" for row, at in zip(*self.edges, strict=True))
        digests = (hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
        return np.array([int.from_bytes(one, "big") % LOTS for one in digests], np.int64)


def units(board: Board, families: Sequence[tuple[int, ...]]) -> Units:
    """Return the families and everybody else alone.

    Raises:
        FamilyNotTogether, NoPlaceLeft
    """
    problem = board.problem
    names = [one.id for one in problem.participants]
    helpers = [one.id for one in problem.volunteers]
    within = {row for family in families for row in family}
    alone = ((row,) for row in range(len(names)) if row not in within)
    ordered = (tuple(sorted(one, key=names.__getitem__)) for one in families)
    members = tuple(sorted((*ordered, *alone), key=lambda one: names[one[0]]))
    columns = np.array(sorted(range(len(helpers)), key=helpers.__getitem__), np.int64)
    room = np.array([one.capacity for one in problem.volunteers], np.int64)[columns]
    size = np.array([len(one) for one in members], np.int64)
    may = (board.blocked == 0)[:, columns]
    allowed = np.array([may[list(one)].all(axis=0) for one in members], bool)
    allowed = allowed.reshape(len(members), len(columns)) & (size[:, None] <= room[None])
    fixed = _fixed(problem, members, allowed, columns)
    held = fixed >= 0
    allowed[held] = False
    allowed[held, fixed[held]] = True
    full = np.bincount(fixed[held], weights=size[held], minlength=len(columns)) > room
    for at in np.flatnonzero(full).tolist():
        raise NoPlaceLeft(volunteer=helpers[columns[at]])
    rows, ends = np.nonzero(allowed)
    return Units(board, members, columns, room, 0 * room, size, fixed, (rows, ends))


def priorities(problem: Problem) -> list[int]:
    """Return the priorities there are above none, the highest first."""
    return sorted({one.priority for one in problem.participants} - {0}, reverse=True)


def related(problem: Problem) -> list[tuple[int, ...]]:
    """Return the rows of every family of two or more."""
    rows = defaultdict[str, list[int]](list)
    for row, one in enumerate(problem.participants):
        if one.family is not None:
            rows[one.family].append(row)
    return [tuple(family) for family in rows.values() if len(family) > 1]


def _fixed(
    problem: Problem, members: Sequence[tuple[int, ...]], allowed: Flags, columns: Ints
) -> Ints:
    """Return the column that locks give each unit, -1 for none."""
    row, column = positions(problem)
    unit = {row: at for at, one in enumerate(members) for row in one}
    number = np.argsort(columns)
    fixed = np.full(len(members), -1, np.int64)
    duos: list[Duo] = sorted(set(problem.rules.locked))
    for volunteer, participant in duos:
        at, to = unit[row[participant]], number[column[volunteer]]
        if not allowed[at, to] or fixed[at] not in (-1, to):
            raise FamilyNotTogether(volunteer=volunteer, participant=participant)
        fixed[at] = to
    return fixed
