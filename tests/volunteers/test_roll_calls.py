from datetime import date, timedelta

import pytest

from accounts.rules.permissions import NotAllowed, Role
from tests import make
from tests.volunteers import children
from volunteers import consents, roll_calls
from volunteers.rules.consent import NewConsent
from volunteers.rules.participants import ConsentState, Method, NoSuchParticipant, Purpose
from volunteers.rules.roll_calls import (
    CallClosed,
    NewCall,
    NobodyToCount,
    NoDayYet,
    NoSuchCall,
    NotAllCounted,
    NotOnTheRoster,
    StillMissing,
)
from volunteers.rules.rooms import Seen
from volunteers.tables import participants as tables

CALL = NewCall(title="Before the night", on=date(2026, 12, 5), at="21:30")


@pytest.fixture
async def counted(db):
    actor = await make.actor()
    activity = await make.activity(actor, ends_at=make.T_DAY + timedelta(days=2, hours=9))
    ids = await children.listed(actor, activity, 3)
    await children.agreed(actor, activity, ids)
    return actor, activity, ids


async def test_three_days_have_six_half_days_made_once_however_often_it_is_pressed(counted):
    actor, activity, _ = counted

    assert await roll_calls.make(actor, activity.id) == 6
    assert await roll_calls.make(actor, activity.id) == 0
    calls = await roll_calls.of_activity(actor, activity.id)
    assert len(calls) == 6
    assert len({call.on for call, _ in calls}) == 3


async def test_a_call_closes_once_everybody_is_there_or_excused(counted):
    actor, activity, [one, other, _] = counted
    call_id = await roll_calls.add(actor, activity.id, CALL)
    here = (actor, activity.id, call_id)

    await roll_calls.mark(*here, one, Seen.THERE)
    await roll_calls.mark(*here, one, Seen.THERE)
    with pytest.raises(NotAllCounted):
        await roll_calls.close(*here, "周敏")
    await roll_calls.mark(*here, other, Seen.MISSING)
    assert await roll_calls.mark_rest(*here) == 1
    with pytest.raises(StillMissing):
        await roll_calls.close(*here, "周敏")
    await roll_calls.mark(*here, other, Seen.EXCUSED)
    await roll_calls.close(*here, " 周敏 ")

    [(call, count)] = await roll_calls.of_activity(actor, activity.id)
    assert (call.counted_by, count.there, count.excused, count.open) == ("周敏", 2, 1, 0)
    assert (await roll_calls.one(*here)).count == count
    for act in (roll_calls.mark(*here, one, Seen.MISSING), roll_calls.remove(*here)):
        with pytest.raises(CallClosed):
            await act
    await roll_calls.reopen(*here)
    await roll_calls.mark(*here, one, Seen.MISSING)


async def test_whose_family_takes_the_consent_back_is_not_counted_and_keeps_its_marks(counted):
    actor, activity, [gone, one, other] = counted
    call_id = await roll_calls.add(actor, activity.id, CALL)
    here = (actor, activity.id, call_id)
    await roll_calls.mark(*here, gone, Seen.MISSING)
    no = NewConsent(
        purpose=Purpose.PARTICIPATE,
        state=ConsentState.WITHDRAWN,
        on=date(2026, 11, 19),
        method=Method.PHONE,
    )
    await consents.record(actor, activity.id, gone, no)

    called = await roll_calls.one(*here)
    assert [who.id for who, _ in called.people] == [one, other]
    assert [who.id for who in called.off] == [gone]
    with pytest.raises(NotOnTheRoster):
        await roll_calls.mark(*here, gone, Seen.THERE)
    assert await roll_calls.mark_rest(*here) == 2
    await roll_calls.close(*here, "周敏")

    [(_, count)] = await roll_calls.of_activity(actor, activity.id)
    assert (count.expected, count.there, count.missing) == (2, 2, 0)
    marks = tables.RollMark
    kept = await marks.select(marks.seen).where(marks.participant == gone)
    assert [row["seen"] for row in kept] == [Seen.MISSING]


async def test_strangers_and_viewers_count_nobody(counted):
    actor, activity, [one, *_] = counted
    call_id = await roll_calls.add(actor, activity.id, CALL)
    stranger = await make.actor()
    theirs = await make.activity(stranger)
    own = await roll_calls.add(stranger, theirs.id, CALL)

    for refusal, act in (
        (NoSuchCall, roll_calls.one(stranger, theirs.id, call_id)),
        (NoSuchCall, roll_calls.mark(stranger, theirs.id, call_id, one, Seen.THERE)),
        (NoSuchParticipant, roll_calls.mark(stranger, theirs.id, own, one, Seen.THERE)),
        (NobodyToCount, roll_calls.close(stranger, theirs.id, own, "周敏")),
        (
            NotAllowed,
            roll_calls.mark(
                await make.actor(Role.VIEWER, of=actor), activity.id, call_id, one, Seen.THERE
            ),
        ),
    ):
        with pytest.raises(refusal):
            await act


async def test_without_a_date_there_is_nothing_to_make(db):
    actor = await make.actor()
    activity = await make.activity(actor, starts_at=None, ends_at=None)

    with pytest.raises(NoDayYet):
        await roll_calls.make(actor, activity.id)
