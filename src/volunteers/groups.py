"""Groups and pods: who plays together on the day, and in whose sight every pair stays."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, lanes, schedule
from events.rules.schedule import Lane, NoSuchLane
from kit import database
from kit.i18n import gettext
from volunteers import duties, pairs, participants
from volunteers.rules import groups as rules
from volunteers.rules.pairs import LIVE_PAIRS, Group, Listed, NoSuchGroup, Pair, PairChanged
from volunteers.tables import pairs as tables

MOST = 26


class Dealt(msgspec.Struct, frozen=True):
    """A group with its pods: each pod's number and the pairs in it."""

    group: Group
    lane: str
    pods: tuple[tuple[int, tuple[Listed, ...]], ...]

    @property
    def size(self) -> int:
        return sum(len(members) for _, members in self.pods)


class Overview(msgspec.Struct, frozen=True):
    """The groups in their order, and the pairs that belong to none yet."""

    groups: tuple[Dealt, ...]
    loose: tuple[Listed, ...]
    lanes: tuple[Lane, ...]

    @property
    def total(self) -> int:
        return sum(dealt.size for dealt in self.groups) + len(self.loose)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Group]:
    """Return the groups of an activity in their order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id)
    return await of(activity.id)


async def of(activity_id: UUID) -> list[Group]:
    """Return the groups of an activity that whoever asks may see."""
    g = tables.Group
    rows = await g.select().where(g.activity == activity_id).order_by(g.position, g.name)
    return database.facts(Group, rows)


async def lane_of(application_id: UUID) -> UUID | None:
    """Return the lane of the day that a volunteer goes with, None while they have none."""
    p = tables.Pair
    row = (
        await p.select(p.group.lane.as_alias("lane"))
        .where(p.application == application_id, p.status.is_in(list(LIVE_PAIRS)))
        .first()
    )
    return row["lane"] if row else None


async def overview(actor: Actor, activity_id: UUID) -> Overview:
    """Return the groups with their pods.

    Raises:
        NotAllowed, NoSuchActivity
    """
    known, live = await of_activity(actor, activity_id), await pairs.listing(actor, activity_id)
    columns = (await schedule.of_activity(actor, activity_id)).lanes
    names = {lane.id: lane.name for lane in columns}
    return Overview(
        groups=tuple(
            Dealt(
                group,
                names.get(group.lane, "") if group.lane else "",
                _pods([one for one in live if one.group_id == group.id]),
            )
            for group in known
        ),
        loose=tuple(one for one in live if one.group_id is None),
        lanes=tuple(columns),
    )


async def split(actor: Actor, activity_id: UUID, count: int) -> None:
    """Deal all live pairs into `count` groups, in the partner's order, and cut them into pods.

    Groups that there are keep name and lane; further ones are added, each with a lane as far as
    there are any, and surplus ones taken away.

    Raises:
        NotAllowed, NoSuchActivity, NoGroups, GroupTooSmall
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        place = {one.id: at for at, one in enumerate(await participants.of(activity.id))}
        live = sorted(await pairs.of(activity.id), key=lambda pair: place[pair.participant])
        dealt = rules.split(live, min(count, MOST))
        known = await _exactly(activity.id, min(count, MOST))
        await _assign({group: list(own) for group, own in zip(known, dealt, strict=True)})
        await traces.leave(actor, "groups.split", activity_id=activity_id, details=str(count))


async def move(actor: Actor, activity_id: UUID, pair_id: UUID, group_id: UUID) -> None:
    """Put a pair into another group; the pods of all groups are cut anew.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, NoSuchGroup, PairChanged, GroupTooSmall
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        pair = await pairs.find(actor, activity_id, pair_id, lock=True)
        if pair.status not in LIVE_PAIRS:
            raise PairChanged
        members: dict[Group, list[Pair]] = {group: [] for group in await of(activity_id)}
        chosen = next((group for group in members if group.id == group_id), None)
        if chosen is None:
            raise NoSuchGroup
        for other in await pairs.of(activity_id):
            for group, own in members.items():
                if other.group == group.id and other.id != pair.id:
                    own.append(other)
        members[chosen].append(pair)
        await _assign(members)
        await traces.leave(actor, "pair.moved_group", pair_id, activity_id=activity_id)


async def go_with(actor: Actor, activity_id: UUID, group_id: UUID, lane_id: UUID | None) -> None:
    """Let a group go with a lane of the day, or with none; its people's calendars follow.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchGroup, NoSuchLane
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if group_id not in {group.id for group in await of(activity.id)}:
            raise NoSuchGroup
        if lane_id is not None and lane_id not in await lanes.ids(activity.id):
            raise NoSuchLane
        g = tables.Group
        await g.update({g.lane: lane_id}).where(g.id == group_id)
        own = [pair for pair in await pairs.of(activity.id) if pair.group == group_id]
        await pairs.write(own, {"group": group_id})  # whose calendars change: their links are told
        await activities.touch(activity.id)
        await traces.leave(actor, "group.lane", group_id, activity_id=activity.id)


async def _exactly(activity_id: UUID, count: int) -> list[Group]:
    """Return `count` groups, made or taken away as need be."""
    g, known = tables.Group, await of(activity_id)
    names = {group.name for group in known}
    fresh = (name for at in range(MOST * 2) if (name := _name(at)) not in names)
    there, taken = await lanes.of_activity(activity_id), {group.lane for group in known}
    rows = []
    for at in range(len(known), count):
        name = next(fresh)
        lane = rules.lane_for(name, there, taken)
        taken.add(lane)
        rows.append(g(id=uuid4(), activity=activity_id, name=name, position=at, lane=lane))
    if rows:
        await g.insert(*rows)
    if surplus := [group.id for group in known[count:]]:
        p = tables.Pair
        await p.update({p.group: None}).where(p.group.is_in(surplus))
        await g.delete().where(g.id.is_in(surplus))
    return await of(activity_id)


async def _assign(members: dict[Group, list[Pair]]) -> None:
    """Write group and pod of every pair that gets another one; pods are numbered through."""
    number = 0
    for group, own in members.items():
        for pod in rules.pods(own) if own else ():
            number += 1
            moved = [p for p in pod if (p.group, p.pod) != (group.id, number)]
            await pairs.write(moved, {"group": group.id, "pod": number})
            await duties.revise([pair.id for pair in moved])


def _pods(own: Sequence[Listed]) -> tuple[tuple[int, tuple[Listed, ...]], ...]:
    numbers = sorted({one.pod or 0 for one in own})
    return tuple((n, tuple(one for one in own if (one.pod or 0) == n)) for n in numbers)


def _name(at: int) -> str:
    return gettext("Group %(letter)s") % {"letter": chr(ord("A") + at % MOST)}
