"""What would help those who are left: a volunteer who catches up on training, a rule that is let go.

Only rules that make pairs better may be waived and only what people lack may be cured. Consent,
clearance, a wish for the same gender and two who must not meet protect a child and are never offered.
"""

from collections.abc import Collection, Iterator

import msgspec
import numpy as np

from volunteers.rules.matching import feasible, scoring
from volunteers.rules.matching.assignment import Face, largest
from volunteers.rules.matching.board import Board, lay_out
from volunteers.rules.matching.facts import Answer, Problem, Rule
from volunteers.rules.matching.feasible import Flags, positions
from volunteers.rules.matching.seating import places

CURABLE = (Rule.TRAINING,)
WAIVABLE = (Rule.SHARED_TIME,)
OFFERED = (*CURABLE, *WAIVABLE)


class Cure(msgspec.Struct, frozen=True):
    """If this volunteer alone caught up on what `rule` asks for, `gains` more would be matched."""

    volunteer: str
    rule: Rule
    gains: int


class Relief(msgspec.Struct, frozen=True):
    """A pair that would be possible if these rules were cured or waived for it."""

    volunteer: str
    participant: str
    rules: tuple[Rule, ...]


class Fewest(msgspec.Struct, frozen=True):
    """The fewest rules to cure or waive for as many as can be: `gains` more would be matched.

    `alone` are those whom no such help reaches.
    """

    gains: int
    reliefs: tuple[Relief, ...]
    alone: tuple[str, ...]


def cures(problem: Problem, answer: Answer) -> tuple[Cure, ...]:
    """Return every volunteer who alone would let more be matched, the most first, then by identity."""
    board = lay_out(problem)
    found = []
    for rule in CURABLE:
        lacking = (board.blocked & feasible.BIT[rule]).any(axis=0)
        for at in np.flatnonzero(lacking).tolist():
            gains = _gains(board, answer, _opened(board, [rule]) & (board.holder == at))
            if gains:
                found.append(Cure(board.problem.volunteers[at].id, rule, gains))
    return tuple(sorted(found, key=lambda one: (-one.gains, one.volunteer)))


def without(problem: Problem, answer: Answer) -> dict[Rule, int]:
    """Return how many more would be matched without each rule that may be waived or cured at all."""
    board = lay_out(problem)
    gains = {rule: _gains(board, answer, _opened(board, [rule])) for rule in OFFERED}
    return {rule: more for rule, more in gains.items() if more}


def fewest(problem: Problem, answer: Answer) -> Fewest:
    """Return the fewest rules to let go of, then the fewest people moved, then the best pairs."""
    board = lay_out(problem)
    face = Face(board.possible | _opened(board, OFFERED), board.holder)
    broken = sum((board.blocked & feasible.BIT[rule] != 0).astype(np.int64) for rule in OFFERED)
    face.narrow(np.asarray(broken)[:, board.holder])
    now = np.append(board.holder, -1)[places(board, answer)]
    face.narrow((board.holder[None] != now[:, None]).astype(np.int64))
    face.narrow((scoring.FULL - board.scores.astype(np.int64))[:, board.holder])
    partners = face.partners
    return Fewest(
        gains=int(np.count_nonzero(partners >= 0)) - len(answer.pairs),
        reliefs=tuple(_reliefs(board, partners.tolist())),
        alone=tuple(sorted(problem.participants[row].id for row in np.flatnonzero(partners < 0))),
    )


def _reliefs(board: Board, partners: list[int]) -> Iterator[Relief]:
    """Yield the pairs that need one, by participant."""
    people = board.problem.participants
    for row in sorted(range(len(partners)), key=lambda row: people[row].id):
        if partners[row] < 0:
            continue
        at = int(board.holder[partners[row]])
        if rules := feasible.names(int(board.blocked[row, at])):
            yield Relief(board.problem.volunteers[at].id, people[row].id, rules)


def _opened(board: Board, rules: Collection[Rule]) -> Flags:
    """Return the pairs that only these rules forbid, participant by place; locks are not touched."""
    allowed = ~sum((feasible.BIT[rule] for rule in rules), start=np.uint8(0))
    opened: Flags = ((board.blocked & allowed) == 0)[:, board.holder] & ~board.possible
    row, _ = positions(board.problem)
    held = [row[participant] for _, participant in board.problem.rules.locked]
    opened[:, board.possible[held].any(axis=0)] = False
    opened[held] = False
    return opened


def _gains(board: Board, answer: Answer, opened: Flags) -> int:
    """Return how many more would be matched with these places open too."""
    if not opened.any():
        return 0
    return int(np.count_nonzero(largest(board.possible | opened) >= 0)) - len(answer.pairs)
