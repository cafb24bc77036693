"""How pairs become groups, and groups become pods: who plays together, and who is never alone."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from events.rules.schedule import Lane
from kit.errors import Refusal
from kit.i18n import N_

Id = TypeVar("Id")

POD = 2


class NoGroups(Refusal):
    status = 422
    message = N_("There must be at least one group.")


class GroupTooSmall(Refusal):
    """A single pair would be one adult alone with one child."""

    message = N_("Every group needs at least two pairs; make fewer groups or more pairs.")


def sizes(pairs: int, groups: int) -> tuple[int, ...]:
    """Return how many pairs each group gets: sizes differ by at most one, larger groups first."""
    if groups < 1:
        raise NoGroups
    even, over = divmod(pairs, groups)
    return tuple(even + (number < over) for number in range(groups))


def split(pairs: Sequence[Id], groups: int) -> tuple[tuple[Id, ...], ...]:
    """Deal `pairs` into groups in the order given; refuse a group of fewer than two pairs."""
    counts = sizes(len(pairs), groups)
    if counts[-1] < POD:
        raise GroupTooSmall
    return _cut(pairs, counts)


def pods(pairs: Sequence[Id]) -> tuple[tuple[Id, ...], ...]:
    """Cut one group into pods of two pairs; where the number is odd, the last pod has three."""
    if len(pairs) < POD:
        raise GroupTooSmall
    counts = [POD] * (len(pairs) // POD)
    counts[-1] += len(pairs) % POD
    return _cut(pairs, counts)


def lane_for(name: str, lanes: Sequence[Lane], taken: Collection[UUID | None]) -> UUID | None:
    """Return the lane a new group goes with: that of its name, else the next that no group has."""
    free = [lane for lane in lanes if lane.id not in taken]
    named = [lane for lane in free if lane.name == name]
    return next((lane.id for lane in named or free), None)


def _cut(pairs: Sequence[Id], counts: Sequence[int]) -> tuple[tuple[Id, ...], ...]:
    """Cut `pairs` into runs of the lengths `counts`."""
    starts = [sum(counts[:number]) for number in range(len(counts))]
    return tuple(
        tuple(pairs[start : start + count]) for start, count in zip(starts, counts, strict=True)
    )
