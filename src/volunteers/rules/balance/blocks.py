"""A deal in arrays: items that go together are one block, in the order of their identities."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from volunteers.rules.balance.facts import Deal, bunches

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """`held` is N times what each block brings of each trait, `share` N times each group's fair share.

    `placing` is what a block costs in each group, `clash` counts wishes of two blocks to be apart,
    `pinned` is the group of a block, −1 where it is free; a block pinned twice stays impossible.
    """

    members: tuple[tuple[str, ...], ...]
    sizes: Ints
    room: Ints
    held: Ints
    share: Ints
    weights: Ints
    placing: Ints
    clash: Ints
    pinned: Ints
    possible: bool

    @property
    def clashing(self) -> bool:
        return bool(self.clash.any())

    def groups(self, places: Ints) -> tuple[tuple[str, ...], ...]:
        """Return the identities in each group, in their order."""
        own: list[list[str]] = [[] for _ in self.room]
        for members, place in zip(self.members, places, strict=True):
            own[int(place)] += members
        return tuple(tuple(sorted(each)) for each in own)


def blocks(deal: Deal) -> Blocks:
    """Return a deal in arrays; the order in which its items and wishes came leaves no trace."""
    items = sorted(deal.items, key=lambda item: item.id)
    count, groups = len(items), len(deal.sizes)
    members = tuple(map(tuple, bunches([item.id for item in items], sorted(deal.together))))
    of = {one: at for at, several in enumerate(members) for one in several}
    traits = np.array([item.traits for item in items], dtype=np.int64).reshape(count, -1)
    held = np.zeros((len(members), traits.shape[1]), dtype=np.int64)
    np.add.at(held, [of[item.id] for item in items], traits)
    room = np.array(deal.sizes, dtype=np.int64)
    placing = np.zeros((len(members), groups), dtype=np.int64)
    for one, at in deal.home.items():
        placing[of[one]] += deal.away
        placing[of[one], at] -= deal.away
    clash = np.zeros((len(members), len(members)), dtype=np.int16)
    for one, other in {frozenset(duo) for duo in deal.apart}:
        clash[of[one], of[other]] += 1
        clash[of[other], of[one]] += 1
    pinned = np.full(len(members), -1, dtype=np.int64)
    possible = not clash.diagonal().any()
    for one, at in deal.pinned.items():
        possible = possible and pinned[of[one]] in (-1, at)
        pinned[of[one]] = at
    return Blocks(
        members=members,
        sizes=np.array([len(several) for several in members], dtype=np.int64),
        room=room,
        held=held * count,
        share=room[:, None] * traits.sum(0)[None],
        weights=np.array(deal.weights, dtype=np.int64),
        placing=placing,
        clash=clash.astype(np.int64),
        pinned=pinned,
        possible=possible,
    )
