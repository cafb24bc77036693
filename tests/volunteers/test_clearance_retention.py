from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from accounts.rules.permissions import Role
from events.tables import Activity
from tests import make
from tests.volunteers import calls, crowds
from volunteers import clearance_retention, pairing, profiles
from volunteers.rules.profiles import NewProfile
from volunteers.rules.training import ClearanceKind
from volunteers.tables.applications import Application
from volunteers.tables.training import Clearance
from web import jobs

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 12, 5)


def at(day, hour):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


async def noted(volunteer_id, day):
    await Clearance.insert(
        Clearance(
            id=uuid4(), volunteer=volunteer_id, kind=ClearanceKind.RECORD_CHECK, on=day,
            created_at=at(day, 9),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "today", "kept"),
    [
        ("confirmed", date(2027, 12, 5), True),
        ("confirmed", date(2027, 12, 6), False),
        ("withdrawn", date(2027, 12, 5), False),
    ],
)
async def test_a_check_is_kept_twelve_months_from_the_last_activity(db, status, today, kept):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    await Activity.update({Activity.starts_at: at(LAST, 9), Activity.ends_at: at(LAST, 23)}).where(
        Activity.id == activity.id
    )
    await calls.apply(activity, 1)
    a = Application
    row = await a.select(a.volunteer).first()
    await a.update({a.status: status}).where(a.activity == activity.id)
    await noted(row["volunteer"], date(2026, 9, 1))
    assert await clearance_retention.forget(today) == (not kept)
    assert await Clearance.exists() is kept


@pytest.mark.parametrize(("today", "kept"), [(date(2027, 9, 1), True), (date(2027, 9, 2), False)])
async def test_of_somebody_without_an_activity_it_counts_from_the_day_it_was_noted(db, today, kept):
    actor = await make.actor(Role.PLANNER)
    one = await profiles.add(actor, NewProfile(name="林小满", student_no="20230101"))
    await noted(one, date(2026, 9, 1))
    assert await clearance_retention.forget(today) == (not kept)


async def test_whoever_still_goes_with_a_child_keeps_theirs(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)
    await pairing.suggest(actor, activity.id)
    count = await Clearance.count()
    assert count
    assert await clearance_retention.forget(date(2031, 1, 1)) == 0
    await Activity.raw("UPDATE pair SET status = 'ended'")
    assert await clearance_retention.forget(date(2031, 1, 1)) == count


def test_the_nightly_job_asks_for_it():
    assert jobs._forget_clearances in jobs.DAILY
