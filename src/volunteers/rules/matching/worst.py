"""Why the weakest pair of an answer is not better."""

from enum import StrEnum

import msgspec
import numpy as np

from volunteers.rules.matching.board import lay_out
from volunteers.rules.matching.facts import Answer, Pair, Problem, Witness
from volunteers.rules.matching.seating import Seating, places


class Because(StrEnum):
    """What keeps the weakest pair where it is."""

    LOCKED = "locked"
    FEW = "few"
    RESERVE = "reserve"
    KEPT = "kept"


class Worst(msgspec.Struct, frozen=True):
    """The weakest pair; `witness` are participants for whom too few volunteers would be any better."""

    pair: Pair
    because: Because
    witness: Witness | None = None


def worst(problem: Problem, answer: Answer) -> Worst | None:
    """Return the weakest pair and why it is not in a higher band; None where all are in the highest."""
    if not answer.pairs:
        return None
    pair = min(answer.pairs, key=lambda pair: (pair.score, pair.participant))
    if pair.band == len(problem.rules.bands):
        return None
    if pair.locked:
        return Worst(pair, Because.LOCKED)
    board = lay_out(problem)
    now = places(board, answer)
    better = board.possible & (board.bands > pair.band)[:, board.holder]
    kept = np.where((now >= 0) & better[np.arange(len(now)), now], now, -1)
    weak = np.flatnonzero((now >= 0) & (kept < 0)).tolist()
    weak.sort(key=lambda row: problem.participants[row].id != pair.participant)
    if met := _stuck(Seating(better, kept), weak):
        reached = np.unique(board.holder[better[sorted(met)].any(axis=0)]).tolist()
        witness = Witness(
            participants=tuple(sorted(problem.participants[one].id for one in met)),
            volunteers=tuple(sorted(problem.volunteers[at].id for at in reached)),
        )
        return Worst(pair, Because.FEW, witness)
    spared = np.array([one.reserve for one in problem.volunteers], bool)[board.holder]
    spared[now[now >= 0]] = False
    stuck = _stuck(Seating(better & ~spared, kept), weak)
    return Worst(pair, Because.RESERVE if stuck else Because.KEPT)


def _stuck(seating: Seating, rows: list[int]) -> frozenset[int]:
    """Return the first of these who cannot be settled, with all who compete; nobody if all can."""
    return next((met for row in rows if (met := seating.settle(row))), frozenset())
