"""How long those who were not chosen are remembered."""

from datetime import timedelta

import pytest

import events.tables
from kit import clock
from tests import make
from tests.volunteers import calls
from volunteers import people
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.tables import applications as tables


async def _ended(days, *, touched=None):
    """An activity that ended so many days ago and was last touched then, or `touched` days ago."""
    activity = await calls.opened(await make.actor(), quota=1)
    await calls.apply(activity, 1, 2)
    e, ended = events.tables.Activity, clock.now() - timedelta(days=days)
    then = ended if touched is None else clock.now() - timedelta(days=touched)
    await e.update(
        {e.starts_at: ended - timedelta(hours=4), e.ends_at: ended, e.calendar_modified: then}
    ).where(e.id == activity.id)


async def test_thirty_days_after_the_end_only_those_who_had_a_place_are_remembered(db):
    await _ended(days=30)

    assert await people.forget_unchosen() == 1

    assert [row["status"] for row in await tables.Application.select()] == [A.ACCEPTED]
    assert await tables.Volunteer.count() == 1


async def test_a_day_earlier_everybody_is_remembered(db):
    await _ended(days=29)

    assert await people.forget_unchosen() == 0

    assert await tables.Application.count() == 2


@pytest.mark.parametrize(("touched", "gone"), [(29, 0), (30, 1)])
async def test_a_date_moved_into_the_past_erases_nobody_for_thirty_days(db, touched, gone):
    await _ended(days=365, touched=touched)

    assert await people.forget_unchosen() == gone
