from datetime import UTC, datetime, time

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import activities, running, schedule
from events.rules.activities import CannotBecome, NothingReleased, Status, TooEarly
from events.schedule import Wanted
from tests import make


async def ready(actor, **differing):
    activity = await make.activity(actor, **{"status": Status.APPROVED} | differing)
    await schedule.add(actor, activity.id, Wanted("Meet", time(8), 30, lead="Lin"))
    return await activities.find(actor, activity.id)


def at(monkeypatch, *moment):
    monkeypatch.setattr(activities.clock, "now", lambda: datetime(*moment, tzinfo=UTC))


async def test_the_day_begins_at_midnight_where_it_takes_place(db, monkeypatch):
    actor = await make.actor()
    activity = await ready(actor)
    await make.release(actor, activity.id)
    activity = await activities.find(actor, activity.id)

    at(monkeypatch, 2026, 12, 4, 15, 59)
    with pytest.raises(TooEarly):
        await running.begin(actor, activity.id, activity.version)
    at(monkeypatch, 2026, 12, 4, 16, 0)
    begun = await running.begin(actor, activity.id, activity.version)
    assert begun.status is Status.RUNNING


async def test_nobody_begins_without_a_released_run_sheet(db, monkeypatch):
    actor = await make.actor()
    activity = await ready(actor)
    at(monkeypatch, 2026, 12, 5, 0, 0)
    with pytest.raises(NothingReleased):
        await running.begin(actor, activity.id, activity.version)


async def test_only_what_runs_is_wrapped_up_and_only_by_those_who_lead_the_day(db):
    actor = await make.actor()
    activity = await ready(actor, status=Status.RUNNING)
    with pytest.raises(NotAllowed):
        await running.finish(
            await make.actor(Role.TREASURER, of=actor), activity.id, activity.version
        )
    done = await running.finish(actor, activity.id, activity.version)
    assert done.status is Status.DONE
    with pytest.raises(CannotBecome):
        await running.finish(actor, activity.id, done.version)
