"""What is said about clearances: who lacks one, whose ends, which post is held unqualified, which night is closed."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from accounts.rules.permissions import Role
from events import findings, schedule
from events.rules.findings import Severity, Stops
from events.schedule import Wanted
from kit import clock
from tests import make
from tests.volunteers import crowds
from volunteers import clearance_findings, clearances, safeguards
from volunteers.rules.clearance import NewClearance
from volunteers.rules.safeguards import NewSwitch
from volunteers.rules.training import ClearanceKind
from volunteers.tables import applications, training
from web import wiring

C = training.Clearance
DAY = timedelta(1)


async def found(actor, activity):
    return {one.code: one for one in await clearance_findings.of(actor, activity)}


async def give_post(activity, people, **differing):
    post = applications.Post(
        **{
            "id": uuid4(),
            "activity": activity.id,
            "name": "急救",
            "qualification": "急救员证",
            "child_contact": False,
        }
        | differing
    )
    await post.save()
    a = applications.Application
    await a.update({a.post: post.id}).where(a.id.is_in(people))


async def test_whoever_is_ready_is_no_news(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 0)

    assert await found(actor, activity) == {}


@pytest.mark.parametrize(("risk", "severity"), [(True, Severity.ERROR), (False, Severity.WARNING)])
async def test_a_missing_insurance_stops_the_release_and_with_a_risk_cannot_be_accepted(
    db, risk, severity
):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 0, off_campus=True, risk=risk)
    (one, _), _ = await crowds.everybody(activity)
    day = activity.last_day
    policy = NewClearance(kind=ClearanceKind.INSURANCE, covers_from=day, valid_until=day)
    await clearances.record(actor, activity.id, [one], policy)

    missing = (await found(actor, activity))["insurance-missing"]

    assert (missing.severity, missing.stops) == (severity, Stops.RELEASE)
    assert missing.details["people"] == 1


async def test_a_post_that_is_held_unqualified_stops_the_release_until_it_is_proven(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 0)
    people, _ = await crowds.everybody(activity)
    await give_post(activity, people)
    missing = (await found(actor, activity))["qualification-missing"]
    assert (missing.severity, missing.details["people"]) == (Severity.ERROR, 1)

    proof = NewClearance(
        kind=ClearanceKind.QUALIFICATION, label="急救员证", reference="K-1", checked_by="陈老师"
    )
    await clearances.record(actor, activity.id, people, proof)

    assert await found(actor, activity) == {}


async def test_a_block_is_led_by_somebody_whose_qualification_is_on_file(db):
    wiring.connect()
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 0)
    people, _ = await crowds.everybody(activity)
    await schedule.add(actor, activity.id, Wanted("心理疏导", time(9), 30, lead="许诺1"))

    async def said():
        return {one.code for one in await findings.everything(actor, activity)}

    assert "qualification-missing" in await said()
    proof = NewClearance(
        kind=ClearanceKind.QUALIFICATION, label="心理咨询师", reference="K-1", checked_by="陈老师"
    )
    await clearances.record(actor, activity.id, people, proof)
    assert "qualification-missing" not in await said()

    await C.update({C.valid_until: activity.last_day - DAY}).where(
        C.kind == ClearanceKind.QUALIFICATION
    )
    assert "qualification-missing" in await said()


async def test_what_ends_before_the_last_day_and_who_is_suspended_is_said(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 0)
    (one, _), _ = await crowds.everybody(activity)
    await C.update({C.valid_until: activity.last_day - DAY}).where(
        C.application == one, C.kind == ClearanceKind.RECORD_CHECK
    )
    v = applications.Volunteer
    await v.update({v.suspended_at: clock.now()}).where(v.student_no == "202200002")

    said = await found(actor, activity)

    assert said["clearance-ends"].details["people"] == 1
    assert said["clearance-missing"].details == {"pledges": 0, "checks": 1}
    assert said["volunteer-suspended"].details["people"] == 1


async def test_nights_with_children_are_closed_until_the_lead_opens_them(db):
    actor = await make.actor()
    lead = await make.actor(Role.SAFEGUARDING, of=actor)
    activity = await make.activity(actor, overnight=True)
    assert (await found(actor, activity))["nights-closed"].stops is Stops.RELEASE
    among_adults = await make.activity(actor, overnight=True, involves_minors=False)
    assert await found(actor, among_adults) == {}

    why = NewSwitch(reason="Two teachers stay awake, rooms are apart.", until=crowds.TODAY)
    await safeguards.switch_off(lead, activity.id, "nights_closed", why)

    assert await found(actor, activity) == {}


async def test_who_sees_no_volunteers_is_told_nothing_of_them(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 0, off_campus=True)

    assert await found(actor, activity) != {}
    assert await found(await make.actor(Role.VIEWER, of=actor), activity) == {}
