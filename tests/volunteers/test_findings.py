"""What recruitment finds worth attention, each with its opposite."""

from datetime import timedelta

import pytest

from accounts.rules.permissions import Role
from events.rules.activities import Status
from kit import clock
from tests import make
from tests.volunteers import calls
from volunteers import findings
from volunteers.tables import applications as tables


async def _codes(actor, activity):
    return {finding.code for finding in await findings.recruiting(actor, activity)}


async def _call(**differing):
    actor = await make.actor()
    soon = clock.now() + timedelta(days=10)
    activity = await calls.opened(actor, **{"quota": 30, "reserve": 3} | differing)
    return actor, _moved(activity, starts_at=soon)


def _moved(activity, **differing):
    import msgspec

    return msgspec.structs.replace(activity, **differing)


async def test_thirty_helpers_and_no_reserve_for_thirty_children_leave_no_slack(db):
    assert "no-slack" in await _codes(*await _call(reserve=0))


async def test_one_reserve_is_slack(db):
    assert "no-slack" not in await _codes(*await _call(reserve=1))


@pytest.mark.parametrize(("text", "found"), [("", True), ("A bus ride.", False)])
async def test_a_call_without_stated_risks_is_an_error(db, text, found):
    codes = await _codes(*await _call(risk_statement=text))

    assert ("risk-statement-missing" in codes) is found


@pytest.mark.parametrize(("taken", "found"), [(1, True), (2, False)])
async def test_near_the_day_empty_places_are_a_warning(db, taken, found):
    actor, activity = await _call(quota=2)
    await calls.apply(activity, *range(taken))

    assert ("recruitment-not-full" in await _codes(actor, activity)) is found


async def test_long_before_the_day_empty_places_are_none(db):
    actor, activity = await _call(quota=2)
    later = _moved(activity, starts_at=clock.now() + timedelta(days=15))

    assert "recruitment-not-full" not in await _codes(actor, later)


async def test_who_has_a_place_and_says_nothing_is_counted_until_they_confirm(db):
    actor, activity = await _call(quota=1)
    await calls.apply(activity, 1)

    assert "places-unanswered" in await _codes(actor, activity)
    await tables.Application.update({tables.Application.status: "confirmed"}, force=True)
    assert "places-unanswered" not in await _codes(actor, activity)


async def test_nothing_is_found_after_the_end_or_for_those_who_see_no_people(db):
    actor, activity = await _call(reserve=0)
    viewer = await make.actor(Role.VIEWER, of=actor)

    assert await findings.of(actor, activity) != []
    assert await findings.of(actor, _moved(activity, status=Status.DONE)) == []
    assert await findings.of(viewer, activity) == []
