from datetime import time
from uuid import UUID

from accounts import links
from accounts.rules.links import Kind
from events import lanes, schedule
from events.rules.schedule import Audience, Block, StartKind
from events.schedule import Wanted
from tests import make
from tests.volunteers import crowds, grouped
from volunteers import applications, days, groups, pairing, pairs, people
from volunteers.tables.pairs import Group

LANE = UUID(int=1)


def block(title, hour, lane=None):
    return Block(
        id=UUID(int=9), lane=lane, position=0, title=title, place="", start_kind=StartKind.FIXED,
        starts_at=None if hour is None else make.T_DAY.replace(hour=hour), minutes=20,
        hard_end=False, audience=Audience.ALL, lead="", people=(), with_children=False,
        counts_as_service=False, public=False, tentative=False, note="", version=1,
        created_at=make.T_DAY, moved_from=None, calendar_uid="", calendar_sequence=0,
        calendar_modified=make.T_DAY,
    )  # fmt: skip


async def helped(db):
    """An activity with two lanes and two groups of two pairs; returns its first volunteer's holder."""
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4)
    for name in ("A", "B"):
        await lanes.add(actor, activity.id, name)
    made = await lanes.of_activity(activity.id)
    await schedule.add(actor, activity.id, Wanted("Opening", time(8), 30, place="School gate"))
    for lane in made:
        await schedule.add(actor, activity.id, Wanted(f"Games {lane.name}", time(9), 30, lane.id))
    await pairing.suggest(actor, activity.id)
    await grouped.split(actor, activity.id, 2)
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
    await make.release(actor, activity.id)
    day = await schedule.of_activity(actor, activity.id)
    await schedule.nudge(actor, activity.id, day.blocks[0].id, start=15)

    application = await applications.of_link(holder)
    told = await days.of_volunteer(holder, application)
    shown = told["my_day"]

    lane = await groups.lane_of(application.id)
    own = next(one.name for one in await lanes.of_activity(activity.id) if one.id == lane)
    assert [(row[0], row[1], row[3]) for row in shown.rows] == [
        ("08:00", "Opening", False),
        ("09:00", f"Games {own}", True),
    ]
    assert told["meet"] == days.Meet("08:00 School gate", activity.place)


async def test_the_place_of_a_volunteer_in_calendars_moves_on_with_release_and_lane(db):
    actor, activity, holder = await helped(db)
    application = await applications.of_link(holder)
    seen = [await days.revisions(activity, application)]

    await make.release(actor, activity.id)
    seen.append(await days.revisions(activity, application))
    await grouped.split(actor, activity.id, 1)
    seen.append(await days.revisions(activity, application))

    sums = [sum(one.calendar_sequence for one in each) for each in seen]
    assert sums[0] < sums[1] <= sums[2]


def test_the_day_begins_with_the_earliest_block_for_everybody_or_the_own_lane():
    blocks = [
        block("Later", 9), block("Own", 8, lane=LANE), block("Other", 7, lane=UUID(int=2)), block("Unknown", None)
    ]  # fmt: skip

    assert days.first(blocks, LANE).title == "Own"
    assert days.first(blocks, None).title == "Later"
    assert days.first([], LANE) is None
