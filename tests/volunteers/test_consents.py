from datetime import date

import pytest
import time_machine

from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from tests import make
from tests.volunteers import calls
from tests.volunteers.children import agreed, child, listed
from volunteers import consents, participants
from volunteers.rules.consent import (
    Batch,
    CountDiffers,
    GuardianOnly,
    NewConsent,
    NoSuchStep,
    NotYet,
    SaidNo,
    Withdrawal,
)
from volunteers.rules.participants import (
    AgeBand,
    ConsentState,
    GivenBy,
    Method,
    NoSuchParticipant,
    Purpose,
)

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-19T17:00:00Z", tick=True):  # the 20th in Shanghai
        yield


@pytest.fixture
def told(monkeypatch):
    """What `consent_withdrawn` says to its listeners."""
    heard: list[Withdrawal] = []

    async def listen(withdrawal):
        heard.append(withdrawal)

    monkeypatch.setattr(consents.consent_withdrawn, "_listeners", [listen])
    return heard


async def scene(count=1):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    return actor, activity, await listed(actor, activity, count)


def answer(purpose=Purpose.PARTICIPATE, state=ConsentState.GRANTED, **differing):
    return NewConsent(**{"purpose": purpose, "state": state, "on": TODAY, "own_word": True} | differing)


async def test_a_child_joins_the_roster_when_both_purposes_are_agreed(db):
    actor, activity, (one,) = await scene()

    await consents.record(actor, activity.id, one, answer(Purpose.PARTICIPATE))
    assert await consents.rostered(activity.id, TODAY) == set()

    await consents.record(actor, activity.id, one, answer(Purpose.DATA))
    assert await consents.rostered(activity.id, TODAY) == {one}


async def test_refusing_photos_never_excludes_a_child(db):
    actor, activity, (one,) = await scene()
    await agreed(actor, activity, [one])

    await consents.record(
        actor, activity.id, one, answer(Purpose.PHOTO_TAKEN, ConsentState.REFUSED)
    )

    assert await consents.rostered(activity.id, TODAY) == {one}


async def test_a_consent_ends_with_the_entry(db):
    actor, activity, (one,) = await scene()
    await agreed(actor, activity, [one])

    assert await consents.rostered(activity.id, date(2027, 1, 4)) == {one}
    assert await consents.rostered(activity.id, date(2027, 1, 5)) == set()


async def test_a_withdrawal_acts_at_once_and_tells_who_built_on_it(db, told):
    actor, activity, (one, two) = await scene(2)
    await agreed(actor, activity, [one, two])

    await consents.withdraw(actor, activity.id, one, Purpose.PARTICIPATE)

    assert await consents.rostered(activity.id, TODAY) == {two}
    assert told == [Withdrawal(activity.id, one, Purpose.PARTICIPATE)]
    assert told[0].leaves_roster


async def test_what_fails_while_pairs_let_go_is_not_withdrawn(db, monkeypatch):
    actor, activity, (one,) = await scene()
    await agreed(actor, activity, [one])

    async def failing(_):
        raise RuntimeError

    monkeypatch.setattr(consents.consent_withdrawn, "_listeners", [failing])
    with pytest.raises(RuntimeError):
        await consents.withdraw(actor, activity.id, one, Purpose.DATA)

    assert await consents.rostered(activity.id, TODAY) == {one}


async def test_only_a_guardian_agrees_for_a_minor(db):
    actor, activity, (minor,) = await scene()
    adult = await participants.add(
        actor, activity.id, child("王奶奶", age_band=AgeBand.A60_79, grade=None)
    )
    own = answer(given_by=GivenBy.SELF)

    with pytest.raises(GuardianOnly):
        await consents.record(actor, activity.id, minor, own)
    await consents.record(actor, activity.id, adult, own)

    (kept,) = await consents.of_activity(actor, activity.id)
    assert (kept.participant, kept.given_by) == (adult, GivenBy.SELF)


async def test_a_no_is_not_overruled_without_asking_again(db):
    actor, activity, (one, two) = await scene(2)
    await consents.record(actor, activity.id, one, answer(state=ConsentState.REFUSED))

    with pytest.raises(NoSuchStep):
        await consents.record(actor, activity.id, one, answer())
    with pytest.raises(SaidNo, match="小满"):
        await agreed(actor, activity, [one, two])
    assert await consents.rostered(activity.id, TODAY) == set()

    await consents.record(actor, activity.id, one, answer(state=ConsentState.ASKED))
    await agreed(actor, activity, [one, two])
    assert await consents.rostered(activity.id, TODAY) == {one, two}


@pytest.mark.parametrize("letters", [2, 4])
async def test_a_batch_counts_exactly_one_letter_per_codename(db, letters):
    actor, activity, ids = await scene(3)

    with pytest.raises(CountDiffers):
        await consents.confirm_batch(
            actor, activity.id, Batch(letters=letters, on=TODAY, participants=tuple(ids))
        )
    with pytest.raises(CountDiffers):
        await consents.confirm_batch(
            actor, activity.id, Batch(letters=2, on=TODAY, participants=(ids[0], ids[0]))
        )

    await agreed(actor, activity, ids)
    kept = await consents.of_activity(actor, activity.id)
    assert len(kept) == 6
    assert {(one.method, one.given_by) for one in kept} == {
        (Method.PARTNER_BATCH, GivenBy.GUARDIAN)
    }


async def test_a_letter_is_not_signed_tomorrow(db):
    """It is the 20th where the children are while it is still the 19th in UTC."""
    actor, activity, (one, two) = await scene(2)

    await agreed(actor, activity, [one], TODAY)

    with pytest.raises(NotYet):
        await agreed(actor, activity, [two], date(2026, 11, 21))


async def test_letters_that_went_out_are_asked_and_leave_answers_alone(db):
    actor, activity, (one, two) = await scene(2)
    await agreed(actor, activity, [one])

    await consents.ask(actor, activity.id, [one, two])

    states = {(c.participant, c.state) for c in await consents.of_activity(actor, activity.id)}
    assert states == {(one, ConsentState.GRANTED), (two, ConsentState.ASKED)}


async def test_strangers_note_no_consent(db):
    actor, activity, (one,) = await scene()
    stranger, approver = await make.actor(), await make.actor(Role.APPROVER, of=actor)
    other = await make.activity(actor)

    with pytest.raises(NoSuchActivity):
        await consents.record(stranger, activity.id, one, answer())
    with pytest.raises(NoSuchParticipant):
        await consents.record(actor, other.id, one, answer())
    with pytest.raises(NoSuchParticipant):
        await agreed(actor, other, [one])
    with pytest.raises(NotAllowed):
        await consents.of_activity(approver, activity.id)

    assert await consents.of_activity(actor, activity.id) == []


async def test_letters_cover_contact_only_where_it_is_ticked_and_overrule_no_no(db):
    actor, activity, (one, two) = await scene(2)
    contact = Purpose.PAIRING_CONTACT

    async def said():
        return {
            kept.participant: kept.state
            for kept in await consents.of_activity(actor, activity.id)
            if kept.purpose is contact
        }

    await agreed(actor, activity, [one, two])
    assert await said() == {}
    await consents.record(actor, activity.id, one, answer(contact, ConsentState.REFUSED))
    await agreed(actor, activity, [one, two], covers=(contact,))

    assert await said() == {one: ConsentState.REFUSED, two: ConsentState.GRANTED}
    assert await consents.rostered(activity.id, TODAY) == {one, two}
