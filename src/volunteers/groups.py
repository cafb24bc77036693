"""Groups and pods: who plays together on the day, and in whose sight every pair stays."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, lanes, schedule
from events.rules.schedule import Lane, NoSuchLane
from kit import database
from volunteers import absences, applications, arrangements, group_steps, pairs, stand_ins
from volunteers.arrangements import MOST
from volunteers.group_steps import of
from volunteers.rules import belonging
from volunteers.rules import groups as rules
from volunteers.rules.pairs import LIVE_PAIRS, Group, Listed, NoSuchGroup, PairChanged
from volunteers.tables import pairs as tables

__all__ = ["MOST", "Dealt", "Overview", "of"]


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


async def lane_of(application_id: UUID) -> UUID | None:
    """Return the lane of the day that a volunteer goes with, None while they have none.

    Whoever stands in goes with the pair they stand in for, unless they are beside a child of their own.
    """
    p, today = tables.Pair, await stand_ins.around(application_id)
    theirs = [one.pair for one in today if one.application == application_id]
    mine: Any = p.application == application_id
    if theirs:
        mine |= p.id.is_in(theirs)
    rows = await p.select(p.id, p.participant, p.group.lane.as_alias("lane")).where(
        mine, p.status.is_in(list(LIVE_PAIRS))
    )
    own = [row for row in rows if row["id"] not in theirs]
    instead = [row for row in rows if row["id"] in theirs]
    if own and instead:
        taken = {one.pair for one in today}
        gone = await absences.children_away([row["participant"] for row in own])
        own = [row for row in own if row["id"] not in taken and row["participant"] not in gone]
    chosen = own or instead
    return chosen[0]["lane"] if chosen else None


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


async def move(actor: Actor, activity_id: UUID, pair_id: UUID, group_id: UUID) -> UUID:
    """Put a pair into another group, and with it whoever must go along; return the step for undo.

    The pods of all groups are cut anew. The pair stays there when groups are dealt anew.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, NoSuchGroup, PairChanged, GroupTooSmall
        PinnedTogether
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        pair = await pairs.find(actor, activity_id, pair_id, lock=True)
        if pair.status not in LIVE_PAIRS:
            raise PairChanged
        activity = await activities.find(actor, activity_id)
        several = await of(activity_id)
        if group_id not in {group.id for group in several}:
            raise NoSuchGroup
        known = await arrangements.members(activity.id)
        wished = belonging.wishes([member for member, _ in known.values()])
        families = arrangements.families(known, wished)
        along = next((own for own in families if pair.id in own), frozenset({pair.id}))
        at = {one.id: group_id if one.id in along else one.group for _, one in known.values()}
        belonging.refuse_broken(
            [member for member, _ in known.values()],
            belonging.Wishes(apart=wished.apart),
            {name: place for name, (_, one) in known.items() if (place := at[one.id])},
        )
        step = await arrangements.write(
            actor,
            activity,
            [[one for _, one in known.values() if at[one.id] == group.id] for group in several],
            families,
            stays={one.id for _, one in known.values() if one.stays} | along,
        )
        await traces.leave(actor, "pair.moved_group", pair_id, activity_id=activity_id)
    return step


async def lead(
    actor: Actor, activity_id: UUID, group_id: UUID, application_id: UUID | None
) -> UUID:
    """Name who leads a group, one of its helpers, or nobody; return the step for undo.

    Their page and the papers follow. A draft or an undo from before is refused from then on.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchGroup, NoSuchApplication, NotTheLeader
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if group_id not in {group.id for group in await of(activity.id)}:
            raise NoSuchGroup
        live = await pairs.of(activity.id)
        if application_id is not None:
            chosen = await applications.find(actor, activity.id, application_id)
            own = {pair.group for pair in live if pair.application == chosen.id}
            held = await pairs.gates(activity)
            gaps = rules.leading(group_id, own, held.of(chosen.id))
            rules.refuse_leader(chosen.name, gaps)
        step = await group_steps.note(actor, activity.id)
        g = tables.Group
        await g.update({g.leader: application_id}).where(g.id == group_id)
        inside = [pair for pair in live if pair.group == group_id]
        await pairs.write(inside, {"group": group_id})  # whose pages change: their links are told
        await traces.leave(actor, "group.leader", group_id, activity_id=activity.id)
    return step


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


def _pods(own: Sequence[Listed]) -> tuple[tuple[int, tuple[Listed, ...]], ...]:
    numbers = sorted({one.pod or 0 for one in own})
    return tuple((n, tuple(one for one in own if (one.pod or 0) == n)) for n in numbers)
