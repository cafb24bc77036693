"""Places nobody answered for go to the next, once, and never at night."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

import events.tables
from accounts.tables import OutboxMail
from kit import clock
from piccolo_conf import DB
from tests import make
from tests.volunteers import calls
from volunteers import applications, deadlines, selection
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.applications import Mode
from volunteers.tables import applications as tables

NOON = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0)


@pytest.fixture
def noon(monkeypatch):
    """It is noon where the activity takes place."""
    monkeypatch.setattr(deadlines.clock, "now", lambda: NOON)


async def _overdue(quota=2, people=5, overdue=1):
    """Reserves wait behind accepted people, some of whom should have answered by now."""
    actor = await make.actor()
    activity = await calls.opened(actor, quota=quota)
    await calls.apply(activity, *range(1, people + 1))
    a = tables.Application
    await a.update({a.answer_by: NOON - timedelta(minutes=1)}).where(
        a.activity == activity.id, a.number <= overdue
    )
    return actor, activity


async def test_whoever_never_answered_loses_the_place_to_the_next_who_has_a_deadline_too(db, noon):
    actor, activity = await _overdue()
    await OutboxMail.delete(force=True)

    assert await deadlines.pass_on() == 1
    assert await deadlines.pass_on() == 0

    people = await applications.of_activity(actor, activity.id, tuple(A))
    assert [one.status for one in people] == [
        A.LAPSED,
        A.ACCEPTED,
        A.ACCEPTED,
        A.RESERVED,
        A.RESERVED,
    ]
    assert people[2].answer_by > NOON + timedelta(hours=1)
    told = {row["recipient"]: row["body"] for row in await OutboxMail.select()}
    assert set(told) == {"p1@example.org", "p3@example.org"}


@pytest.mark.parametrize(("hour", "lapsed"), [(22, 0), (7, 0), (8, 1), (21, 1)])
async def test_nobody_loses_a_place_at_night(db, monkeypatch, hour, lapsed):
    await _overdue()
    late = NOON.replace(hour=hour) + timedelta(days=1)
    monkeypatch.setattr(deadlines.clock, "now", lambda: late)

    assert await deadlines.pass_on() == lapsed


async def test_whoever_said_yes_or_has_longer_keeps_the_place(db, noon):
    actor, activity = await _overdue(overdue=2)
    [first, second] = await applications.of_activity(actor, activity.id)
    a = tables.Application
    await a.update({a.status: A.CONFIRMED}).where(a.id == first.id)
    await selection.extend(actor, activity.id, [second.id], 24)

    assert await deadlines.pass_on() == 0


async def test_after_the_beginning_nobody_is_passed_over_any_more(db, noon):
    _, activity = await _overdue()
    a = events.tables.Activity
    await a.update({a.starts_at: NOON - timedelta(hours=1)}).where(a.id == activity.id)

    assert await deadlines.pass_on() == 0


async def test_four_workers_pass_each_place_on_once(schema, noon):
    await DB.start_connection_pool(min_size=4, max_size=4)
    actor, activity = await _overdue(quota=10, people=25, overdue=6)
    try:
        done = await asyncio.gather(*(deadlines.pass_on() for _ in range(4)))
        people = await applications.of_activity(actor, activity.id, tuple(A))
        r = tables.Recruitment
        call = await r.select().where(r.activity == activity.id).first()
    finally:
        await calls.forget(actor, activity)
        await DB.close_connection_pool()

    assert sorted(done) == [0, 0, 0, 6]
    assert [one.number for one in people if one.status is A.LAPSED] == list(range(1, 7))
    assert [one.number for one in people if one.status is A.ACCEPTED] == list(range(7, 17))
    assert call["taken"] == 10


@pytest.mark.parametrize("reserve", [0, 1])
async def test_a_place_taken_in_turn_waits_for_an_answer_only_where_somebody_may_wait(
    db, noon, reserve
):
    activity = await calls.opened(
        await make.actor(), quota=1, reserve=reserve, answer_hours=24, mode=Mode.FIRST_COME
    )
    await calls.apply(activity, *range(1, 2 + reserve))

    a, minute = tables.Application, NOON.replace(second=0, microsecond=0)
    rows = await a.select().where(a.activity == activity.id).order_by(a.number)
    assert [row["answer_by"] for row in rows] == (
        [minute + timedelta(days=1), None] if reserve else [None]
    )
