"""Mending the morning: who stands in for a helper who is missing (domain §4.6), and what moving others gives.

`default` moves nobody. `moving` also lets a few pairs that stand change their helper where that gives better
ones. Both ask whom the hard rules allow, and both say who is left without anybody.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import numpy as np
from scipy.optimize import linear_sum_assignment

from volunteers.rules.mornings import (
    KINDS,
    TRIOS,
    Morning,
    Move,
    Place,
    Repair,
    Seat,
    after,
    load,
    move,
    seats,
    waiting,
)
from volunteers.rules.pairs import StandInKind
from volunteers.rules.repair_paths import Ground, best_path

MOST_MOVED = 4  # pairs that a repair on the menu moves
AT_ONCE = 100  # children: so many are mended in one sum without losing a digit
FULL = 1000  # the best fit there is


def default(morning: Morning) -> Repair:
    """Return the repair in which nobody else moves, in the order of §4.6; exact.

    As few children as possible are left without anybody; of these repairs the one with the most from the
    reserve, then from the crew, then from the same small group, then from the same group; then the best fits.
    """
    now, moves, alone, left = morning, list[Move](), list[Place](), waiting(morning)
    for start in range(0, len(left), AT_ONCE):
        batch = left[start : start + AT_ONCE]
        found = _seated(now, batch)
        moves, now = [*moves, *found], after(now, found)
        done = {one.place.pair for one in found}
        alone += [one for one in batch if one.pair not in done]
    return Repair(tuple(sorted(moves, key=lambda one: one.place.number)), tuple(alone))


def menu(morning: Morning, first: Repair) -> tuple[Repair, ...]:
    """Return the repairs that move 1…4 pairs, each only if it is better than all that move fewer."""
    found = [first]
    for limit in range(1, MOST_MOVED + 1) if first.moves or first.alone else ():
        one = moving(morning, limit)
        if one.moved and _worth(one, morning) > _worth(found[-1], morning):
            same = found[-1].moved == one.moved
            found[len(found) - same :] = [one]
    return tuple(found[1:])


def moving(morning: Morning, limit: int) -> Repair:
    """Return the best repair in which at most `limit` pairs that stand change their helper.

    Each child is given somebody by one chain: a helper comes, their own child gets the next, up to one who
    is free, or else to one who takes a second child. The chain is taken whose weakest new pair is strongest,
    then the best in all: exact for one child. Several are mended one after another, the highest priority
    first, then by number.
    """
    now, new, alone, left = morning, dict[UUID, Move](), list[Place](), limit
    for place in waiting(morning):
        chain = _chain(now, place, left)
        if not chain:
            alone.append(place)
        now, left = after(now, chain), left - max(0, len(chain) - 1)
        new |= {one.place.pair: one for one in chain}
    before = {one.pair: one for one in morning.places}
    moves = [msgspec.structs.replace(m, place=before[pair]) for pair, m in new.items()]
    changed = [one for one in moves if one.application != one.place.beside]
    return Repair(tuple(sorted(changed, key=lambda one: one.place.number)), tuple(alone))


def _seated(morning: Morning, batch: Sequence[Place]) -> list[Move]:
    """Return the best seats for these children: one sum whose digits are the goals, the gravest first."""
    room, base = seats(morning), len(batch) + 1
    fits = morning.fits.among([one.child for one in batch], [one.application for one in room])
    tiers = np.array([[seat.asked(one) for seat in room] for one in batch], np.int64)
    last = len(KINDS) - 1
    goals = [FULL * base ** (last + 1 - tier) for tier in range(len(KINDS))]
    costs = np.concatenate([[0], np.cumsum(goals[1:])])  # tier t also counts as not t-1, t-2 …
    alone = goals[0]
    table = np.full((len(batch), len(room) + len(batch)), alone, np.int64)
    if room:
        table[:, : len(room)] = np.where(fits < 0, 2 * alone, costs[tiers] + FULL - fits)
    rows, columns = linear_sum_assignment(table)
    return [
        move(morning, place, room[at].application, KINDS[room[at].asked(place)])
        for place, at in zip([batch[row] for row in rows.tolist()], columns.tolist(), strict=True)
        if at < len(room)
    ]


def _chain(morning: Morning, place: Place, limit: int) -> list[Move]:
    """Return the best chain that gives this child somebody; it ends with who is free if any does."""
    room = seats(morning)
    return _chained(morning, place, [one for one in room if one.tier < TRIOS], limit) or _chained(
        morning, place, [one for one in room if one.tier >= TRIOS], limit
    )


def _chained(morning: Morning, place: Place, ends: Sequence[Seat], limit: int) -> list[Move]:
    count = load(one.beside for one in morning.places if one.beside)
    others = [
        (one, one.beside)
        for one in sorted(morning.places, key=lambda one: one.number)
        if one.beside and count[one.beside] == 1 and not one.locked
    ]
    rows, helpers = [place, *(one for one, _ in others)], [beside for _, beside in others]
    children = [one.child for one in rows]
    inner = morning.fits.among(children, helpers)
    at = {one.pair: row for row, one in enumerate(rows)}
    ground = Ground(
        inner=inner,
        outer=morning.fits.among(children, [one.application for one in ends]),
        now=np.concatenate([[0], inner[1:].diagonal().clip(0)]),
        home=np.array([at.get(one.home.pair, -1) if one.home else -1 for one in ends], np.int64),
    )
    path = best_path(ground, min(limit, len(others)))
    if path is None:
        return []
    steps = [rows[row] for row in path.rows]
    came = [helpers[row - 1] for row in path.rows[1:]]
    end = ends[path.end]
    moves = [move(morning, to, by, StandInKind.MOVED) for to, by in zip(steps, came, strict=False)]
    return [*moves, move(morning, steps[-1], end.application, KINDS[end.asked(steps[-1])])]


def _worth(repair: Repair, morning: Morning) -> tuple[int, ...]:
    """Return what counts, the gravest first: nobody alone, no trio, the weakest new pair, all of them."""
    before = sum(
        morning.fits.of(one.place.beside, one.place.child)
        for one in repair.moves
        if one.place.beside
    )
    worst = repair.worst
    return (
        -len(repair.alone),
        -len(repair.trios(morning)),
        worst.fit if worst else 0,
        sum(one.fit for one in repair.moves) - before,
    )
