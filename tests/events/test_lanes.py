from datetime import time

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import lanes, schedule
from events.rules.schedule import LaneNotEmpty, NoSuchLane
from events.schedule import Wanted
from tests import make


async def with_lanes(actor, *names):
    activity = await make.activity(actor)
    for name in names:
        await lanes.add(actor, activity.id, name)
    return activity, await lanes.of_activity(activity.id)


async def test_lanes_stand_in_the_order_they_were_added_and_each_name_once(db):
    actor = await make.actor()

    _, made = await with_lanes(actor, "A", "B", "A", "C", "D")

    assert [(lane.name, lane.position, lane.tone) for lane in made] == [
        ("A", 0, "a"),
        ("B", 1, "b"),
        ("C", 2, "c"),
        ("D", 3, "a"),
    ]


async def test_a_lane_goes_once_it_is_empty_and_a_block_that_comes_back_is_for_everybody(db):
    actor = await make.actor()
    activity, (lane,) = await with_lanes(actor, "A")
    block = await schedule.add(actor, activity.id, Wanted("Game", time(9), 30, lane=lane.id))

    with pytest.raises(LaneNotEmpty):
        await lanes.remove(actor, activity.id, lane.id)
    await schedule.remove(actor, activity.id, block)
    await lanes.remove(actor, activity.id, lane.id)
    await schedule.remove(actor, activity.id, block, undo=True)

    day = await schedule.of_activity(actor, activity.id)
    assert day.lanes == ()
    assert [one.lane for one in day.blocks] == [None]


async def test_a_lane_added_after_another_went_has_a_place_of_its_own(db):
    actor = await make.actor()
    activity, (first, _) = await with_lanes(actor, "A", "B")

    await lanes.remove(actor, activity.id, first.id)
    await lanes.add(actor, activity.id, "C")

    assert [(one.name, one.position) for one in await lanes.of_activity(activity.id)] == [
        ("B", 1),
        ("C", 2),
    ]


async def test_the_lane_of_another_activity_is_none_of_ours(db):
    ours, theirs = await make.actor(), await make.actor()
    activity, _ = await with_lanes(ours, "A")
    other, (foreign,) = await with_lanes(theirs, "A")

    with pytest.raises(NoSuchLane):
        await lanes.remove(ours, activity.id, foreign.id)

    assert [lane.id for lane in await lanes.of_activity(other.id)] == [foreign.id]


async def test_who_may_not_plan_adds_no_lane(db):
    owner = await make.actor()
    activity, _ = await with_lanes(owner)

    with pytest.raises(NotAllowed):
        await lanes.add(await make.actor(Role.TREASURER, of=owner), activity.id, "A")
