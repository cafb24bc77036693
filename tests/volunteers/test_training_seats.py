"""The last seat of a training: real connections, because a race is what is tested."""

import asyncio
from datetime import date, time, timedelta

import pytest

from accounts import links
from accounts.rules.links import Kind
from kit import clock
from piccolo_conf import DB
from tests import make
from tests.volunteers import calls
from volunteers import attendance, training
from volunteers.rules.training import Answer, SessionFull, Wanted
from volunteers.tables import training as tables

PEOPLE, SEATS, CONNECTIONS = 12, 5, 10


@pytest.fixture
async def evening(schema):
    """A training of five seats and twelve people, outside any transaction; removed afterwards."""
    await DB.start_connection_pool(min_size=CONNECTIONS, max_size=CONNECTIONS)
    actor = await make.actor()
    activity = await calls.opened(actor, quota=PEOPLE)
    tokens = await calls.apply(activity, *range(1, PEOPLE + 1))
    holders = [await links.holder(Kind.VOLUNTEER, token) for token in tokens]
    tomorrow: date = (clock.now() + timedelta(days=1)).date()
    wanted = Wanted(title="Evening", day=tomorrow, start=time(19), end=time(21), capacity=SEATS)
    session_id = await training.add(actor, activity.id, wanted)
    yield session_id, holders
    await tables.Attendance.delete().where(tables.Attendance.session == session_id)
    await tables.TrainingSession.delete().where(tables.TrainingSession.id == session_id)
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


async def _all_at_once(session_id, holders):
    return await asyncio.gather(
        *(training.answer(holder, session_id, Answer.COMING) for holder in holders),
        return_exceptions=True,
    )


async def _seated(session_id):
    a = tables.Attendance
    return await a.count().where(a.session == session_id, a.answer == Answer.COMING)


async def test_twelve_at_once_take_exactly_five_seats(evening):
    session_id, holders = evening

    answers = await _all_at_once(session_id, holders)

    assert answers.count(None) == SEATS
    assert sum(isinstance(one, SessionFull) for one in answers) == PEOPLE - SEATS
    assert await _seated(session_id) == SEATS


async def test_without_the_lock_the_same_twelve_take_too_many(evening, monkeypatch):
    """The control: the row of the session is what they queue at."""
    session_id, holders = evening
    find, count = attendance.session, attendance.coming

    async def unlocked(activity_id, wanted, *, lock=False):
        return await find(activity_id, wanted, lock=lock and False)

    async def slowly(*args):
        found = await count(*args)
        await asyncio.sleep(0.05)
        return found

    monkeypatch.setattr(attendance, "session", unlocked)
    monkeypatch.setattr(attendance, "coming", slowly)

    await _all_at_once(session_id, holders)

    assert await _seated(session_id) > SEATS
