"""Which small groups stay together on the day: one with fewer than two adults joins the next of its group (§4.6)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from volunteers.rules.mornings import Place

ADULTS = 2  # in sight of each other, in every small group


class Together(msgspec.Struct, frozen=True):
    """One or more small groups of a group that go as one today; `short` if even so an adult is missing."""

    group: UUID | None
    pods: tuple[int, ...]
    pairs: frozenset[UUID]
    short: bool = False

    @property
    def joined(self) -> bool:
        return len(self.pods) > 1


def together(places: Iterable[Place]) -> tuple[Together, ...]:
    """Return who goes together today, group by group; pairs without a small group are left out.

    A child goes to where the helper beside them belongs, and nobody goes alone to nowhere: the one that is
    left with fewer than two adults joins the next of its group, the last one the first.
    """
    every = sorted(places, key=lambda one: one.number)
    homes = {one.own: one for one in every if one.beside == one.own}
    groups: dict[UUID | None, dict[int, list[Place]]] = {}
    for one in every:
        home = homes.get(one.beside, one) if one.beside else one
        if home.pod is not None:
            groups.setdefault(home.group, {}).setdefault(home.pod, []).append(one)
    found = list[Together]()
    for group, own in groups.items():
        pods: _Pods = [((pod,), own[pod]) for pod in sorted(own)]
        found += [_told(group, numbers, pairs) for numbers, pairs in _joined(pods)]
    return tuple(found)


_Pods = list[tuple[tuple[int, ...], list[Place]]]


def _joined(pods: _Pods) -> _Pods:
    """Join whoever has too few adults to the next, until all have enough or one is left."""
    while len(pods) > 1:
        at = next((at for at, (_, own) in enumerate(pods) if _adults(own) < ADULTS), None)
        if at is None:
            return pods
        other = (at + 1) % len(pods)
        (mine, few), (theirs, more) = pods[at], pods[other]
        one = (tuple(sorted((*mine, *theirs))), [*few, *more])
        pods = [pod for n, pod in enumerate(pods) if n not in (at, other)]
        pods.insert(min(at, len(pods)), one)
    return pods


def _adults(places: Sequence[Place]) -> int:
    return len({one.beside for one in places if one.beside})


def _told(group: UUID | None, numbers: tuple[int, ...], own: Sequence[Place]) -> Together:
    return Together(group, numbers, frozenset(one.pair for one in own), _adults(own) < ADULTS)
