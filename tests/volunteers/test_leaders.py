"""Who leads a group is told to its helpers, on their page and their papers, as long as they may."""

from datetime import date

from accounts import links
from accounts.rules.links import Kind
from exports.rules.filled import people
from tests.volunteers import grouped
from volunteers import applications, groups, pairs, partners
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
