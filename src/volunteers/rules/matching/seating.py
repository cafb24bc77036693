"""Who has which place, and the moves that would make room for one more."""

import numpy as np

from volunteers.rules.matching.assignment import NotProved
from volunteers.rules.matching.board import Board
from volunteers.rules.matching.facts import Answer
from volunteers.rules.matching.feasible import Flags, positions
from volunteers.rules.matching.scoring import Ints


def places(board: Board, answer: Answer) -> Ints:
    """Return the place of every participant, -1 for none; locked pairs have places of their own."""
    row, column = positions(board.problem)
    found = np.full(len(row), -1, np.int64)
    free = np.ones(len(board.holder), bool)
    for pair in sorted(answer.pairs, key=lambda pair: not pair.locked):
        at = row[pair.participant]
        open_to = board.possible[at] & free & (board.holder == column[pair.volunteer])
        if not open_to.any():
            raise NotProved("a pair that cannot be")
        found[at] = int(np.argmax(open_to))
        free[found[at]] = False
    return found


def unlocked(board: Board) -> Flags:
    """Return what rules alone allow, participant by place."""
    allowed: Flags = (board.blocked == 0)[:, board.holder]
    return allowed


class Seating:
    """A matching that takes in one more at a time; `possible` says who may have which place."""

    def __init__(self, possible: Flags, places: Ints) -> None:
        """Begin with these places, -1 for none."""
        self.possible, self.places = possible, places.copy()
        self.guests = np.full(possible.shape[1], -1, np.int64)
        paired = np.flatnonzero(places >= 0)
        self.guests[places[paired]] = paired

    def settle(self, row: int) -> frozenset[int]:
        """Find a place for one, others moving on if need be; nobody is left out for it.

        Returns nobody on success; else everybody who could only go where all are: the smallest
        set of people, this one among them, who have one place less than they are.
        """
        came: dict[int, int] = {}
        met, front, new = {row}, [row], np.ones(len(self.guests), bool)
        while front:
            waiting = []
            for who in front:
                for place in np.flatnonzero(self.possible[who] & new).tolist():
                    came[place], new[place] = who, False
                    guest = int(self.guests[place])
                    if guest < 0:
                        self._move(row, place, came)
                        return frozenset()
                    if guest not in met:
                        met.add(guest)
                        waiting.append(guest)
            front = waiting
        return frozenset(met)

    def _move(self, row: int, place: int, came: dict[int, int]) -> None:
        """Let everybody on the way to this place move up."""
        who = -1
        while who != row:
            who = came[place]
            before = int(self.places[who])
            self.guests[place], self.places[who] = who, place
            place = before
