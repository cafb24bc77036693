"""An absence and a stand-in count for the day on which they were noted, and nobody is missing before the first."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

import events.tables
from events import schedule
from events.schedule import Wanted
from kit import clock
from tests.volunteers.test_mending import apply, gone, paired
from volunteers import absences, coverage, mending, mornings, stand_ins
from volunteers.rules.absences import MorningAhead, next_midnight
from volunteers.tables import pairs as tables
from web import wiring

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def _days(activity, first, last):
    a = events.tables.Activity
    await a.update({a.starts_at: first, a.ends_at: last}).where(a.id == activity.id)


def _at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(("seconds", "refused"), [(-1, True), (0, False)])
async def test_nobody_is_noted_as_missing_before_the_first_day_begins(
    db, monkeypatch, seconds, refused
):
    actor, activity, live, _ = await paired(3, 2)
    tomorrow = next_midnight(clock.now(), ZONE)
    await _days(activity, tomorrow + timedelta(hours=9), tomorrow + timedelta(hours=12))
    _at(monkeypatch, (tomorrow + timedelta(seconds=seconds)).astimezone(UTC))

    if refused:
        with pytest.raises(MorningAhead):
            await gone(actor, activity, live[0])
    else:
        await gone(actor, activity, live[0])

    assert bool(await absences.of(activity.id)) is not refused


async def test_whoever_was_missing_on_the_first_day_is_there_on_the_second_until_noted_again(
    db, monkeypatch
):
    actor, activity, live, _ = await paired(4, 3)
    evening = next_midnight(clock.now(), ZONE) - timedelta(seconds=1)
    await _days(activity, evening - timedelta(hours=3), evening + timedelta(hours=20))
    _at(monkeypatch, evening.astimezone(UTC))
    await gone(actor, activity, live[0])
    await mending.missing(actor, activity.id, child=live[1].participant)
    await apply(actor, activity)
    assert await stand_ins.of(activity.id) != {}
    [standing] = (await stand_ins.of(activity.id)).values()
    first = await stand_ins.revised(standing)

    _at(monkeypatch, (evening + timedelta(seconds=1)).astimezone(UTC))

    assert not await absences.of(activity.id)
    assert await stand_ins.of(activity.id) == await stand_ins.names(activity.id) == {}
    assert not await stand_ins.around(standing)
    assert not await absences.away(live[0].application)
    assert not await absences.children_away([live[1].participant])
    assert (await mornings.of(actor, activity.id)).first.moves == ()
    second = await stand_ins.revised(standing)
    assert second[0] > first[0] and second[1] > first[1]

    await gone(actor, activity, live[0])
    await apply(actor, activity)
    assert len(await stand_ins.of(activity.id)) == 1
    a = tables.Absence
    open_ = await a.select(a.at).where(a.application == live[0].application, a.ended_at.is_null())
    assert [row["at"] for row in open_] == [clock.now()]
    assert (await stand_ins.revised(standing))[0] >= second[0]


async def test_a_helper_who_is_missing_today_still_counts_for_tomorrow(db, monkeypatch):
    actor, activity, live, _ = await paired(2, 2)
    day = clock.now().astimezone(ZONE).date()
    noon = datetime.combine(day, time(12), ZONE)
    _at(monkeypatch, noon.astimezone(UTC))
    await _days(activity, noon - timedelta(hours=3), noon + timedelta(days=1))
    for number in (1, 2):
        wanted = Wanted("Games", time(9), 30, with_children=True, day=number)
        await schedule.add(actor, activity.id, wanted)
    assert (await coverage.of(actor, activity.id)).lacks == ()

    await gone(actor, activity, live[0])

    lacks = (await coverage.of(actor, activity.id)).lacks
    assert {one.run.starts_at.astimezone(ZONE).date() for one in lacks} == {day}
