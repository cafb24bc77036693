"""Local search: exchange two blocks as long as that makes the groups more even, then shake and try again.

It is deterministic: chance comes from a fixed seed, and the end from counting work, not from a clock.
"""

import numpy as np

from volunteers.rules.balance.blocks import Blocks, Ints

SEED = 20_261_205
RESTARTS, SHAKES, EXCHANGES = 24, 30, 3
WORK, EACH = (
    200_000_000,
    8_000,
)  # numbers looked at, and what a look costs besides: about three seconds
NEVER = 1 << 60
CLASH = 1 << 42  # more than any unevenness: who stays apart comes first


def search(given: Blocks) -> Ints | None:
    """Return a group for each block, as even as was found; None where no division was found at all."""
    chance = np.random.default_rng(SEED)
    best: tuple[int, Ints] | None = None
    work = 0
    for _ in range(RESTARTS):
        if work >= WORK:
            break
        places = _start(given, chance)
        if places is None:
            continue
        here = _Search(given, places)
        here.descend()
        kept = (here.cost, here.places.copy())
        for _ in range(SHAKES):
            if work + here.work >= WORK or kept[0] == 0:
                break
            here.shake(kept[1], chance)
            here.descend()
            if here.cost < kept[0]:
                kept = (here.cost, here.places.copy())
        work += here.work
        if best is None or kept[0] < best[0]:
            best = kept
        if best[0] == 0:
            break
    return best[1] if best is not None and best[0] < CLASH else None


def _start(given: Blocks, chance: np.random.Generator) -> Ints | None:
    """Fill the emptiest group next, large blocks first, and out of the way of whom they stay apart from."""
    places, room = given.pinned.copy(), given.room.copy()
    for at in np.flatnonzero(places >= 0):
        room[places[at]] -= given.sizes[at]
    if (room < 0).any():
        return None
    free = np.flatnonzero(places < 0)
    ties = given.clash[free].sum(1)
    for at in free[np.lexsort((chance.random(len(free)), -ties, -given.sizes[free]))]:
        fitting = np.flatnonzero(room >= given.sizes[at])
        if not len(fitting):
            return None
        beside = np.array([given.clash[at, places == group].sum() for group in fitting])
        order = np.lexsort((chance.random(len(fitting)), -room[fitting], beside))
        places[at] = fitting[order[0]]
        room[places[at]] -= given.sizes[at]
    return places


class _Search:
    """One division on its way: the sums of each group, and the best exchange of each two groups."""

    def __init__(self, given: Blocks, places: Ints) -> None:
        self.given, self.work = given, 0
        self.movable = given.pinned < 0
        self._set(places)

    def _set(self, places: Ints) -> None:
        given, self.places = self.given, places.copy()
        self.sums = np.zeros_like(given.share)
        np.add.at(self.sums, places, given.held)
        inside = np.zeros((len(places), len(given.room)), dtype=np.int64)
        inside[np.arange(len(places)), places] = 1
        self.beside = given.clash @ inside if given.clashing else inside * 0
        clashes = int(self.beside[np.arange(len(places)), places].sum()) // 2
        uneven = int((np.abs(self.sums - given.share) @ given.weights).sum())
        placed = int(given.placing[np.arange(len(places)), places].sum())
        self.cost = uneven + placed + CLASH * clashes

    def descend(self) -> None:
        """Make the best exchange there is until none gains anything."""
        groups = range(len(self.given.room))
        found = {(a, b): self._best(a, b) for a in groups for b in groups if a < b}
        while found and self.work < WORK:
            duo = min(found, key=lambda each: (found[each][0], each))
            gain, one, other = found[duo]
            if gain >= 0:
                return
            self._exchange(one, other)
            self.cost += gain
            for a, b in found:
                if a in duo or b in duo:
                    found[a, b] = self._best(a, b)

    def shake(self, places: Ints, chance: np.random.Generator) -> None:
        """Go back to `places` and exchange a few at random."""
        given, shaken = self.given, places.copy()
        movable = np.flatnonzero(self.movable)
        for _ in range(EXCHANGES if len(movable) else 0):
            one = chance.choice(movable)
            others = movable[
                (given.sizes[movable] == given.sizes[one]) & (shaken[movable] != shaken[one])
            ]
            if len(others):
                other = chance.choice(others)
                shaken[one], shaken[other] = shaken[other], shaken[one]
        self._set(shaken)

    def _best(self, a: int, b: int) -> tuple[int, int, int]:
        """Return the best exchange between two groups: what it costs more, and the two blocks."""
        given = self.given
        ours = np.flatnonzero((self.places == a) & self.movable)
        theirs = np.flatnonzero((self.places == b) & self.movable)
        if not len(ours) or not len(theirs):
            return NEVER, -1, -1
        self.work += EACH + len(ours) * len(theirs) * len(given.weights)
        come = given.held[theirs][None] - given.held[ours][:, None]
        off_a, off_b = self.sums[a] - given.share[a], self.sums[b] - given.share[b]
        before = (np.abs(off_a) + np.abs(off_b)) @ given.weights
        more = (np.abs(off_a + come) + np.abs(off_b - come)) @ given.weights - before
        leave = given.placing + CLASH * self.beside
        more = more + (leave[ours, b] - leave[ours, a])[:, None]
        more = more + (leave[theirs, a] - leave[theirs, b])[None]
        if given.clashing:
            more = more - 2 * CLASH * given.clash[np.ix_(ours, theirs)]
        more[given.sizes[ours][:, None] != given.sizes[theirs][None]] = NEVER
        at = int(more.argmin())
        one, other = divmod(at, len(theirs))
        return int(more.flat[at]), int(ours[one]), int(theirs[other])

    def _exchange(self, one: int, other: int) -> None:
        given, a, b = self.given, self.places[one], self.places[other]
        come = given.held[other] - given.held[one]
        self.sums[a] += come
        self.sums[b] -= come
        if given.clashing:
            went = given.clash[one] - given.clash[other]
            self.beside[:, a] -= went
            self.beside[:, b] += went
        self.places[one], self.places[other] = b, a
