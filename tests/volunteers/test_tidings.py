"""Whoever still counts on an activity is told that it moved."""

from datetime import timedelta

import pytest
import time_machine

import accounts.tables
from events import activities
from tests import make
from tests.volunteers import calls
from volunteers.rules.applications import ApplicationStatus
from volunteers.tables import applications as tables
from web import wiring


@pytest.fixture(autouse=True)
def weeks_before():
    wiring.connect()
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def told(activity):
    m = accounts.tables.OutboxMail
    return await m.select().where(m.organization == activity.organization, m.subject.like("%改期%"))


async def test_everybody_who_counts_on_it_hears_of_a_move_once(db):
    actor = await make.actor()
    activity = await calls.opened(actor)
    await calls.apply(activity, 1, 2, 3)
    a = tables.Application
    await a.update({a.status: ApplicationStatus.WITHDRAWN}).where(a.number == 2)

    for _ in range(2):
        activity = await activities.change(
            actor,
            activity.id,
            activity.version,
            {"starts_at": activity.starts_at + timedelta(days=7)},
        )
        activity = await activities.change(
            actor, activity.id, activity.version, {"place": f"Hall {activity.version}"}
        )

    mails = await told(activity)
    assert sorted(mail["recipient"] for mail in mails) == sorted(
        ["p1@example.org", "p3@example.org"] * 2
    )
    assert "2026年12月12日 周六 08:00" in mails[0]["body"]
    assert "2026年12月19日 周六 08:00" in mails[-1]["body"]


async def test_a_new_end_alone_is_no_news_and_an_open_date_is(db):
    actor = await make.actor()
    activity = await calls.opened(actor)
    await calls.apply(activity, 1)

    later = {"ends_at": activity.ends_at + timedelta(hours=1)}
    activity = await activities.change(actor, activity.id, activity.version, later)
    assert await told(activity) == []

    unknown = {"starts_at": None, "ends_at": None}
    activity = await activities.change(actor, activity.id, activity.version, unknown)
    [mail] = await told(activity)
    assert "推迟" in mail["body"]
