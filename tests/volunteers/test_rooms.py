import pytest

from accounts.rules.permissions import NotAllowed, Role
from tests import make
from tests.volunteers import children, crowds
from volunteers import participants, rooms, stay_findings
from volunteers.rooms import Bed
from volunteers.rules.applications import Gender
from volunteers.rules.participants import NoSuchParticipant
from volunteers.rules.rooms import (
    NewRoom,
    NoBedLeft,
    NobodySleepsHere,
    NoSuchRoom,
    RoomChanged,
    RoomInUse,
    RoomNamedTwice,
)


@pytest.fixture
async def camp(db):
    actor = await make.actor()
    activity = await make.activity(actor, overnight=True)
    ids = await children.listed(actor, activity, 3)
    return actor, activity, ids


async def test_children_are_filled_into_rooms_and_taken_back_with_one_press(camp):
    actor, activity, _ = camp
    room_id = await rooms.add(actor, activity.id, NewRoom(name="201", beds=2))

    count, stamp = await rooms.fill(actor, activity.id)
    house = await rooms.of_activity(actor, activity.id)
    assert (count, len(house.bedless)) == (2, 1)
    moved = house.sleeping(house.rooms[0])[0]
    await rooms.settle(actor, activity.id, {moved.id: Bed(None)})
    await rooms.settle(actor, activity.id, {house.bedless[0].id: Bed(room_id)})

    assert await rooms.empty_again(actor, activity.id, stamp) == 1
    left = await rooms.of_activity(actor, activity.id)
    assert [one.id for one in left.sleeping(left.rooms[0])] == [house.bedless[0].id]
    assert await rooms.empty_again(actor, activity.id, stamp + 1) == 0


async def test_the_last_bed_is_given_once_and_under_the_lock_of_the_activity(camp, statements):
    actor, activity, ids = camp
    room_id = await rooms.add(actor, activity.id, NewRoom(name="201", beds=1))
    statements.clear()
    await rooms.settle(actor, activity.id, {ids[0]: Bed(room_id)})
    assert "FOR UPDATE" in statements[0]

    with pytest.raises(NoBedLeft):
        await rooms.settle(actor, activity.id, {one: Bed(room_id) for one in ids})
    house = await rooms.of_activity(actor, activity.id)
    assert [one.id for one in house.sleeping(house.rooms[0])] == [ids[0]]


async def test_two_swap_their_beds_in_one_go_and_a_gender_stays_when_the_entry_is_saved(camp):
    actor, activity, [one, other, _] = camp
    first = await rooms.add(actor, activity.id, NewRoom(name="a", beds=1, gender=Gender.FEMALE))
    second = await rooms.add(actor, activity.id, NewRoom(name="b", beds=1))
    girl = Gender.FEMALE
    await rooms.settle(actor, activity.id, {one: Bed(first, girl), other: Bed(second, girl)})
    await rooms.settle(actor, activity.id, {one: Bed(second, girl), other: Bed(first, girl)})

    kept = await participants.find(actor, activity.id, one)
    await participants.change(actor, activity.id, one, kept.version, children.child("小满"))
    kept = await participants.find(actor, activity.id, one)
    assert (kept.room, kept.gender) == (second, girl)


async def test_rooms_are_refused_twice_stale_in_use_foreign_and_where_nobody_sleeps(camp):
    actor, activity, ids = camp
    new = NewRoom(name="201", beds=2)
    room_id = await rooms.add(actor, activity.id, new)
    await rooms.settle(actor, activity.id, {ids[0]: Bed(room_id), ids[1]: Bed(room_id)})
    stranger = await make.actor()
    theirs = await make.activity(stranger, overnight=True)
    by_day = await make.activity(actor)

    for refusal, act in (
        (RoomNamedTwice, rooms.add(actor, activity.id, new)),
        (RoomChanged, rooms.change(actor, activity.id, room_id, 7, new)),
        (NoBedLeft, rooms.change(actor, activity.id, room_id, 1, NewRoom(name="201", beds=1))),
        (RoomInUse, rooms.remove(actor, activity.id, room_id)),
        (NoSuchRoom, rooms.change(stranger, theirs.id, room_id, 1, new)),
        (NoSuchParticipant, rooms.settle(stranger, theirs.id, {ids[0]: Bed(None)})),
        (NobodySleepsHere, rooms.add(actor, by_day.id, new)),
        (NotAllowed, rooms.add(await make.actor(Role.VIEWER, of=actor), activity.id, new)),
    ):
        with pytest.raises(refusal):
            await act


async def test_a_night_needs_two_cleared_adults_and_a_bed_for_each(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 1, overnight=True)

    codes = [one.code for one in await stay_findings.of_rooms(actor, activity)]
    assert codes == ["night-watch-missing", "bed-missing"]

    for n, name in enumerate(("许诺1", "许诺2")):
        await rooms.add(actor, activity.id, NewRoom(name=str(n), beds=1, watch=name))
    await rooms.fill(actor, activity.id)
    assert await stay_findings.of_rooms(actor, activity) == []


@pytest.mark.parametrize("watch", ["没审核的人", ""])
async def test_whoever_is_not_cleared_does_not_watch(db, watch):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 0, overnight=True)
    await rooms.add(actor, activity.id, NewRoom(name="a", beds=1, watch="许诺1"))
    await rooms.add(actor, activity.id, NewRoom(name="b", beds=1, watch=watch))

    assert [one.code for one in await stay_findings.of_rooms(actor, activity)] == [
        "night-watch-missing"
    ]
