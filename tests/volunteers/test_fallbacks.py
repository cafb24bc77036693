"""A clearance that ends takes the partner's yes back at once, wherever the volunteer helps."""

from datetime import timedelta
from uuid import uuid4

import pytest

import events.tables
from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from accounts.tables import OutboxMail
from events import activities
from events.rules.activities import Status
from kit import clock
from tests import make
from tests.volunteers import crowds
from volunteers import (
    applications,
    attendance,
    clearances,
    fallbacks,
    notices,
    pairing,
    pairs,
    partners,
    readiness,
    safeguards,
)
from volunteers.rules import pledge
from volunteers.rules.clearance import NewCheck, NewClearance
from volunteers.rules.pairs import CannotBePaired, PairStatus
from volunteers.rules.readiness import NotInsured
from volunteers.rules.safeguards import NewSwitch
from volunteers.rules.training import ClearanceKind, Outcome, Presence
from volunteers.tables import applications as tables
from volunteers.tables import pairs as pair_tables
from volunteers.tables import training
from web import wiring

C = training.Clearance


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def confirmed(count=2, **differing):
    actor = await make.actor()
    activity = await crowds.ready(actor, count, count, **differing)
    await pairing.suggest(actor, activity.id)
    await pairs.confirm_all(actor, activity.id, crowds.TODAY)
    return actor, activity


async def states(activity):
    return [(one.status, one.end_reason) for one in await pairs.of(activity.id)]


async def together(activity):
    p = pair_tables.Pair
    await p.update({p.status: PairStatus.ACTIVE}).where(p.activity == activity.id)


async def objection(actor, activity, application_id):
    await clearances.record_check(
        actor, activity.id, application_id, NewCheck(outcome=Outcome.NOT_CLEAR)
    )


KEPT, FALLEN = (PairStatus.CONFIRMED, ""), (PairStatus.PROPOSED, "not-cleared")


async def test_an_objection_takes_one_pair_back_and_leaves_the_others(db):
    actor, activity = await confirmed()
    first, _ = await pairs.of(activity.id)
    version = first.calendar_modified

    await objection(actor, activity, first.application)

    assert sorted(await states(activity)) == sorted([FALLEN, KEPT])
    after = next(one for one in await pairs.of(activity.id) if one.id == first.id)
    assert after.confirmed_at is None and after.calendar_modified > version
    with pytest.raises(CannotBePaired):
        await pairs.confirm(actor, activity.id, first.id, crowds.TODAY)


async def test_a_pledge_that_is_taken_back_acts_at_once(db):
    actor, activity = await confirmed(1)
    (pair,) = await pairs.of(activity.id)

    await clearances.withdraw_pledge(actor, activity.id, pair.application)

    assert await states(activity) == [FALLEN]


async def test_a_switch_that_is_over_acts_at_once(db):
    actor = await make.actor()
    lead = await make.actor(Role.SAFEGUARDING, of=actor)
    other = await crowds.ready(actor, 1, 1)
    why = NewSwitch(reason="The school has checked everybody itself.", until=crowds.TODAY)
    await C.delete().where(C.kind == ClearanceKind.RECORD_CHECK)
    await safeguards.switch_off(lead, other.id, "record_check", why)
    await pairing.suggest(actor, other.id)
    await pairs.confirm_all(actor, other.id, crowds.TODAY)
    assert await states(other) == [KEPT]

    await safeguards.switch_on(lead, other.id, "record_check")

    assert await states(other) == [FALLEN]


async def test_whoever_is_together_rests_and_goes_on_when_the_clearance_is_back(db):
    actor, activity = await confirmed(1)
    await together(activity)
    (pair,) = await pairs.of(activity.id)

    await objection(actor, activity, pair.application)
    assert await states(activity) == [(PairStatus.PAUSED, "not-cleared")]

    clear = NewCheck(outcome=Outcome.CLEAR, valid_until=crowds.TODAY + timedelta(300))
    await clearances.record_check(actor, activity.id, pair.application, clear)
    assert await states(activity) == [(PairStatus.ACTIVE, "")]


async def test_a_clearance_noted_in_one_activity_acts_in_all_of_the_association(db):
    actor, activity = await confirmed(1)
    (pair,) = await pairs.of(activity.id)
    a = tables.Application
    row = await a.select().where(a.id == pair.application).first()
    other = await make.activity(actor, status=Status.OPEN)
    again = a(**row | {"id": uuid4(), "activity": other.id})
    await again.save()

    await objection(actor, other, again.id)

    assert await states(activity) == [FALLEN]


@pytest.mark.parametrize(("days", "falls"), [(-1, True), (0, False), (1, False)])
async def test_the_nightly_step_asks_again_and_tells_the_planners_once(db, days, falls):
    _, activity = await confirmed(1)
    until = activity.last_day + timedelta(days)
    await C.update({C.valid_until: until}).where(C.kind == ClearanceKind.RECORD_CHECK)
    await OutboxMail.delete(force=True)

    assert await fallbacks.expire() == int(falls)
    assert await fallbacks.expire() == 0

    assert await states(activity) == [FALLEN if falls else KEPT]
    told = await OutboxMail.select(OutboxMail.body)
    assert len(told) == int(falls)
    assert all("许诺" not in one["body"] and "小满" not in one["body"] for one in told)


async def test_a_renewed_pledge_text_asks_everybody_again(db, monkeypatch):
    _, activity = await confirmed(1)
    monkeypatch.setattr("volunteers.rules.clearance.PLEDGE_VERSION", "newer")

    assert pledge.PLEDGE_VERSION != "newer"
    assert await fallbacks.expire() == 1
    assert await states(activity) == [FALLEN]


async def test_without_minors_nothing_falls_back(db):
    actor, activity = await confirmed(1, involves_minors=False)
    (pair,) = await pairs.of(activity.id)

    await objection(actor, activity, pair.application)

    assert await states(activity) == [KEPT]


async def test_the_gate_is_asked_on_use_before_any_nightly_step(db):
    _, activity = await confirmed(1)
    (pair,) = await pairs.of(activity.id)
    token = await notices.link(activity, pair.application, locale="en")
    holder = await links.holder(Kind.VOLUNTEER, token)
    me = await applications.of_link(holder)
    assert (await partners.of_volunteer(holder, me))["partner"] is not None
    v = tables.Volunteer
    await v.update({v.suspended_at: clock.now()}).where(v.id == me.volunteer)

    assert (await partners.of_volunteer(holder, me))["partner"] is None
    assert await states(activity) == [KEPT]


async def test_pairs_begin_with_the_day_only_if_the_check_is_clear(db):
    actor, activity = await confirmed()
    first, second = await pairs.of(activity.id)
    await clearances.record_check(
        actor, activity.id, first.application, NewCheck(outcome=Outcome.PENDING)
    )
    a = events.tables.Activity
    await a.update({a.status: Status.RUNNING}).where(a.id == activity.id)

    await pairs.begin(await activities.find(actor, activity.id))

    now = {one.id: one.status for one in await pairs.of(activity.id)}
    assert now == {first.id: PairStatus.CONFIRMED, second.id: PairStatus.ACTIVE}


async def test_with_a_stated_risk_no_day_begins_while_somebody_is_not_insured(db):
    actor, activity = await confirmed(2, risk=True)
    ids = [one.application for one in await pairs.of(activity.id)]
    day = activity.last_day
    policy = {"covers_from": day, "valid_until": day}
    await clearances.record(
        actor, activity.id, ids[:1], NewClearance(kind=ClearanceKind.INSURANCE, **policy)
    )

    with pytest.raises(NotInsured):
        await readiness.refuse_uninsured(activity)
    await clearances.record(
        actor, activity.id, ids[1:], NewClearance(kind=ClearanceKind.INSURANCE, **policy)
    )
    await readiness.refuse_uninsured(activity)


async def test_a_training_that_is_taken_back_takes_the_yes_back(db):
    actor, activity = await confirmed(count=1)
    [one] = await pairs.of(activity.id)
    t = training.TrainingSession
    [held] = await t.select(t.id).where(t.activity == activity.id)

    await attendance.mark(actor, activity.id, held["id"], one.application, Presence.ABSENT)

    assert await states(activity) == [FALLEN]
