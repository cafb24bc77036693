"""How pairs become groups, and groups become pods: who plays together, and who is never alone."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from events.rules.schedule import Lane
from kit.errors import Gap, Refusal
from kit.i18n import N_, gettext

Id = TypeVar("Id", bound=Hashable)
Run = tuple[Id, ...]

POD = 2


class NoGroups(Refusal):
    status = 422
    message = N_("There must be at least one group.")


class GroupTooSmall(Refusal):
    """A single pair would be one adult alone with one child."""

    message = N_("Every group needs at least two pairs; make fewer groups or more pairs.")


class TooManyGroups(GroupTooSmall):
    """So many groups that one of them would be a pair alone."""

    status = 422
    message = N_(
        "%(pairs)s pairs make %(most)s groups at most: no group is a single pair, "
        "one adult alone with one child."
    )


class GroupsChanged(Refusal):
    message = N_(
        "The groups or pairs have changed in the meantime. Please look at how they are now."
    )


class NotTheLeader(Refusal):
    """The gate of who leads a group is closed; `gaps` say why."""

    status = 422
    message = N_("%(volunteer)s cannot lead this group: %(why)s")


LEADER_GAPS: dict[str, str] = {
    "leader-elsewhere": N_("they belong to another group."),
    "leader-not-cleared": N_("training or clearances are not complete."),
}


def leading(
    group: Hashable, own: Collection[Hashable], lacking: Collection[object]
) -> tuple[Gap, ...]:
    """Return why somebody with pairs in the groups `own` cannot lead `group`; asked again at each use."""
    elsewhere = Gap("leader-elsewhere", str(group)) if group not in own else None
    unready = Gap("leader-not-cleared", str(group)) if lacking else None
    return tuple(gap for gap in (elsewhere, unready) if gap)


def refuse_leader(name: str, gaps: Collection[Gap]) -> None:
    """Raise NotTheLeader with the first of `gaps`, if there is any."""
    for gap in gaps:
        raise NotTheLeader(volunteer=name, why=gettext(LEADER_GAPS[gap.code]))


def sizes(pairs: int, groups: int) -> tuple[int, ...]:
    """Return how many pairs each group gets: sizes differ by at most one, larger groups first."""
    if groups < 1:
        raise NoGroups
    even, over = divmod(pairs, groups)
    return tuple(even + (number < over) for number in range(groups))


def split(pairs: Sequence[Id], groups: int) -> tuple[tuple[Id, ...], ...]:
    """Deal `pairs` into groups in the order given; refuse a group of fewer than two pairs."""
    refuse_too_many(len(pairs), groups)
    return _cut(pairs, sizes(len(pairs), groups))


def refuse_too_many(pairs: int, groups: int) -> None:
    """Raise TooManyGroups if a group would have fewer than two pairs, NoGroups if there is none."""
    if sizes(pairs, groups)[-1] >= POD:
        return
    if pairs < POD:
        raise GroupTooSmall
    raise TooManyGroups(pairs=pairs, most=pairs // POD)


def pods(
    pairs: Sequence[Id],
    families: Sequence[Collection[Id]] = (),
    helpers: Mapping[Id, Hashable] = {},
) -> tuple[Run[Id], ...]:
    """Cut one group into pods of two pairs; where the number is odd, one pod has three.

    Each family stays in one pod as far as it fits into it. Pairs of one helper (`helpers`, where one
    has two children) count as one: a pod has two adults at least. Everything else keeps its order.
    """
    units = _units(pairs, helpers)
    if len(units) < POD:
        raise GroupTooSmall
    odd, made = len(units) % POD, list[list[Run[Id]]]()
    for family in families:
        own = [unit for unit in units if not set(family).isdisjoint(unit)]
        own = [unit for unit in own if not any(unit in pod for pod in made)]
        if odd and len(own) % POD and len(own) > POD:
            made.append([own.pop(), own.pop(), own.pop()])
            odd = 0
        made += [[*duo] for duo in zip(own[::2], own[1::2], strict=False)]
    loose = [unit for unit in units if not any(unit in pod for pod in made)]
    if odd and len(loose) == 1:
        made[-1] += loose
    elif loose:
        made += [[*run] for run in _cut(loose, _in_twos(len(loose)))]
    place = {unit: at for at, unit in enumerate(units)}
    ordered = sorted(
        (sorted(pod, key=place.__getitem__) for pod in made), key=lambda p: place[p[0]]
    )
    return tuple(tuple(pair for unit in pod for pair in unit) for pod in ordered)


def lane_for(name: str, lanes: Sequence[Lane], taken: Collection[UUID | None]) -> UUID | None:
    """Return the lane a new group goes with: that of its name, else the next that no group has."""
    free = [lane for lane in lanes if lane.id not in taken]
    named = [lane for lane in free if lane.name == name]
    return next((lane.id for lane in named or free), None)


def _units(pairs: Sequence[Id], helpers: Mapping[Id, Hashable]) -> list[Run[Id]]:
    """Put the pairs of one helper together, at the place of the first."""
    own: dict[Hashable, list[Id]] = {}
    for pair in pairs:
        own.setdefault(helpers.get(pair, ("alone", pair)), []).append(pair)
    return [tuple(several) for several in own.values()]


def _in_twos(count: int) -> list[int]:
    counts = [POD] * (count // POD)
    counts[-1] += count % POD
    return counts


def _cut(pairs: Sequence[Id], counts: Sequence[int]) -> tuple[Run[Id], ...]:
    """Cut `pairs` into runs of the lengths `counts`."""
    starts = [sum(counts[:number]) for number in range(len(counts))]
    return tuple(
        tuple(pairs[start : start + count]) for start, count in zip(starts, counts, strict=True)
    )
