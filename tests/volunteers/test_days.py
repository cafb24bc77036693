from datetime import time

from accounts import links
from accounts.rules.links import Kind
from events import lanes, releases, schedule
from events.schedule import Wanted
from tests import make
from tests.volunteers import crowds
from volunteers import applications, days, groups, pairing, pairs, people
from volunteers.tables.pairs import Group


async def helped(db):
    """An activity with two lanes and two groups of two pairs; returns its first volunteer's holder."""
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4)
    for name in ("A", "B"):
        await lanes.add(actor, activity.id, name)
    made = await lanes.of_activity(activity.id)
    await schedule.add(actor, activity.id, Wanted("Opening", time(8), 30))
    for lane in made:
        await schedule.add(actor, activity.id, Wanted(f"Games {lane.name}", time(9), 30, lane.id))
    await pairing.suggest(actor, activity.id)
    await groups.split(actor, activity.id, 2)
    for group, lane in zip(await groups.of_activity(actor, activity.id), made, strict=True):
        await Group.update({Group.lane: lane.id}).where(Group.id == group.id)
    first = (await pairs.of_activity(actor, activity.id))[0]
    token = (await people.link(actor, activity.id, first.application)).rpartition("/")[2]
    return actor, activity, await links.holder(Kind.VOLUNTEER, token)


async def test_a_volunteer_sees_nothing_of_the_day_before_its_first_release(db):
    _, _, holder = await helped(db)

    assert await days.of_volunteer(holder, await applications.of_link(holder)) == {}


async def test_a_volunteer_sees_what_is_for_everybody_and_their_own_lane_as_released(db):
    actor, activity, holder = await helped(db)
    await releases.release(actor, activity.id)
    day = await schedule.of_activity(actor, activity.id)
    await schedule.nudge(actor, activity.id, day.blocks[0].id, start=15)

    application = await applications.of_link(holder)
    shown = (await days.of_volunteer(holder, application))["my_day"]

    lane = await groups.lane_of(application.id)
    own = next(one.name for one in await lanes.of_activity(activity.id) if one.id == lane)
    assert [(row[0], row[1], row[3]) for row in shown.rows] == [
        ("08:00", "Opening", False),
        ("09:00", f"Games {own}", True),
    ]
