"""Arrangements: who is in which group and pod, written as a whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID, uuid4

from accounts.rules.permissions import Actor
from events import lanes
from events.rules.activities import Activity
from kit import i18n
from kit.i18n import gettext
from volunteers import applications, duties, group_steps, pairs, participants
from volunteers.group_steps import of
from volunteers.rules import groups as rules
from volunteers.rules.belonging import Member, Wishes
from volunteers.rules.drafts import MOST_GROUPS
from volunteers.rules.pairs import Group, Pair
from volunteers.tables import pairs as tables

MOST = MOST_GROUPS


async def members(activity_id: UUID) -> dict[str, tuple[Member, Pair]]:
    """Return the live pairs with their people in the partner's order, by what dealing calls them."""
    volunteers = {one.id: one for one in await applications.of(activity_id)}
    everybody = await participants.of(activity_id)
    place = {child.id: at for at, child in enumerate(everybody)}
    live = [one for one in await pairs.of(activity_id) if one.application in volunteers]
    live.sort(key=lambda pair: place[pair.participant])
    return {
        name: (
            Member(name, everybody[place[pair.participant]], volunteers[pair.application]),
            pair,
        )
        for pair in live
        if (name := called(pair.number))
    }


def families(known: Mapping[str, tuple[Member, Pair]], wished: Wishes) -> list[frozenset[UUID]]:
    """Return the pairs whose children belong together."""
    return [frozenset(known[one][1].id for one in own) for own in wished.families]


def called(number: int) -> str:
    """Return what dealing calls the pair of that number: in the order of numbers."""
    return f"{number:06}"


async def write(
    actor: Actor,
    activity: Activity,
    groups: Sequence[Sequence[Pair]],
    families: Sequence[Collection[UUID]],
    *,
    stays: Collection[UUID] | None = None,
    leaders: Sequence[UUID | None] | None = None,
) -> UUID:
    """Write these groups with pods cut anew, under the activity's row lock; return the step for undo.

    Pairs in one of `families` share a pod where they can. Groups that there are keep name, lane and
    leader; further ones are added, each with a lane as far as there are any, and surplus ones taken
    away. `stays` and `leaders` are left as they are where they are not given.

    Raises:
        GroupTooSmall
    """
    cut = [_pods(own, families) for own in groups]  # refused before anything is written
    step = await group_steps.note(actor, activity.id)
    known = await _exactly(activity.id, len(groups))
    await _assign(zip(known, cut, strict=True))
    if stays is not None:
        for kept in (True, False):
            changed = [
                one
                for own in groups
                for one in own
                if one.stays != kept and (one.id in stays) == kept
            ]
            await _keep(changed, stays=kept)
    await _name_leaders(known, groups, leaders)
    return step


def _pods(own: Sequence[Pair], families: Sequence[Collection[UUID]]) -> list[list[Pair]]:
    of_id = {pair.id: pair for pair in own}
    helpers = {pair.id: pair.application for pair in own}
    cut = rules.pods([*of_id], families, helpers) if own else ()
    return [[of_id[one] for one in pod] for pod in cut]


async def _exactly(activity_id: UUID, count: int) -> list[Group]:
    """Return `count` groups, made or taken away as need be."""
    g, known = tables.Group, await of(activity_id)
    there, taken = await lanes.of_activity(activity_id), {group.lane for group in known}
    rows = []
    for at, name in enumerate(names_for(known, count)[len(known) :], start=len(known)):
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


def names_for(known: Sequence[Group], count: int) -> list[str]:
    """Return the names of `count` groups: those there are, then the next letters.

    Whoever reads, a letter is used once, and new groups speak the language of those there are.
    """
    names = [group.name for group in known[:count]]
    spoken = {_name(at, one): (at, one) for one in i18n.LOCALES for at in range(MOST)}
    told = [spoken[group.name] for group in known if group.name in spoken]
    language = told[0][1] if told else i18n.locale()
    taken = {group.name for group in known} | {_name(at, language) for at, _ in told}
    fresh = (name for at in range(MOST) if (name := _name(at, language)) not in taken)
    return [*names, *(next(fresh) for _ in range(count - len(names)))]


async def _assign(cut: Iterable[tuple[Group, list[list[Pair]]]]) -> None:
    """Write group and pod of every pair that gets another one; pods are numbered through."""
    number, all_moved = 0, list[UUID]()
    for group, several in cut:
        for pod in several:
            number += 1
            moved = [p for p in pod if (p.group, p.pod) != (group.id, number)]
            await pairs.write(moved, {"group": group.id, "pod": number})
            all_moved += [pair.id for pair in moved]
    await duties.revise(all_moved)


async def _keep(several: Sequence[Pair], *, stays: bool) -> None:
    """Note who stays when groups are dealt anew: nothing that a calendar shows."""
    if several:
        p = tables.Pair
        await p.update({p.stays: stays}).where(p.id.is_in([pair.id for pair in several]))


async def _name_leaders(
    known: Sequence[Group], groups: Sequence[Sequence[Pair]], leaders: Sequence[UUID | None] | None
) -> None:
    """Name the leaders that are given; whoever led and is in the group no more does not lead it."""
    g = tables.Group
    for at, (group, own) in enumerate(zip(known, groups, strict=True)):
        wanted = group.leader if leaders is None else leaders[at]
        leader = wanted if wanted in {pair.application for pair in own} else None
        if leader != group.leader:
            await g.update({g.leader: leader}).where(g.id == group.id)


def _name(at: int, language: str) -> str:
    with i18n.speaking(language):
        return gettext("Group %(letter)s") % {"letter": chr(ord("A") + at)}
