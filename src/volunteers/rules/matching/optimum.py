"""The order of goals, and the answer that reaches each of them exactly.

Locks → most participants matched → higher priority first → most pairs kept → fewest places at
reserves → fewest pairs in the lowest quality band, then in the next → highest total score → fairest
load → a tie-break by identity. The answer does not depend on the order of the input.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

import msgspec
import numpy as np
from numpy.typing import NDArray

from volunteers.rules.matching import explanation, families, feasible, scoring
from volunteers.rules.matching.assignment import EXACT, Face
from volunteers.rules.matching.board import Board, lay_out
from volunteers.rules.matching.edges import Ends
from volunteers.rules.matching.facts import Answer, Duo, Fit, Pair, Problem, Reason, Vector
from volunteers.rules.matching.guard import Guard, Step, Watch
from volunteers.rules.matching.scoring import Ints

Hashes = NDArray[np.uint64]


class Goal(msgspec.Struct, frozen=True):
    """What each pair costs, as a function of participant and place, and each one left out."""

    step: Step
    pairs: Callable[..., Ints]
    left_out: Ints | None = None


def match(problem: Problem, watch: Watch | None = None) -> Answer:
    """Return the best pairs and say of everybody else why they have none.

    Raises:
        LockBreaksRule, LockedTwice, NoPlaceLeft, FamilyNotTogether, TooLarge, TooSlow, Stopped
    """
    guard = Guard(problem, watch)
    placed = families.place(problem, guard)
    if placed is None:
        return _match(problem, guard)
    return placed.told(problem, _match(placed.around(problem), guard, placed.left_out))


def _match(problem: Problem, guard: Guard, barred: Collection[str] = ()) -> Answer:
    """Reach one goal after another; `barred` participants stay out."""
    guard.begin(Step.SCORES, 1)
    board = lay_out(problem)
    board.possible[[one.id in barred for one in problem.participants]] = False
    left = list(goals(board))
    steps = 2 + len(left) + 2
    guard.begin(Step.MATCHED, 2, steps)
    face = Face(board.possible, board.holder, guard.look)
    for at, goal in enumerate(left, start=3):
        guard.begin(goal.step, at, steps)
        face.narrow(goal.pairs, goal.left_out)
    guard.begin(Step.TIES, steps - 1, steps)
    _break_ties(face, problem)
    guard.begin(Step.REASONS, steps, steps)
    found = _pairs(board, face.partners)
    return Answer(
        pairs=found,
        unmatched=explanation.unmatched(board, face.partners),
        vector=_vector(problem, found),
    )


def suggest(problem: Problem, locked: Iterable[Duo], watch: Watch | None = None) -> Answer:
    """Match the rest around `locked` (volunteer, participant), beside the problem's own locks."""
    both = tuple(dict.fromkeys((*problem.rules.locked, *locked)))
    rules = msgspec.structs.replace(problem.rules, locked=both)
    return match(msgspec.structs.replace(problem, rules=rules), watch)


def fits(problem: Problem) -> dict[Duo, Fit]:
    """Return what every (volunteer, participant) would be as a pair, locks left aside."""
    points, scores = scoring.points(problem), scoring.scores(problem)
    blocked, bands = feasible.blocked(problem), scoring.bands(scores, problem.rules.bands)
    rules = {bits: feasible.names(bits) for bits in np.unique(blocked).tolist()}
    cells = zip(
        ((one.id, other.id) for other in problem.participants for one in problem.volunteers),
        scores.ravel().tolist(),
        bands.ravel().tolist(),
        blocked.ravel().tolist(),
        zip(*(table.ravel().tolist() for table in points.values()), strict=True),
        strict=True,
    )
    return {
        duo: Fit(score, band, tuple(map(Reason, points, shares)), rules[bits])
        for duo, score, band, bits, shares in cells
    }


def each(problem: Problem, duos: Collection[Duo]) -> dict[Duo, Fit]:
    """Return what these (volunteer, participant) would be as pairs, in one sum, locks left aside."""
    row, column = feasible.positions(problem)
    rows = np.array([row[participant] for _, participant in duos], np.int64)
    columns = np.array([column[volunteer] for volunteer, _ in duos], np.int64)
    points = scoring.judge(problem).points(rows, columns)
    scores = sum(points.values(), np.zeros(len(duos), np.int64))
    cells = zip(
        duos,
        scores.tolist(),
        scoring.bands(scores, problem.rules.bands).tolist(),
        feasible.blocked(problem)[rows, columns].tolist(),
        zip(*(table.tolist() for table in points.values()), strict=True),
        strict=True,
    )
    return {
        duo: Fit(score, band, tuple(map(Reason, points, shares)), feasible.names(bits))
        for duo, score, band, bits, shares in cells
    }


def goals(board: Board) -> Iterator[Goal]:
    """Yield what a pair costs at each place, and leaving out, for one goal after another.

    The least sum of priorities left out is also the highest priority first: people who can be
    matched together form a matroid, in which taking the greatest first gives the greatest sum.
    """
    people, holder = board.problem, board.holder
    priority = np.array([one.priority for one in people.participants], np.int64)
    reserve = np.array([one.reserve for one in people.volunteers], np.int64)[holder]
    if priority.any():
        yield Goal(Step.PRIORITY, lambda rows, _: np.zeros(len(rows), np.int64), priority)
    if board.kept.any():
        yield Goal(
            Step.KEPT, lambda rows, places: -board.kept[rows, holder[places]].astype(np.int64)
        )
    if reserve.any():
        yield Goal(Step.RESERVES, lambda _, places: reserve[places])
    for low in _low_bands(board):
        yield Goal(Step.BANDS, lambda rows, places, low=low: low[board.bands[rows, holder[places]]])
    yield Goal(
        Step.TOTAL, lambda rows, places: -board.scores[rows, holder[places]].astype(np.int64)
    )
    if board.rank.any():
        # 1 + 3 + 5 + … is a square: at 2k + 1 for the k-th place the least sum of squares wins.
        yield Goal(Step.LOAD, lambda _, places: 2 * board.rank[places] + 1)


def _low_bands(board: Board) -> Iterator[Ints]:
    """Yield what a pair in each band costs, to count those in each but the highest, lowest first.

    As many bands as stay exact are packed into one number, to a base that no count reaches.
    """
    levels = len(board.problem.rules.bands)
    base, size = len(board.bands) + 1, sum(board.possible.shape)
    first = 0
    while first < levels:
        after = first + 1
        while after < levels and base ** (after - first) * size < EXACT:
            after += 1
        cost = [base ** (after - 1 - band) * (first <= band < after) for band in range(after)]
        yield np.array(cost + [0] * (levels + 1 - after), np.int64)
        first = after


def _break_ties(face: Face, problem: Problem) -> None:
    """Let hashes of the identities choose among equals: biased to nobody, the same everywhere."""
    turn = 0
    while not face.decided:
        ours = _hashes([one.id for one in problem.volunteers], f"volunteer {turn}")[face.holder]
        theirs = _hashes([one.id for one in problem.participants], f"participant {turn}")
        face.narrow(partial(_drawn, _mixed(ours), theirs))
        turn += 1


def _drawn(ours: Hashes, theirs: Hashes, rows: Ends, places: Ends) -> Ints:
    """Return 24 bits for each pair."""
    return (_mixed(theirs[rows] + ours[places]) >> np.uint64(40)).astype(np.int64)


def _hashes(identities: Sequence[str], salt: str) -> Hashes:
    """Return 64 bits of BLAKE2b per identity."""
    texts = (f"{salt}|{identity}".encode() for identity in identities)
    digests = [hashlib.blake2b(text, digest_size=8).digest() for text in texts]
    return np.array([int.from_bytes(digest, "big") for digest in digests], np.uint64)


def _mixed(numbers: Hashes) -> Hashes:
    """Scatter 64-bit numbers (the finaliser of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _pairs(board: Board, partners: Ints) -> tuple[Pair, ...]:
    """Return the pairs in full, by participant."""
    people, locked = board.problem, set(board.problem.rules.locked)
    rows = np.flatnonzero(partners >= 0)
    columns = board.holder[partners[rows]]
    points = board.judge.points(rows, columns)
    shares = zip(*(each.tolist() for each in points.values()), strict=True)
    pairs = []
    for row, at, share in zip(rows.tolist(), columns.tolist(), shares, strict=True):
        volunteer, participant = people.volunteers[at].id, people.participants[row].id
        pairs.append(
            Pair(
                volunteer=volunteer,
                participant=participant,
                score=int(board.scores[row, at]),
                band=int(board.bands[row, at]),
                reasons=tuple(map(Reason, points, share)),
                locked=(volunteer, participant) in locked,
                kept=bool(board.kept[row, at]),
            )
        )
    return tuple(sorted(pairs, key=lambda pair: pair.participant))


def _vector(problem: Problem, pairs: Sequence[Pair]) -> Vector:
    """Count what was reached, from the pairs themselves."""
    reserves = {one.id for one in problem.volunteers if one.reserve}
    bands = [pair.band for pair in pairs]
    return Vector(
        matched=len(pairs),
        kept=sum(pair.kept for pair in pairs),
        reserves=sum(pair.volunteer in reserves for pair in pairs),
        bands=tuple(bands.count(band) for band in range(len(problem.rules.bands) + 1)),
        total=sum(pair.score for pair in pairs),
    )
