"""Steps of the groups: one after another, each taken back as a whole, and nobody overwrites another."""

import asyncio

import pytest

from tests.volunteers import grouped
from volunteers import group_steps, groupings, groups, pairs
from volunteers.rules.drafts import Wanted
from volunteers.rules.groups import GroupsChanged


async def test_undo_is_refused_once_somebody_has_moved_since(db):
    actor, activity = await grouped.paired(6)
    step = await groupings.save(
        actor, activity.id, await groupings.propose(actor, activity.id, Wanted(2))
    )
    first, second = (await groups.overview(actor, activity.id)).groups
    later = await groups.move(actor, activity.id, first.pods[0][1][0].id, second.group.id)

    with pytest.raises(GroupsChanged):
        await group_steps.undo(actor, activity.id, step)
    await group_steps.undo(actor, activity.id, later)
    await group_steps.undo(actor, activity.id, step)

    assert await groups.of(activity.id) == []
    assert {pair.group for pair in await pairs.of(activity.id)} == {None}


async def test_two_who_save_at_once_do_not_overwrite_each_other(db):
    actor, activity = await grouped.paired(4)
    ours = await groupings.propose(actor, activity.id, Wanted(2))
    theirs = await groupings.propose(actor, activity.id, Wanted(1))
    await groupings.save(actor, activity.id, theirs)

    with pytest.raises(GroupsChanged):
        await groupings.save(actor, activity.id, ours)

    assert len(await groups.of(activity.id)) == 1


async def test_neither_a_draft_nor_an_undo_takes_away_a_leader_named_meanwhile(db):
    actor, activity = await grouped.paired(4)
    step = await groupings.save(
        actor, activity.id, await groupings.propose(actor, activity.id, Wanted(1))
    )
    draft = await groupings.propose(actor, activity.id, Wanted(1))
    [group] = await groups.of(activity.id)
    leader = (await pairs.of(activity.id))[0].application
    named = await groups.lead(actor, activity.id, group.id, leader)

    with pytest.raises(GroupsChanged):
        await groupings.save(actor, activity.id, draft)
    with pytest.raises(GroupsChanged):
        await group_steps.undo(actor, activity.id, step)
    assert [one.leader for one in await groups.of(activity.id)] == [leader]

    before = await _versions(activity)
    await group_steps.undo(actor, activity.id, named)
    assert await groups.of(activity.id) == [group]
    assert all(one > before[pair] for pair, one in (await _versions(activity)).items())


async def _versions(activity):
    return {pair.id: pair.version for pair in await pairs.of(activity.id)}


async def test_of_two_who_save_at_the_same_moment_one_is_told_and_undo_happens_once(committed):
    actor, activity = await grouped.paired(4)
    drafts = [await groupings.propose(actor, activity.id, Wanted(count)) for count in (1, 2)]

    saved = await asyncio.gather(
        *(groupings.save(actor, activity.id, draft) for draft in drafts), return_exceptions=True
    )

    [step] = [one for one in saved if not isinstance(one, Exception)]
    assert [type(one) for one in saved if one is not step] == [GroupsChanged]
    assert len(await groups.of(activity.id)) == saved.index(step) + 1
    undone = await asyncio.gather(
        *(group_steps.undo(actor, activity.id, step) for _ in range(2)), return_exceptions=True
    )
    assert {type(one) for one in undone} == {type(None), GroupsChanged}
    assert await groups.of(activity.id) == []
