"""Steps of the groups: how everything was before each of them, and the way back."""

from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, lanes
from kit import clock, database
from volunteers import duties, pairs
from volunteers.rules.groups import GroupsChanged
from volunteers.rules.pairs import Group, Pair
from volunteers.tables import pairs as tables

Place = tuple[UUID | None, int | None, bool]
NOWHERE: Place = (None, None, False)


class Was(msgspec.Struct, frozen=True):
    """Where one pair was."""

    pair: UUID
    group: UUID | None
    pod: int | None
    stays: bool


class Before(msgspec.Struct, frozen=True):
    """How everything was before a step."""

    groups: tuple[Group, ...] = ()
    pairs: tuple[Was, ...] = ()


async def of(activity_id: UUID) -> list[Group]:
    """Return the groups of an activity that whoever asks may see, in their order."""
    g = tables.Group
    rows = await g.select().where(g.activity == activity_id).order_by(g.position, g.name)
    return database.facts(Group, rows)


async def latest(activity_id: UUID) -> UUID | None:
    """Return the step that brought the groups to where they are; None if there is none to take back."""
    s = tables.GroupStep
    row = (
        await s.select(s.id)
        .where(s.activity == activity_id, s.undone_at.is_null())
        .order_by(s.at, ascending=False)
        .first()
    )
    return row["id"] if row else None


async def note(actor: Actor, activity_id: UUID) -> UUID:
    """Write down how everything is, inside the caller's transaction; return the step about to happen."""
    before = Before(
        groups=tuple(await of(activity_id)),
        pairs=tuple(Was(p.id, p.group, p.pod, p.stays) for p in await pairs.of(activity_id)),
    )
    s, step_id = tables.GroupStep, uuid4()
    await s.insert(
        s(
            id=step_id,
            activity=activity_id,
            before=msgspec.json.encode(before).decode(),
            by=actor.name,
            at=clock.now(),
        )
    )
    return step_id


async def undo(actor: Actor, activity_id: UUID, step_id: UUID) -> None:
    """Put all groups back to where they were before a step, unless there was another one since.

    Pairs that were made since belong to no group then; whoever has gone is left out.

    Raises:
        NotAllowed, NoSuchActivity, GroupsChanged
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if await latest(activity.id) != step_id:
            raise GroupsChanged
        s = tables.GroupStep
        [row] = (
            await s.update({s.undone_at: clock.now()})
            .where(s.id == step_id, s.activity == activity.id)
            .returning(s.before)
        )
        before = msgspec.json.decode(row["before"], type=Before)
        led = await _restore_groups(activity.id, before)
        await _restore_pairs(activity.id, before)
        for pair in await pairs.of(activity.id):
            if pair.group in led:  # whose pages name another leader: their links are told
                await pairs.write([pair], {"group": pair.group})
        await traces.leave(actor, "groups.taken_back", step_id, activity_id=activity.id)


async def _restore_groups(activity_id: UUID, before: Before) -> set[UUID]:
    """Take away what came, bring back what went; a lane or leader that is gone stays gone.

    Groups that are there keep the lane they go with now. Returned is which have another leader.
    """
    g, now = tables.Group, {group.id: group.leader for group in await of(activity_id)}
    led = set[UUID]()
    there = await lanes.ids(activity_id)
    helpers = {pair.application for pair in await pairs.of(activity_id)}
    then = {group.id for group in before.groups}
    if came := now.keys() - then:
        await g.delete().where(g.id.is_in([*came]))
    for one in before.groups:
        lane = one.lane if one.lane in there else None
        leader = one.leader if one.leader in helpers else None
        if now.get(one.id) != leader:
            led.add(one.id)
        if one.id in now:
            await g.update({g.leader: leader, g.position: one.position}).where(g.id == one.id)
        else:
            await g.insert(
                g(
                    id=one.id,
                    activity=activity_id,
                    name=one.name,
                    position=one.position,
                    lane=lane,
                    leader=leader,
                )
            )
    return led


async def _restore_pairs(activity_id: UUID, before: Before) -> None:
    was = {one.pair: (one.group, one.pod, one.stays) for one in before.pairs}
    moved: dict[Place, list[Pair]] = {}
    for pair in await pairs.of(activity_id):
        place = was.get(pair.id, NOWHERE)
        if place != (pair.group, pair.pod, pair.stays):
            moved.setdefault(place, []).append(pair)
    for (group, pod, stays), own in moved.items():
        await pairs.write(own, {"group": group, "pod": pod, "stays": stays})
    await duties.revise([pair.id for own in moved.values() for pair in own])
