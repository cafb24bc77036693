from datetime import date, timedelta

import pytest
import time_machine

from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from tests import make
from volunteers import safeguards
from volunteers.rules.safeguards import (
    EVERYTHING,
    LONGEST_SWITCH,
    NewSwitch,
    NoSuchSafeguard,
    SwitchNeedsEnd,
    SwitchNeedsReason,
)

TODAY = date(2026, 11, 20)
WHY = NewSwitch(reason="The university has checked every student this term.", until=TODAY)


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-19T17:00:00Z", tick=True):  # the 20th in Shanghai
        yield


async def scene():
    lead = await make.actor(Role.SAFEGUARDING)
    return lead, await make.activity(lead)


async def test_every_rule_holds_until_the_lead_switches_one(db):
    lead, activity = await scene()
    assert await safeguards.of(activity.id) == EVERYTHING

    await safeguards.switch_off(lead, activity.id, "record_check", WHY)

    held = await safeguards.of(activity.id)
    assert not held.record_check and held.insurance


async def test_a_switch_ends_by_itself_after_its_last_day(db):
    lead, activity = await scene()
    await safeguards.switch_off(lead, activity.id, "insurance", WHY)

    with time_machine.travel("2026-11-20T15:59:00Z"):
        assert not (await safeguards.of(activity.id)).insurance
    with time_machine.travel("2026-11-20T16:00:00Z"):
        assert (await safeguards.of(activity.id)).insurance


async def test_a_rule_that_is_switched_on_again_holds_at_once_and_both_are_traced(db):
    lead, activity = await scene()
    planner = await make.actor(Role.PLANNER, of=lead)
    await safeguards.switch_off(lead, activity.id, "pods", WHY)
    (seen,) = await safeguards.of_activity(planner, activity.id)
    assert (seen.code, seen.on, seen.set_by_name) == ("pods", False, lead.name)

    await safeguards.switch_on(lead, activity.id, "pods")

    assert await safeguards.of(activity.id) == EVERYTHING
    (seen,) = await safeguards.of_activity(planner, activity.id)
    assert seen.on


@pytest.mark.parametrize("role", [Role.OWNER, Role.PLANNER, Role.VIEWER])
async def test_nobody_but_the_safeguarding_lead_switches_a_rule(db, role):
    lead, activity = await scene()
    other = await make.actor(role, of=lead)

    with pytest.raises(NotAllowed):
        await safeguards.switch_off(other, activity.id, "record_check", WHY)
    with pytest.raises(NotAllowed):
        await safeguards.switch_on(other, activity.id, "record_check")


async def test_a_lead_of_another_association_finds_no_rule_to_switch(db):
    _, activity = await scene()
    stranger = await make.actor(Role.SAFEGUARDING)

    with pytest.raises(NoSuchActivity):
        await safeguards.switch_off(stranger, activity.id, "record_check", WHY)


@pytest.mark.parametrize("days", [-1, LONGEST_SWITCH + 1, None])
async def test_a_switch_has_an_end_within_twelve_months(db, days):
    lead, activity = await scene()
    until = None if days is None else TODAY + timedelta(days=days)

    with pytest.raises(SwitchNeedsEnd):
        await safeguards.switch_off(
            lead, activity.id, "record_check", NewSwitch(reason=WHY.reason, until=until)
        )


async def test_a_switch_has_a_reason_and_a_rule_that_can_be_switched(db):
    lead, activity = await scene()

    with pytest.raises(SwitchNeedsReason):
        await safeguards.switch_off(
            lead, activity.id, "record_check", NewSwitch(reason=" 小 ", until=TODAY)
        )
    with pytest.raises(NoSuchSafeguard):
        await safeguards.switch_off(lead, activity.id, "pledge", WHY)
