"""Why somebody has no pair, and what would change that.

From an unmatched participant, walk to every place that could be theirs and on to whoever has it:
those reached are the smallest set that can only go with fewer places (a minimal Hall violator).
From an unmatched volunteer the same walk finds places that only fewer participants can take.
"""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from volunteers.rules.matching import feasible
from volunteers.rules.matching.assignment import NotProved
from volunteers.rules.matching.board import Board
from volunteers.rules.matching.facts import (
    Participant,
    Rule,
    Side,
    Unmatched,
    Volunteer,
    Waiver,
    Witness,
)
from volunteers.rules.matching.feasible import Bits, Flags
from volunteers.rules.matching.scoring import Ints

Packed = NDArray[np.uint8]

CURABLE = (Rule.TRAINING, Rule.SHARED_TIME)
WAIVERS_SHOWN = 5
LOCKED = "locked"
PLACES = "places"


class Walk(msgspec.Struct, frozen=True):
    """The matching as two maps: each participant's place and each place's guest, -1 for none.

    `forward` are the places that could be each participant's, `backward` the participants who could
    take each place, eight in a byte: a step of a walk takes in many people's at once.
    """

    board: Board
    partners: Ints
    guests: Ints
    forward: Packed
    backward: Packed

    def from_participant(self, row: int) -> tuple[Flags, Flags]:
        """Return the participants and the places that a chain of moves could involve."""
        return _reach(self.forward, self.guests, np.array([row]))

    def from_places(self, places: Ints) -> tuple[Flags, Flags]:
        """Return the places that could be freed for `places`, and the participants who would move."""
        return _reach(self.backward, self.partners, places)


class Names:
    """The identities of people; any of them can be told in order."""

    def __init__(self, people: Sequence[Participant] | Sequence[Volunteer]) -> None:
        names = np.array([one.id for one in people], object)
        self.order = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
        self.rank = np.argsort(self.order)
        self._names = names[self.order]
        self._told = dict[bytes, tuple[str, ...]]()

    def of(self, people: Flags) -> tuple[str, ...]:
        """Return the names of those who are marked: one tuple however often the same are asked."""
        told = people[self.order]
        key = np.packbits(told).tobytes()
        if key not in self._told:
            self._told[key] = tuple(self._names[told].tolist())
        return self._told[key]


class Offers(msgspec.Struct, frozen=True):
    """The best pairs of each participant whose one broken rule can be cured, best first.

    Each alone lets exactly one more be matched. Rules that protect a child are never offered.
    """

    board: Board
    rows: Ints
    columns: Ints

    def of(self, row: int, people: Flags) -> tuple[Waiver, ...]:
        """Return what would help one of `people`: pairs of their own first, then of the others."""
        own = self.rows == row
        first, then = np.flatnonzero(own), np.flatnonzero(people[self.rows] & ~own)
        shown = np.concatenate([first, then])[:WAIVERS_SHOWN]
        return tuple(
            Waiver(
                rule=feasible.names(int(self.board.blocked[other, at]))[0],
                volunteer=self.board.problem.volunteers[at].id,
                participant=self.board.problem.participants[other].id,
                gains=1,
            )
            for other, at in zip(
                self.rows[shown].tolist(), self.columns[shown].tolist(), strict=True
            )
        )


def unmatched(board: Board, partners: Ints) -> tuple[Unmatched, ...]:
    """Explain everybody without a pair: participants, then volunteers, each by identity."""
    guests = np.full(len(board.holder), -1, np.int64)
    matched = np.flatnonzero(partners >= 0)
    guests[partners[matched]] = matched
    walk = Walk(
        board,
        partners,
        guests,
        forward=np.packbits(board.possible, axis=1, bitorder="little"),
        backward=np.packbits(board.possible.T, axis=1, bitorder="little"),
    )
    people, helpers = Names(board.problem.participants), Names(board.problem.volunteers)
    idle = np.ones(len(board.problem.volunteers), bool)
    idle[board.holder[partners[matched]]] = False
    return (
        *_left_out(walk, people, helpers),
        *(_idle(walk, at, people, helpers) for at in _ordered(np.flatnonzero(idle), helpers)),
    )


def _left_out(walk: Walk, names: Names, helpers: Names) -> Iterator[Unmatched]:
    """Explain every participant who is left out."""
    alone = np.flatnonzero(walk.partners < 0)
    if len(alone) == 0:
        return
    freed, _ = walk.from_places(np.flatnonzero(walk.guests < 0))
    offers = _offers(walk.board, freed, names, helpers)
    for row in _ordered(alone, names):
        yield _alone(walk, row, offers, names, helpers)


def _alone(walk: Walk, row: int, offers: Offers, names: Names, helpers: Names) -> Unmatched:
    """Explain a participant."""
    board = walk.board
    people, places = walk.from_participant(row)
    some_place = bool((board.blocked[row, board.holder] == 0).any())
    return Unmatched(
        id=board.problem.participants[row].id,
        side=Side.PARTICIPANT,
        because=_because(
            board, board.blocked[row], wanted=not some_place or bool(walk.forward[row].any())
        ),
        witness=Witness(names.of(people), helpers.of(_holding(board, places))),
        waivers=offers.of(row, people),
    )


def _idle(walk: Walk, at: int, names: Names, helpers: Names) -> Unmatched:
    """Explain a volunteer; without any place there is nothing to walk from."""
    board = walk.board
    own = np.flatnonzero(board.holder == at)
    places, people = walk.from_places(own)
    return Unmatched(
        id=board.problem.volunteers[at].id,
        side=Side.VOLUNTEER,
        because=_because(
            board, board.blocked[:, at], wanted=len(own) == 0 or bool(walk.backward[own].any())
        ),
        witness=Witness(names.of(people), helpers.of(_holding(board, places))),
    )


def _because(board: Board, cells: Bits, *, wanted: bool) -> tuple[str, ...]:
    """Name the rules that forbid most pairs first, then what else stands in the way.

    `cells` are one person's pairs, `wanted` says whether any of them is possible: then the others
    need those places; or whether there is no place in any of them. Otherwise locks hold them all.
    """
    seen = dict(enumerate(np.bincount(cells).tolist()))
    counts = {
        rule: sum(many for bits, many in seen.items() if bits & int(bit))
        for rule, bit in feasible.BIT.items()
    }
    rules = sorted((rule for rule in counts if counts[rule]), key=lambda rule: -counts[rule])
    if len(cells) > 0 and not seen[0]:
        return tuple(rules)
    return (*rules, PLACES if wanted or not board.problem.rules.locked else LOCKED)


def _offers(board: Board, freed: Flags, names: Names, helpers: Names) -> Offers:
    """Find what can be cured with volunteers whose places are empty, or `freed` by moving others."""
    open_to = np.zeros(len(board.problem.volunteers), bool)
    open_to[board.holder[freed]] = True
    curable = np.zeros(board.blocked.shape, bool)
    for rule in CURABLE:
        curable |= (board.blocked == feasible.BIT[rule]) & open_to[None]
    rows, columns = [], []
    for row in np.flatnonzero(curable.any(axis=1)).tolist():
        at = np.flatnonzero(curable[row])
        scores = board.scores[row, at].astype(np.int64)
        best = at[np.lexsort((helpers.rank[at], -scores))[:WAIVERS_SHOWN]]
        rows += [row] * len(best)
        columns += best.tolist()
    theirs, ours = np.array(rows, np.int64), np.array(columns, np.int64)
    scores = board.scores[theirs, ours].astype(np.int64)
    order = np.lexsort((helpers.rank[ours], names.rank[theirs], -scores))
    return Offers(board, theirs[order], ours[order])


def _holding(board: Board, places: Flags) -> Flags:
    """Mark the volunteers whom any of the places belongs to."""
    volunteers = np.zeros(len(board.problem.volunteers), bool)
    volunteers[board.holder[places]] = True
    return volunteers


def _ordered(people: Ints, names: Names) -> list[int]:
    ordered: list[int] = people[np.argsort(names.rank[people])].tolist()
    return ordered


def _reach(possible: Packed, owner: Ints, start: Ints) -> tuple[Flags, Flags]:
    """Return the rows and columns on alternating paths from the rows `start`.

    Every column reached must have an owner: a free one would mean one more pair was possible.
    """
    rows, columns = np.zeros(len(possible), bool), np.zeros(len(owner), bool)
    rows[start] = True
    while len(start):
        bits = np.bitwise_or.reduce(possible[start], axis=0).view(np.uint8)
        new = np.unpackbits(bits, count=len(owner), bitorder="little").astype(bool) & ~columns
        columns |= new
        start = owner[new]
        if (start < 0).any():
            raise NotProved("one more pair is possible")
        rows[start] = True
    return rows, columns
