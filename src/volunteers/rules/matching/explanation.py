"""Why somebody has no pair, and what would change that.

From an unmatched participant, walk to every place that could be theirs and on to whoever has it:
those reached are the smallest set that can only go with fewer places (a minimal Hall violator).
From an unmatched volunteer the same walk finds places that only fewer participants can take.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

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

CURABLE = (Rule.TRAINING, Rule.SHARED_TIME)
WAIVERS_SHOWN = 5
LOCKED = "locked"
PLACES = "places"


class Walk(msgspec.Struct, frozen=True):
    """The matching as two maps: each participant's place and each place's guest, -1 for none."""

    board: Board
    partners: Ints
    guests: Ints

    def from_participant(self, row: int) -> tuple[Flags, Flags]:
        """Return the participants and the places that a chain of moves could involve."""
        return _reach(self.board.possible, self.guests, np.array([row]))

    def from_places(self, places: Ints) -> tuple[Flags, Flags]:
        """Return the places that could be freed for `places`, and the participants who would move."""
        return _reach(self.board.possible.T, self.partners, places)


def unmatched(board: Board, partners: Ints) -> tuple[Unmatched, ...]:
    """Explain everybody without a pair: participants, then volunteers, each by identity."""
    guests = np.full(len(board.holder), -1, np.int64)
    matched = np.flatnonzero(partners >= 0)
    guests[partners[matched]] = matched
    walk = Walk(board, partners, guests)
    busy = set(board.holder[partners[matched]].tolist())
    idle = [at for at in range(len(board.problem.volunteers)) if at not in busy]
    alone = np.flatnonzero(partners < 0).tolist()
    freed, _ = walk.from_places(np.flatnonzero(guests < 0))
    return (
        *sorted((_alone(walk, row, freed) for row in alone), key=lambda one: one.id),
        *sorted((_idle(walk, at) for at in idle), key=lambda one: one.id),
    )


def _alone(walk: Walk, row: int, freed: Flags) -> Unmatched:
    """Explain a participant; `freed` marks the places that are empty or could become so."""
    board = walk.board
    people, places = walk.from_participant(row)
    return Unmatched(
        id=board.problem.participants[row].id,
        side=Side.PARTICIPANT,
        because=_because(board, board.blocked[row], board.possible[row].any()),
        witness=_witness(board, people, places),
        waivers=_waivers(board, row, people, freed),
    )


def _idle(walk: Walk, at: int) -> Unmatched:
    """Explain a volunteer; without any place there is nothing to walk from."""
    board = walk.board
    own = board.holder == at
    places, people = walk.from_places(np.flatnonzero(own))
    return Unmatched(
        id=board.problem.volunteers[at].id,
        side=Side.VOLUNTEER,
        because=_because(board, board.blocked[:, at], board.possible[:, own].any()),
        witness=_witness(board, people, places),
    )


def _because(board: Board, cells: Bits, wanted: np.bool_) -> tuple[str, ...]:
    """Name the rules that forbid most pairs first, then what else stands in the way.

    `cells` are one person's pairs, `wanted` says whether any of them is possible: then the others
    need those places. Where rules allow some but none is possible, locks hold all of them.
    """
    counts = {rule: int(np.count_nonzero(cells & bit)) for rule, bit in feasible.BIT.items()}
    rules = sorted((rule for rule in counts if counts[rule]), key=lambda rule: -counts[rule])
    if len(cells) > 0 and cells.all():
        return tuple(rules)
    return (*rules, PLACES if wanted or not board.problem.rules.locked else LOCKED)


def _waivers(board: Board, row: int, people: Flags, freed: Flags) -> tuple[Waiver, ...]:
    """Return single pairs of the witness whose one broken rule can be cured, own and best first.

    Each alone lets exactly one more be matched. Rules that protect a child are never offered.
    """
    open_to = np.zeros(len(board.problem.volunteers), bool)
    open_to[board.holder[freed]] = True
    found = []
    for rule in CURABLE:
        cells = (board.blocked == feasible.BIT[rule]) & people[:, None] & open_to[None]
        found += [(rule, other, at) for other, at in np.argwhere(cells).tolist()]
    names, helpers = board.problem.participants, board.problem.volunteers
    found.sort(
        key=lambda cell: (
            cell[1] != row,
            -int(board.scores[cell[1], cell[2]]),
            names[cell[1]].id,
            helpers[cell[2]].id,
        )
    )
    return tuple(
        Waiver(rule=rule, volunteer=helpers[at].id, participant=names[other].id, gains=1)
        for rule, other, at in found[:WAIVERS_SHOWN]
    )


def _witness(board: Board, people: Flags, places: Flags) -> Witness:
    return Witness(
        participants=_identities(board.problem.participants, np.flatnonzero(people)),
        volunteers=_identities(board.problem.volunteers, np.unique(board.holder[places])),
    )


def _identities(people: Sequence[Participant] | Sequence[Volunteer], at: Ints) -> tuple[str, ...]:
    return tuple(sorted(people[one].id for one in at.tolist()))


def _reach(possible: Flags, owner: Ints, start: Ints) -> tuple[Flags, Flags]:
    """Return the rows and columns on alternating paths from the rows `start`.

    Every column reached must have an owner: a free one would mean one more pair was possible.
    """
    rows, columns = np.zeros(possible.shape[0], bool), np.zeros(possible.shape[1], bool)
    rows[start] = True
    while len(start):
        new = possible[start].any(axis=0) & ~columns
        columns |= new
        start = owner[new]
        if (start < 0).any():
            raise NotProved("one more pair is possible")
        rows[start] = True
    return rows, columns
