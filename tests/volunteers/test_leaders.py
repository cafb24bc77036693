"""Who leads a group is told to its helpers, on their page and their papers, as long as they may."""

from datetime import date

import pytest

from accounts import links
from accounts.rules.links import Kind
from exports.rules.filled import people
from tests.volunteers import grouped
from volunteers import applications, group_scenes, groups, pairs, partners
from volunteers.rules.groups import NotTheLeader
from volunteers.tables import training


async def _led():
    actor, activity = await grouped.paired(4)
    await pairs.confirm_all(actor, activity.id, date(2026, 11, 20))
    await grouped.split(actor, activity.id, 2)
    [first, second] = (await groups.overview(actor, activity.id)).groups
    leader, led = first.pods[0][1]
    await groups.lead(actor, activity.id, first.group.id, leader.application)
    return actor, activity, leader, led, second.pods[0][1][0]


async def _told(actor, activity, application_id):
    address = await links.make(activity.organization, Kind.VOLUNTEER, application_id)
    holder = await links.holder(Kind.VOLUNTEER, address)
    own = await applications.find(actor, activity.id, application_id)
    partner = (await partners.of_volunteer(holder, own))["partner"]
    return partner.leader, partner.leads


async def test_the_helpers_of_a_group_are_told_who_leads_it_and_others_are_not(db):
    actor, activity, leader, led, other = await _led()

    assert await _told(actor, activity, led.application) == (leader.volunteer, False)
    assert await _told(actor, activity, leader.application) == (leader.volunteer, True)
    assert await _told(actor, activity, other.application) == ("", False)


async def test_whose_clearance_has_ended_is_not_shown_as_leader(db):
    actor, activity, leader, led, _ = await _led()
    c = training.Clearance
    await c.delete().where(c.application == leader.application)

    assert await _told(actor, activity, led.application) == ("", False)


async def test_papers_mark_the_leader_once_the_school_has_agreed(db):
    actor, activity, leader, led, _ = await _led()

    listed = {one.application: one for one in await pairs.listing(actor, activity.id)}

    assert [one.leads for one in (listed[leader.application], listed[led.application])] == [
        True,
        False,
    ]
    badge = people._badge(listed[leader.application], leader.volunteer, None, ["A 组"])
    assert badge.role != people._badge(listed[led.application], "x", None, ["A 组"]).role
    p = pairs.tables.Pair
    await p.update({p.status: "proposed"}).where(p.id == leader.id)
    assert not any(one.leads for one in await pairs.listing(actor, activity.id))


async def test_a_leader_is_a_cleared_helper_of_the_group_and_is_asked_again_at_each_use(db):
    actor, activity = await grouped.paired(4)
    await grouped.split(actor, activity.id, 2)
    first, second = (await groups.overview(actor, activity.id)).groups
    helper, other = (dealt.pods[0][1][0].application for dealt in (first, second))

    with pytest.raises(NotTheLeader):
        await groups.lead(actor, activity.id, first.group.id, other)
    await groups.lead(actor, activity.id, first.group.id, helper)

    now = await group_scenes.scene(actor, activity.id)
    assert [now.leads(group) for group in now.groups] == [helper, None]
    c = training.Clearance
    await c.delete().where(c.application == helper)
    now = await group_scenes.scene(actor, activity.id)
    assert [now.leads(group) for group in now.groups] == [None, None]
    assert now.groups[0].leader == helper
    with pytest.raises(NotTheLeader):
        await groups.lead(actor, activity.id, first.group.id, helper)


async def test_whoever_leaves_the_group_leads_it_no_more(db):
    actor, activity = await grouped.paired(6)
    await grouped.split(actor, activity.id, 2)
    first, second = (await groups.overview(actor, activity.id)).groups
    pair = first.pods[0][1][0]
    await groups.lead(actor, activity.id, first.group.id, pair.application)

    await groups.move(actor, activity.id, pair.id, second.group.id)

    assert [group.leader for group in await groups.of(activity.id)] == [None, None]
