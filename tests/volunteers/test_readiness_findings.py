from datetime import date, time

import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from events.rules.findings import Stops
from kit import i18n
from tests import make
from tests.volunteers import calls
from tests.volunteers.children import agreed, listed
from volunteers import attendance, clearances, findings, readiness_findings, training
from volunteers.rules.clearance import NewCheck
from volunteers.rules.training import Answer, Outcome, Presence, Wanted

DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def a_week_before():
    with time_machine.travel("2026-11-19T02:00:00Z", tick=True):
        yield


async def scene(people=2):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    tokens = await calls.apply(activity, *range(1, people + 1))
    return actor, activity, [await links.holder(Kind.VOLUNTEER, token) for token in tokens]


async def planned(actor, activity, day=DAY):
    wanted = Wanted(title="Training", day=day, start=time(19), end=time(21))
    return await training.add(actor, activity.id, wanted)


async def said(actor, activity, code):
    found = await findings.of(actor, activity)
    return next((one for one in found if one.code == code), None)


async def test_without_people_nobody_asks_for_training(db):
    actor, activity, _ = await scene(0)

    assert await readiness_findings.of_training(actor, activity) == []


async def test_people_without_a_date_to_train_on_are_counted(db):
    actor, activity, _ = await scene()

    assert (await said(actor, activity, "training-missing")).details == {"people": 2}

    await planned(actor, activity)

    assert await said(actor, activity, "training-missing") is None


async def test_a_week_before_a_training_the_silent_ones_are_counted(db):
    actor, activity, holders = await scene()
    session_id = await planned(actor, activity)
    await training.answer(holders[0], session_id, Answer.NOT_COMING)

    found = await said(actor, activity, "training-unconfirmed")
    assert found.details == {"silent": 1, "day": DAY}
    assert found.fix == f"/a/{activity.id}/training/{session_id}"

    await training.answer(holders[1], session_id, Answer.COMING)
    assert await said(actor, activity, "training-unconfirmed") is None


@pytest.mark.parametrize(
    ("now", "asks"), [("2026-11-18T13:00:00Z", True), ("2026-11-18T12:59:59Z", False)]
)
async def test_more_than_a_week_before_a_training_nobody_is_pressed(db, now, asks):
    actor, activity, _ = await scene()
    await planned(actor, activity)

    with time_machine.travel(now, tick=False):
        assert (await said(actor, activity, "training-unconfirmed") is not None) is asks


async def test_when_all_dates_have_passed_those_who_missed_them_stop_the_release(db):
    actor, activity, holders = await scene()
    session_id = await planned(actor, activity)
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        await attendance.mark(
            actor, activity.id, session_id, holders[0].object_id, Presence.PRESENT
        )

    assert await said(actor, activity, "training-unattended") is None
    with time_machine.travel("2026-11-25T13:00:00Z", tick=False):
        found = await said(actor, activity, "training-unattended")
    assert (found.details, found.stops) == ({"missing": 1}, Stops.RELEASE)


async def test_missing_pledges_and_checks_are_counted_where_children_come(db):
    actor, activity, holders = await scene()
    await clearances.sign(holders[0], read=True)
    check = NewCheck(outcome=Outcome.CLEAR, valid_until=date(2026, 12, 5))
    for holder in holders:
        await clearances.record_check(actor, activity.id, holder.object_id, check)

    found = await said(actor, activity, "clearance-missing")
    assert (found.details, found.stops) == ({"pledges": 1, "checks": 0}, Stops.RELEASE)
    with i18n.speaking("en"):
        assert found.sentence == "Pledges missing: 1" and "check" not in found.reason

    await clearances.sign(holders[1], read=True)
    assert await said(actor, activity, "clearance-missing") is None


async def test_a_missing_consent_is_said_until_the_last_letter_is_in(db):
    actor, activity, _ = await scene(0)
    assert (await said(actor, activity, "consent-missing")).details == {}

    one, two = await listed(actor, activity, 2)
    await agreed(actor, activity, [one])
    assert (await said(actor, activity, "consent-missing")).details == {"missing": 1, "all": 2}

    await agreed(actor, activity, [two])
    assert await said(actor, activity, "consent-missing") is None


async def test_an_activity_without_minors_asks_for_none_of_it(db):
    actor = await make.actor()
    activity = await make.activity(actor, involves_minors=False)

    assert await readiness_findings.of_consents(actor, activity) == []


async def test_who_may_not_see_the_children_hears_nothing_of_them(db):
    actor, activity, _ = await scene()
    approver = await make.actor(Role.APPROVER, of=actor)

    assert await said(actor, activity, "consent-missing") is not None
    assert await said(approver, activity, "consent-missing") is None
