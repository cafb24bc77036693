from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.rules.permissions import Role
from accounts.tables import Trace
from kit import clock
from tests import make
from tests.volunteers import calls
from tests.volunteers.children import agreed, child, listed
from volunteers import carers, consents, group_steps, participants, retention
from volunteers.rules.carers import NewCarer
from volunteers.rules.consent import NewConsent
from volunteers.rules.pairs import StepKind
from volunteers.rules.participants import ConsentState, Purpose
from volunteers.rules.retention import NotRenewed
from volunteers.tables import pairs as board
from volunteers.tables import participants as tables


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=1):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    return actor, activity, await listed(actor, activity, count)


async def test_with_the_last_entry_go_its_history_carers_marks_and_the_rooms(db):
    actor, activity, (one,) = await scene()
    await carers.add(actor, activity.id, one, NewCarer(relation="mother", through_partner=True))
    await participants.change(actor, activity.id, one, 1, child(grade=8))
    room, call = tables.Room(id=uuid4(), activity=activity.id, name="201"), tables.RollCall(
        id=uuid4(), activity=activity.id, title="Evening", on=date(2026, 12, 5)
    )  # fmt: skip
    await tables.Room.insert(room)
    await tables.RollCall.insert(call)
    await tables.RollMark.insert(tables.RollMark(id=uuid4(), roll_call=call.id, participant=one))

    assert await retention.forget(date(2027, 1, 4)) == 0
    assert await tables.Room.count() == 1
    assert await retention.forget(date(2027, 1, 5)) == 1

    for table in (
        *(tables.Participant, tables.ParticipantChange, tables.Carer, tables.Consent),
        *(tables.Room, tables.RollCall, tables.RollMark),
    ):
        assert await table.count() == 0, table


async def test_who_was_with_whom_is_forgotten_with_the_last_child_and_not_before(db):
    actor, activity, (_, other) = await scene(2)
    await group_steps.note(actor, activity.id)
    step = board.PairingStep(
        id=uuid4(), activity=activity.id, kind=StepKind.PLACED, by=actor.name, at=clock.now()
    )
    await board.PairingStep.insert(step)
    p = tables.Participant
    await p.update({p.retain_until: date(2027, 2, 1)}).where(p.id == other)

    await retention.forget(date(2027, 1, 5))
    assert await board.GroupStep.count() == await board.PairingStep.count() == 1
    await retention.forget(date(2027, 2, 2))

    assert await board.GroupStep.count() == await board.PairingStep.count() == 0


async def test_each_deletion_leaves_a_trace_without_a_word_about_whom(db):
    _, activity, ids = await scene(2)

    await retention.forget(date(2027, 1, 5))

    rows = await Trace.select().where(Trace.action == retention.FORGOTTEN)
    assert {row["object_id"] for row in rows} == set(ids)
    assert {(row["activity_id"], row["details"]) for row in rows} == {(activity.id, "")}


async def test_a_withdrawn_consent_to_the_details_takes_the_entry_the_next_night(db):
    actor, activity, (one, other) = await scene(2)
    await agreed(actor, activity, [one, other])
    await consents.withdraw(actor, activity.id, one, Purpose.DATA)
    await consents.withdraw(actor, activity.id, other, Purpose.PARTICIPATE)

    assert await retention.forget(date(2026, 11, 20)) == 0
    assert await retention.forget(date(2026, 11, 21)) == 1

    assert [who.id for who in await participants.of(activity.id)] == [other]


async def test_who_is_asked_again_the_same_day_is_kept(db):
    actor, activity, (one,) = await scene()
    await agreed(actor, activity, [one])
    await consents.withdraw(actor, activity.id, one, Purpose.DATA)
    again = NewConsent(purpose=Purpose.DATA, state=ConsentState.ASKED, on=date(2026, 11, 20))
    await consents.record(actor, activity.id, one, again)

    assert await retention.forget(date(2026, 11, 21)) == 0


async def test_an_entry_is_kept_longer_only_by_a_consent_given_after_the_activity(db):
    actor, activity, (one,) = await scene()
    await agreed(actor, activity, [one])
    with time_machine.travel("2026-12-20T02:00:00Z"):
        with pytest.raises(NotRenewed):
            await retention.keep_longer(actor, activity.id, one, date(2027, 2, 1))
        c = tables.Consent
        await c.update({c.on: date(2026, 12, 18)}).where(c.purpose == Purpose.DATA)
        latest = date(2026, 12, 18) + timedelta(days=395)
        with pytest.raises(NotRenewed):
            await retention.keep_longer(actor, activity.id, one, latest + timedelta(days=1))

        await retention.keep_longer(actor, activity.id, one, latest)

    assert (await participants.find(actor, activity.id, one)).retain_until == latest
    assert await retention.longest(one) == latest
    assert await retention.forget(latest) == 0
    assert await retention.forget(latest + timedelta(days=1)) == 1


async def test_hashes_and_old_assessments_go_when_their_time_is_over(db):
    actor, activity, _ = await scene(0)
    e, n = tables.EarlierParticipant, tables.NamedMode
    await e.insert(
        e(id=uuid4(), organization=actor.organization_id, digest=b"x", keep_until=date(2027, 1, 1))
    )
    await n.insert(
        n(id=uuid4(), activity=activity.id, closed_at=clock.now(), created_at=clock.now())
    )

    await retention.forget(date(2027, 1, 1))
    assert (await e.count(), await n.count()) == (1, 1)
    await retention.forget(date(2027, 1, 2))
    assert (await e.count(), await n.count()) == (0, 1)
    await retention.forget(date(2029, 11, 25))

    assert await n.count() == 0
