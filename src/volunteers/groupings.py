"""Groupings: groups suggested, moved by hand and looked at before they are saved. Only `save` writes."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import database
from volunteers import arrangements, group_steps, pairs
from volunteers.rules import belonging, mixture
from volunteers.rules import groups as rules
from volunteers.rules.balance import Deal, Dealt, balance
from volunteers.rules.belonging import Member, Wishes
from volunteers.rules.drafts import Draft, Wanted
from volunteers.rules.fits import Gates
from volunteers.rules.groups import GroupsChanged
from volunteers.rules.mixture import Evenness, Mode
from volunteers.rules.pairs import Group, Pair

_SOLVING = asyncio.Semaphore(1)  # a division takes up to ten seconds of one processor


class Scene(msgspec.Struct, frozen=True):
    """All that a division is about: the live pairs in the partner's order, and the groups there are."""

    activity: Activity
    known: Mapping[str, tuple[Member, Pair]]
    groups: tuple[Group, ...]
    gates: Gates
    wished: Wishes

    @property
    def members(self) -> list[Member]:
        return [member for member, _ in self.known.values()]

    @property
    def uses_gender(self) -> bool:
        """Whether a rule of this activity asks for the gender of the children."""
        asked = any(member.child.same_gender for member in self.members)
        return asked or bool(self.gates.one_gender) or self.gates.rules.same_gender

    @property
    def able(self) -> dict[UUID, str]:
        """Return the helpers who are cleared, and so may lead: their names by application."""
        helpers = {member.helper.id: member.helper.name for member in self.members}
        return {one: name for one, name in helpers.items() if not self.gates.of(one)}

    def saved(self) -> Evenness | None:
        """Return how even the groups are that everybody is in now; None while somebody is in none."""
        own = [
            [name for name, (_, pair) in self.known.items() if pair.group == group.id]
            for group in self.groups
        ]
        if not self.known or sum(map(len, own)) < len(self.known):
            return None
        return mixture.evenness(self.members, own)

    def leads(self, group: Group) -> UUID | None:
        """Return who leads a group, if they still may: in it, and cleared."""
        own = {pair.group for _, pair in self.known.values() if pair.application == group.leader}
        if group.leader is None or rules.leading(group.id, own, self.gates.of(group.leader)):
            return None
        return group.leader


async def scene(actor: Actor, activity_id: UUID) -> Scene:
    """Return what groups of an activity are made of.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    return await _scene(await activities.find(actor, activity_id))


async def propose(actor: Actor, activity_id: UUID, wanted: Wanted) -> Draft:
    """Suggest groups; whoever was pinned by hand and whoever leads stays where they are.

    Around leaders, groups without one get the most experienced helper who is cleared.

    Raises:
        NotAllowed, NoSuchActivity, NoGroups, TooManyGroups, GroupTooSmall, and what is in `IMPOSSIBLE`
    """
    actor.must(Permission.CHANGE_PAIRS)
    now = await _scene(await activities.find(actor, activity_id))
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
    now = await _scene(await activities.find(actor, activity_id))
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
        now = await _scene(await activities.find(actor, activity_id, lock=True))
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
            own = {draft.places[name] for name in _pairs_of(now, leader)}
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


async def _scene(activity: Activity) -> Scene:
    known = await arrangements.members(activity.id)
    return Scene(
        activity=activity,
        known=known,
        groups=tuple(await group_steps.of(activity.id)),
        gates=await pairs.gates(activity),
        wished=belonging.wishes([member for member, _ in known.values()]),
    )


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
        taken = {name for one in leaders if one for name in _pairs_of(now, one)}
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
        for name in _pairs_of(now, leader)
    }


def _pairs_of(now: Scene, helper: UUID) -> list[str]:
    return [name for name, (member, _) in now.known.items() if member.helper.id == helper]
