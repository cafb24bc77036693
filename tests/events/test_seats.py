import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import seats
from events.rules.activities import NoSuchActivity
from events.rules.programmes import NoSuchProgramme
from events.rules.seats import Seat
from tests import make

CHAIR = Seat(group="领导小组", role="组长", holder="支部书记")
DIRECTOR = Seat(group="办公室", role="主任")


async def test_a_list_of_seats_comes_back_in_its_order_with_its_blanks(db):
    actor = await make.actor()
    activity, programme = await make.activity(actor), await make.programme(actor)

    await seats.write_for_activity(actor, activity.id, [CHAIR, DIRECTOR])
    await seats.write_for_programme(actor, programme.id, [DIRECTOR, Seat(group="没有内容"), CHAIR])

    assert await seats.of_activity(activity) == [CHAIR, DIRECTOR]
    assert await seats.of_programme(programme) == [DIRECTOR, CHAIR]


async def test_writing_replaces_the_whole_list_and_no_other(db):
    actor = await make.actor()
    activity, programme = await make.activity(actor), await make.programme(actor)
    await seats.write_for_activity(actor, activity.id, [CHAIR])
    await seats.write_for_programme(actor, programme.id, [CHAIR])

    await seats.write_for_programme(actor, programme.id, [])

    assert await seats.of_activity(activity) == [CHAIR]
    assert await seats.of_programme(programme) == []


async def test_seats_of_another_association_cannot_be_written(db):
    ours, theirs = await make.actor(), await make.actor()
    activity, programme = await make.activity(theirs), await make.programme(theirs)

    with pytest.raises(NoSuchActivity):
        await seats.write_for_activity(ours, activity.id, [CHAIR])
    with pytest.raises(NoSuchProgramme):
        await seats.write_for_programme(ours, programme.id, [CHAIR])


async def test_a_viewer_writes_no_seats(db):
    owner = await make.actor()
    viewer = await make.actor(Role.VIEWER, of=owner)
    programme = await make.programme(owner)

    with pytest.raises(NotAllowed):
        await seats.write_for_programme(viewer, programme.id, [CHAIR])
