"""The best chain of moves: somebody comes to a child, their own child gets the next, up to one who closes it.

Row 0 is the child who has nobody; row r > 0 is a pair that stands and whose helper may move. Fits are whole
numbers, -1 where a rule forbids the two.
"""

from bisect import bisect_left
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

_NEVER = -(1 << 50)


class Ground(msgspec.Struct, frozen=True):
    """What a chain may be made of.

    `inner[r, s]` is the fit of the child in row r with the helper of row s + 1, `outer[r, e]` with the one
    who closes the chain, `now[r]` what the pair in row r fits today (0 in row 0). `home[e]` is the row of
    the pair that a closer leaves only if they move, -1 for who is free.
    """

    inner: Whole
    outer: Whole
    now: Whole
    home: Whole


class Path(msgspec.Struct, frozen=True):
    """A chain: the rows it goes through, row 0 first, and who closes it."""

    rows: tuple[int, ...]
    end: int


def best_path(ground: Ground, limit: int) -> Path | None:
    """Return the chain of at most `limit` moves whose weakest new pair is strongest, then the best in all.

    The bounds of `_ahead` let a row come twice, so they promise at least what a chain can give: a search
    that only follows what they promise misses nothing. The strongest weakest pair they promise is tried
    first, then the next, until one is real.
    """
    known = np.concatenate([ground.inner.ravel(), ground.outer.ravel()])
    fits = np.unique(known[known >= 0]).tolist()
    promised = bisect_left(fits, x=True, key=lambda least: not _promises(ground, least, limit))
    for least in reversed(fits[:promised]):
        if found := _search(ground, least, _ahead(ground, least, limit)):
            return found
    return None


def _promises(ground: Ground, least: int, limit: int) -> bool:
    return int(_ahead(ground, least, limit)[limit][0]) > _NEVER // 2


def _ahead(ground: Ground, least: int, limit: int) -> list[Whole]:
    """Return for 0…`limit` moves what the rest of a chain adds at most, from each row on."""
    ends = _kept(ground.outer, least).max(axis=1, initial=_NEVER)
    ahead, steps = [ends], _kept(ground.inner, least)
    for _ in range(limit):
        onward = ahead[-1][1:] - ground.now[1:]
        ahead.append(np.maximum(ends, (steps + onward[None]).max(axis=1, initial=_NEVER)))
    return ahead


def _search(ground: Ground, least: int, ahead: list[Whole]) -> Path | None:
    """Return the chain that adds most of those whose new pairs all reach `least`, depth first."""
    best: Path | None = None
    most = _NEVER
    waiting: list[tuple[tuple[int, ...], int]] = [((0,), 0)]
    while waiting:
        rows, added = waiting.pop()
        left = len(ahead) - len(rows)
        if added + int(ahead[left][rows[-1]]) <= most:
            continue
        for end, fit in _ends(ground, rows, least):
            if added + fit > most:
                best, most = Path(rows, end), added + fit
        if left:
            steps = list(_steps(ground, rows, least, added))
            waiting += sorted(steps, key=lambda one: one[1] + int(ahead[left - 1][one[0][-1]]))
    return best


def _ends(ground: Ground, rows: tuple[int, ...], least: int) -> Iterator[tuple[int, int]]:
    fits = ground.outer[rows[-1]]
    for end in np.nonzero(fits >= least)[0]:
        if int(ground.home[end]) not in rows:
            yield int(end), int(fits[end])


def _steps(
    ground: Ground, rows: tuple[int, ...], least: int, added: int
) -> Iterator[tuple[tuple[int, ...], int]]:
    fits = ground.inner[rows[-1]]
    for at in np.nonzero(fits >= least)[0]:
        row = int(at) + 1
        if row not in rows:
            yield (*rows, row), added + int(fits[at]) - int(ground.now[row])


def _kept(fits: Whole, least: int) -> Whole:
    return np.where(fits >= least, fits, _NEVER)
