"""Groupings: groups suggested, moved by hand and looked at before they are saved. Only `save` writes."""

import asyncio
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import database
from volunteers import arrangements, group_scenes, group_steps
from volunteers.group_scenes import Scene
from volunteers.rules import belonging, mixture
from volunteers.rules import groups as rules
from volunteers.rules.balance import Deal, Dealt, balance
from volunteers.rules.drafts import Draft, Wanted
from volunteers.rules.groups import GroupsChanged
from volunteers.rules.mixture import Mode

_SOLVING = asyncio.Semaphore(1)  # a division takes up to ten seconds of one processor


async def propose(actor: Actor, activity_id: UUID, wanted: Wanted) -> Draft:
    """Suggest groups; whoever was pinned by hand and whoever leads stays where they are.

    Around leaders, groups without one get the most experienced helper who is cleared.

    Raises:
        NotAllowed, NoSuchActivity, NoGroups, TooManyGroups, GroupTooSmall, and what is in `IMPOSSIBLE`
    """
    actor.must(Permission.CHANGE_PAIRS)
    now = await group_scenes.of(await activities.find(actor, activity_id))
    at = {group.id: place for place, group in enumerate(now.groups[: wanted.count])}
    leaders = [now.leads(group) for group in now.groups[: wanted.count]]
    leaders += [None] * (wanted.count - len(leaders))
    pinned = {
        name: at[pair.group]
        for name, (_, pair) in now.known.items()
        if pair.stays and pair.group in at
    }
    draft = Draft(
        wanted,
        pinned,
        frozenset(pinned),
        tuple(leaders),
        seen=await group_steps.latest(now.activity.id),
    )
    if wanted.mode is Mode.LEADERS:
        draft = _with_leaders(now, draft)
    return await _dealt(now, draft)


async def again(actor: Actor, activity_id: UUID, draft: Draft) -> Draft:
    """Suggest anew for all who are neither pinned nor lead.

    Raises:
        as `propose`, and GroupsChanged
    """
    actor.must(Permission.CHANGE_PAIRS)
    now = await group_scenes.of(await activities.find(actor, activity_id))
    _refuse_stale(now, draft)
    return await _dealt(now, draft)


def gathered(now: Scene, draft: Draft) -> Draft:
    """Bring each leader's pairs into the group they are to lead."""
    return msgspec.structs.replace(draft, places={**draft.places, **_of_leaders(now, draft)})


async def save(actor: Actor, activity_id: UUID, draft: Draft) -> UUID:
    """Write a draft as it is, unless groups or pairs have changed since; return the step for undo.

    Raises:
        NotAllowed, NoSuchActivity, GroupsChanged, GroupTooSmall, NotTheLeader, PinnedApart, PinnedTogether
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        now = await group_scenes.of(await activities.find(actor, activity_id, lock=True))
        if draft.seen != await group_steps.latest(now.activity.id):
            raise GroupsChanged
        refuse(now, draft)
        step = await arrangements.write(
            actor,
            now.activity,
            [
                [pair for name, (_, pair) in now.known.items() if name in own]
                for own in map(set, draft.groups())
            ],
            arrangements.families(now.known, now.wished),
            stays={now.known[name][1].id for name in draft.stays},
            leaders=draft.leaders,
        )
        await traces.leave(
            actor,
            "groups.split",
            step,
            activity_id=activity_id,
            details=str(draft.wanted.count),
        )
    return step


def refuse(now: Scene, draft: Draft) -> None:
    """Raise whatever keeps a draft from being saved.

    Raises:
        GroupsChanged, GroupTooSmall, NotTheLeader, PinnedApart, PinnedTogether
    """
    _refuse_stale(now, draft)
    belonging.refuse_broken(now.members, now.wished, draft.places)
    if min(map(len, draft.groups())) < rules.POD:
        raise rules.GroupTooSmall
    for at, leader in enumerate(draft.leaders):
        if leader is not None:
            own = {draft.places[name] for name in now.pairs_of(leader)}
            gaps = rules.leading(at, own, now.gates.of(leader))
            rules.refuse_leader(now.able.get(leader, ""), gaps)


def _refuse_stale(now: Scene, draft: Draft) -> None:
    """Raise GroupsChanged unless a draft is about exactly the pairs there are."""
    fits = all(0 <= at < draft.wanted.count for at in draft.places.values())
    if not fits or draft.places.keys() != now.known.keys():
        raise GroupsChanged
    helpers = {member.helper.id for member in now.members}
    if not helpers.issuperset(one for one in draft.leaders if one is not None):
        raise GroupsChanged


async def _dealt(now: Scene, draft: Draft) -> Draft:
    """Return the draft with everybody in a group, beside the event loop."""
    wanted, members = draft.wanted, now.members
    pinned = {name: at for name, at in draft.places.items() if name in draft.stays}
    pinned |= _of_leaders(now, draft)
    given = mixture.deal(members, now.wished, wanted.count, wanted.mode, pinned)
    belonging.refuse_impossible(members, now.wished, given.sizes, pinned)
    async with _SOLVING:
        dealt = await asyncio.to_thread(balance, given)
    place = {name: at for at, own in enumerate(dealt.groups) for name in own}
    places = {name: place[name] for name in now.known}
    uneven = mixture.evenness(members, [list(own) for own in dealt.groups]).uneven
    return msgspec.structs.replace(
        draft, places=places, suggested=uneven, short=_short(given, dealt), was=None
    )


def _short(given: Deal, dealt: Dealt) -> int:
    """Return how far a division may be from the best, in tenths."""
    return mixture.tenths(dealt.cost - dealt.bound, len(given.items)) if given.weights else 0


def _with_leaders(now: Scene, draft: Draft) -> Draft:
    """Name the most experienced who are free to lead where nobody does, the earlier in the list first."""
    places = {now.known[name][0].helper.id: at for name, at in draft.places.items()}
    tied = {name: frozenset(own) for own in now.wished.families for name in own}
    leaders = list(draft.leaders)
    others = sorted(
        (one for one in now.members if one.helper.id in now.able),
        key=lambda one: -one.helper.experience,
    )
    for at, leader in enumerate(leaders):
        taken = {name for one in leaders if one for name in now.pairs_of(one)}
        fitting = (
            one.helper.id
            for one in others
            if taken.isdisjoint(tied.get(one.id, {one.id})) and places.get(one.helper.id, at) == at
        )
        leaders[at] = leader or next(fitting, None)
    return msgspec.structs.replace(draft, leaders=tuple(leaders))


def _of_leaders(now: Scene, draft: Draft) -> dict[str, int]:
    return {
        name: at
        for at, leader in enumerate(draft.leaders)
        if leader is not None
        for name in now.pairs_of(leader)
    }
