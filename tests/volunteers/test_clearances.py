from datetime import date, timedelta

import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from tests import make
from tests.volunteers import calls
from volunteers import applications, clearances
from volunteers.rules.clearance import CheckNeedsEnd, NewCheck
from volunteers.rules.pledge import NotTheWholePledge
from volunteers.rules.training import ClearanceKind, NotInTraining, Outcome
from volunteers.tables.training import Clearance

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-19T17:00:00Z", tick=True):  # the 20th in Shanghai
        yield


async def scene():
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    tokens = await calls.apply(activity, 1, 2)
    return actor, activity, [await links.holder(Kind.VOLUNTEER, token) for token in tokens]


async def test_who_reads_and_signs_has_pledged(db):
    _, activity, holders = await scene()
    with pytest.raises(NotTheWholePledge):
        await clearances.sign(holders[0], read=False)
    assert await clearances.pledged(activity.id) == set()

    await clearances.sign(holders[0], read=True)

    assert await clearances.pledged(activity.id) == {holders[0].object_id}
    me = await applications.of_link(holders[0])
    assert (await clearances.of_volunteer(holders[0], me))["pledged_on"] == TODAY


async def test_a_pledge_of_an_older_text_does_not_count(db):
    _, activity, holders = await scene()
    await clearances.sign(holders[0], read=True)
    await clearances.sign(holders[1], read=True)
    old = Clearance.application == holders[1].object_id
    await Clearance.update({Clearance.text_version: "older"}).where(old)

    assert await clearances.pledged(activity.id) == {holders[0].object_id}


async def test_a_pledge_on_paper_is_noted_with_its_date_and_can_be_taken_back(db):
    actor, activity, holders = await scene()
    both = [holder.object_id for holder in holders]

    await clearances.record_pledges(actor, activity.id, both, TODAY - timedelta(1))

    assert await clearances.pledged(activity.id) == set(both)
    assert {one.on for one in await clearances.of_activity(actor, activity.id)} == {
        TODAY - timedelta(1)
    }

    await clearances.withdraw_pledge(actor, activity.id, both[0])

    assert await clearances.pledged(activity.id) == {both[1]}


async def test_only_the_safeguarding_lead_reads_where_a_check_is_kept(db):
    planner, activity, holders = await scene()
    lead = await make.actor(Role.SAFEGUARDING, of=planner)
    check = NewCheck(outcome=Outcome.CLEAR, reference="K-17", valid_until=TODAY + timedelta(300))

    await clearances.record_check(planner, activity.id, holders[0].object_id, check)

    (seen,) = await clearances.of_activity(lead, activity.id)
    (hidden,) = await clearances.of_activity(planner, activity.id)
    assert (seen.kind, seen.outcome, seen.reference) == (
        ClearanceKind.RECORD_CHECK,
        Outcome.CLEAR,
        "K-17",
    )
    assert (hidden.outcome, hidden.reference) == (Outcome.CLEAR, "")


@pytest.mark.parametrize(("days", "fits"), [(366, True), (367, False), (0, True), (-1, False)])
async def test_a_record_check_is_valid_for_twelve_months_at_most(db, days, fits):
    actor, activity, holders = await scene()
    check = NewCheck(outcome=Outcome.CLEAR, valid_until=TODAY + timedelta(days))

    if fits:
        await clearances.record_check(actor, activity.id, holders[0].object_id, check)
    else:
        with pytest.raises(CheckNeedsEnd):
            await clearances.record_check(actor, activity.id, holders[0].object_id, check)


async def test_nobody_records_for_strangers_or_without_the_right(db):
    actor, activity, holders = await scene()
    treasurer, stranger = await make.actor(Role.TREASURER, of=actor), await make.actor()
    elsewhere = await calls.opened(stranger)
    (token,) = await calls.apply(elsewhere, 7)
    theirs = (await links.holder(Kind.VOLUNTEER, token)).object_id

    with pytest.raises(NotAllowed):
        await clearances.record_pledges(treasurer, activity.id, [holders[0].object_id], TODAY)
    with pytest.raises(NotInTraining):
        await clearances.record_pledges(actor, activity.id, [theirs], TODAY)

    assert await clearances.pledged(elsewhere.id) == set()
