from datetime import time, timedelta
from uuid import UUID

import pytest

from accounts.tables import OutboxMail
from events import places
from events.rules.places import NewPlace
from kit import clock
from tests.volunteers.test_shifts import DAY, scene, wanted
from volunteers import applications, clearances, shifts, stands, steps, vacancies
from volunteers.rules.shifts import NOT_CLEARED, Standing
from volunteers.tables.applications import Application, Volunteer
from volunteers.tables.shifts import Shift, ShiftPerson
from volunteers.tables.training import Clearance


@pytest.fixture(autouse=True)
async def connected(browser):
    async with browser(None):  # the house connects its slices
        yield


async def placed(**differing):
    """Somebody in a post with children, tomorrow's and yesterday's; return them and both shifts."""
    usual = {"involves_minors": True, "child_contact": True}
    actor, activity, posts, [one, two] = await scene(**usual | differing)
    [coming] = await shifts.make(actor, activity.id, wanted(posts, needed=2))
    [past] = await shifts.make(actor, activity.id, wanted(posts, start=time(12), end=time(13)))
    for shift in (coming, past):
        await stands.assign(actor, activity.id, shift, one)
    await stands.assign(actor, activity.id, coming, two)
    ago = clock.now() - timedelta(hours=3)
    s = Shift
    await s.update({s.starts_at: ago, s.ends_at: ago + timedelta(hours=2)}).where(s.id == past)
    return actor, activity, posts, (one, two), (coming, past)


async def standing(activity, shift):
    return [one.application for one in (await shifts.board(activity)).people.get(shift, ())]


async def volunteer_of(application) -> UUID:
    a = Application
    return (await a.select(a.volunteer).where(a.id == application).first())["volunteer"]


async def test_whoever_is_suspended_falls_out_of_what_is_coming_and_stays_in_what_was(db):
    _, activity, _, (one, two), (coming, past) = await placed()
    v = Volunteer
    await v.update({v.suspended_at: clock.now()}).where(v.id == await volunteer_of(one))
    assert await standing(activity, coming) == [one, two]  # nothing has told yet

    await clearances.clearances_changed.tell(frozenset({await volunteer_of(one)}))

    assert await standing(activity, coming) == [two]
    assert await standing(activity, past) == [one]
    assert (await shifts.find(activity, coming)).taken == 1
    p = ShiftPerson
    row = await p.select().where(p.application == one, p.shift == coming).first()
    assert (row["standing"], row["reason"]) == (Standing.GIVEN_UP, NOT_CLEARED)
    told = [one for one in await OutboxMail.select() if "shift-seats-free" in str(one)]
    assert told and not any("许诺" in str(one) for one in told)


async def test_a_post_without_children_keeps_whoever_is_suspended(db):
    """Control: it is the gate that lets people fall, not the news."""
    _, activity, _, (one, two), (coming, _) = await placed(
        involves_minors=False, child_contact=False
    )
    v = Volunteer
    await v.update({v.suspended_at: clock.now()}, force=True)

    await clearances.clearances_changed.tell(frozenset({await volunteer_of(one)}))

    assert await standing(activity, coming) == [one, two]


async def test_a_pledge_taken_back_frees_the_seat_at_once(db):
    actor, activity, _, (one, two), (coming, _) = await placed()

    await clearances.withdraw_pledge(actor, activity.id, one)

    assert await standing(activity, coming) == [two]


async def test_what_ends_overnight_frees_the_seat_by_morning(db):
    _, activity, _, (one, two), (coming, _) = await placed()
    c = Clearance
    await c.update({c.valid_until: DAY - timedelta(days=1)}).where(
        c.application == one, c.valid_until.is_not_null()
    )

    freed = await vacancies.expire()

    assert freed == 1
    assert await standing(activity, coming) == [two]
    assert await vacancies.expire() == 0


async def test_whoever_loses_the_place_in_the_activity_loses_the_shift(db):
    _, activity, _, (one, two), (coming, _) = await placed()
    lost = await applications.one(activity.id, one)
    await steps.place_lost.tell([lost])

    assert await standing(activity, coming) == [two]


async def test_children_at_a_place_close_it_to_whoever_is_not_cleared(db):
    actor, activity, posts, [one, _] = await scene()
    [where] = await places.add(actor, activity.id, [NewPlace(name="活动室")])
    [shift] = await shifts.make(actor, activity.id, wanted(posts, places=(where,)))
    await stands.assign(actor, activity.id, shift, one)
    v = Volunteer
    await v.update({v.suspended_at: clock.now()}, force=True)

    await places.change(actor, activity.id, where, 1, NewPlace(name="活动室二楼"))
    assert await standing(activity, shift) == [one]
    await places.change(actor, activity.id, where, 2, NewPlace(name="活动室", with_children=True))

    assert await standing(activity, shift) == []
