from datetime import date
from uuid import uuid4

import pytest
import time_machine

import events.tables
from accounts.rules.permissions import NotAllowed, Role
from events import activities, tasks
from events.rules.activities import NoSuchActivity, PartyRole
from events.rules.findings import Stops
from tests import make
from tests.volunteers import calls, crowds, schools
from tests.volunteers.children import agreed, child, listed
from volunteers import (
    consent_events,
    consents,
    letters,
    liaisons,
    own_letters,
    pairing,
    pairs,
    participants,
    readiness_findings,
    safeguards,
    takedowns,
)
from volunteers.rules.consent import (
    Batch,
    CountDiffers,
    GuardianOnly,
    NewConsent,
    NoSuchStep,
    NotAGuardian,
    NotYet,
    SaidNo,
    Withdrawal,
)
from volunteers.rules.letters import reworded
from volunteers.rules.participants import (
    AgeBand,
    ConsentState,
    GivenBy,
    Method,
    NoSuchParticipant,
    Purpose,
)
from volunteers.rules.safeguards import NewSwitch
from volunteers.tables import participants as tables
from web import wiring

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
    return NewConsent(
        **{"purpose": purpose, "state": state, "on": TODAY, "own_word": True} | differing
    )


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


async def partner(activity, name="天府中学"):
    party = events.tables.Party
    row = party(id=uuid4(), activity=activity.id, role=PartyRole.PARTNER, name=name, position=1)
    await party.insert(row)
    return row.id


async def steps(activity, who):
    return [
        (one.purpose, one.state, one.given_by)
        for one in await consent_events.of_participant(activity.id, who)
    ]


async def test_every_step_is_kept_for_three_years_without_a_codename(db):
    actor, activity, (one,) = await scene()
    await consents.ask(actor, activity.id, [one])
    await consents.record(actor, activity.id, one, answer())
    await consents.withdraw(actor, activity.id, one, Purpose.PARTICIPATE)
    await participants.remove(actor, activity.id, one)

    p, s, g = Purpose.PARTICIPATE, ConsentState, GivenBy
    assert [step for step in await steps(activity, one) if step[0] is p] == [
        (p, s.ASKED, g.GUARDIAN),
        (p, s.GRANTED, g.GUARDIAN),
        (p, s.GRANTED, g.SELF),
        (p, s.WITHDRAWN, g.GUARDIAN),
    ]
    (row, *_) = await tables.ConsentEvent.select()
    assert "小满" not in str(row)
    assert await consent_events.forget(date(2029, 11, 19)) == 0
    assert await consent_events.forget(date(2029, 11, 28)) == 5
    assert await tables.LetterText.count() == 0, "the text goes with the last step that names it"


async def test_from_eight_years_on_the_childs_own_word_counts_unless_the_lead_switched_it(db):
    actor, activity, (one,) = await scene()
    lead = await make.actor(Role.SAFEGUARDING, of=actor)
    for purpose in (Purpose.PARTICIPATE, Purpose.DATA):
        await consents.record(actor, activity.id, one, answer(purpose, own_word=False))
    assert await consents.rostered(activity.id, TODAY) == set()

    reason = NewSwitch(reason="All of them are asked by their teacher.", until=date(2026, 12, 31))
    await safeguards.switch_off(lead, activity.id, "own_word_from_8", reason)

    assert await consents.rostered(activity.id, TODAY) == {one}
    school = await liaisons.visit(await schools.opened(actor, activity))
    assert [each.agreed for each in await own_letters.of(school)] == [True]


async def test_a_childs_word_may_come_later_than_its_guardians_and_never_before(db):
    actor, activity, (one, two) = await scene(2)
    for purpose in (Purpose.PARTICIPATE, Purpose.DATA):
        await consents.record(actor, activity.id, one, answer(purpose, own_word=False))
    with pytest.raises(NoSuchStep):
        await consents.note_own_word(actor, activity.id, two)

    await consents.note_own_word(actor, activity.id, one)

    assert await consents.rostered(activity.id, TODAY) == {one}
    assert (await steps(activity, one))[-1][2] is GivenBy.SELF
    assert await consent_events.expire(date(2027, 1, 5)) == 1, "both words end as one"


async def test_between_14_and_17_a_guardian_agrees_unless_the_lead_switched_it(db):
    actor, activity, _ = await scene(0)
    lead = await make.actor(Role.SAFEGUARDING, of=actor)
    older = await participants.add(actor, activity.id, child("阿树", age_band=AgeBand.A14_15))
    younger = await participants.add(actor, activity.id, child("小苗"))
    own = answer(given_by=GivenBy.SELF)
    with pytest.raises(GuardianOnly):
        await consents.record(actor, activity.id, older, own)

    reason = NewSwitch(reason="They travel by themselves.", until=date(2026, 12, 31))
    await safeguards.switch_off(lead, activity.id, "guardian_14_17", reason)
    await consents.record(actor, activity.id, older, own)
    with pytest.raises(GuardianOnly):
        await consents.record(actor, activity.id, younger, own)


@pytest.mark.parametrize("relation", ["委托照护人", "班主任", "caregiver"])
async def test_who_looks_after_a_child_day_by_day_cannot_agree(db, relation):
    actor, activity, (one,) = await scene()

    with pytest.raises(NotAGuardian):
        await consents.record(actor, activity.id, one, answer(relation=relation))
    await consents.record(actor, activity.id, one, answer(relation="母亲"))


async def test_an_answer_keeps_the_text_it_was_given_to(db):
    actor, activity, (one, two) = await scene(2)
    await partner(activity)
    await consents.ask(actor, activity.id, [one])
    asked = await letters.on_paper(activity)
    await events.tables.Party.update({events.tables.Party.name: "另一所中学"}).where(
        events.tables.Party.activity == activity.id
    )
    now = await letters.on_paper(activity)
    await consents.record(actor, activity.id, one, answer())
    await consents.record(actor, activity.id, two, answer())

    kept = {
        c.participant: c for c in await consents.of(activity.id) if c.purpose is Purpose.PARTICIPATE
    }
    assert kept[one].text_version == asked[Purpose.PARTICIPATE], (
        "the letter that went out came back"
    )
    assert kept[two].text_version == now[Purpose.PARTICIPATE]
    old, new = [
        await letters.text(actor.organization_id, kept[who].text_version) for who in (one, two)
    ]
    assert "天府中学" in old.body and "天府中学" not in new.body
    assert "另一所中学" in new.body
    assert await letters.text((await make.actor()).organization_id, kept[one].text_version) is None


async def test_only_a_change_of_substance_asks_anew(db):
    actor, activity, (one,) = await scene()
    school = await partner(activity)
    await agreed(actor, activity, [one])
    (kept, *_) = await consents.of(activity.id)

    async def asks_anew():
        return reworded(kept.text_version, await letters.on_paper(activity), kept.purpose)

    await events.tables.Activity.update({events.tables.Activity.place: "操场"}).where(
        events.tables.Activity.id == activity.id
    )
    activity = await activities.anywhere(activity.id)
    assert not await asks_anew(), "another place is another text, and the same substance"
    await events.tables.Party.update({events.tables.Party.name: "另一所中学"}).where(
        events.tables.Party.id == school
    )
    assert await asks_anew(), "somebody else gets to know the details"
    await consents.record(actor, activity.id, one, answer(kept.purpose))
    (kept,) = [c for c in await consents.of(activity.id) if c.purpose is kept.purpose]
    assert not await asks_anew()
    with pytest.raises(NoSuchStep):
        await consents.record(actor, activity.id, one, answer(kept.purpose))


async def test_what_has_run_out_has_ended_and_tells_who_built_on_it(db, told):
    actor, activity, (one,) = await scene()
    await agreed(actor, activity, [one])
    await consents.record(actor, activity.id, one, answer(Purpose.PUBLIC_WEB))
    last = {c.purpose: c.expires_on for c in await consents.of(activity.id)}

    assert last == {
        Purpose.PARTICIPATE: date(2027, 1, 4),  # with the entry
        Purpose.DATA: date(2027, 12, 18),  # thirteen months: a pair may stay in touch
        Purpose.PUBLIC_WEB: date(2027, 12, 5),  # a year from the activity
    }
    assert await consent_events.expire(date(2027, 1, 4)) == 0
    assert await consent_events.expire(date(2027, 1, 5)) == 1
    assert await consent_events.expire(date(2027, 1, 5)) == 0, "once"
    assert told == [Withdrawal(activity.id, one, Purpose.PARTICIPATE, expired=True)]
    states = {c.purpose: c.state for c in await consents.of(activity.id)}
    assert states[Purpose.PARTICIPATE] is ConsentState.EXPIRED

    await participants.remove(actor, activity.id, one)
    told.clear()
    assert await consent_events.expire(date(2027, 12, 6)) == 1, "pictures outlast the entry"
    assert told == [Withdrawal(activity.id, one, Purpose.PUBLIC_WEB, expired=True)]


@pytest.mark.parametrize("how", ["withdrawn", "run out"])
async def test_pictures_come_down_within_72_hours_by_a_task_that_names_nobody(db, how):
    wiring.connect()
    actor, activity, (one, two) = await scene(2)
    await agreed(actor, activity, [one, two])
    for who in (one, two):
        await consents.record(actor, activity.id, who, answer(Purpose.PUBLIC_WEB))

    if how == "withdrawn":
        await consents.withdraw(actor, activity.id, one, Purpose.PUBLIC_WEB)
        await consents.withdraw(actor, activity.id, two, Purpose.PUBLIC_WEB)
    else:
        await consent_events.expire(date(2027, 12, 6))

    (task,) = [t for t in await tasks.of_activity(activity.id) if t.key == takedowns.KEY]
    assert task.due == date(2026, 11, 23), "three days, and one task for both"
    assert "小满" not in task.title


async def test_a_no_to_contact_or_a_doctor_takes_no_picture_down(db):
    wiring.connect()
    actor, activity, (one,) = await scene()
    for purpose in (Purpose.EMERGENCY_MEDICAL, Purpose.PAIRING_CONTACT):
        await consents.record(actor, activity.id, one, answer(purpose))
        await consents.withdraw(actor, activity.id, one, purpose)

    assert await tasks.of_activity(activity.id) == []


async def test_a_pair_is_let_go_with_the_consent_and_stays_where_nobody_listens(db, monkeypatch):
    """The control: with the hook cut off, the pair of a child whose consent was taken back stays."""
    wiring.connect()
    actor = await make.actor(Role.PLANNER)
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    first, second = await pairs.of(activity.id)

    await consents.withdraw(actor, activity.id, first.participant, Purpose.PARTICIPATE)
    assert [one.id for one in await pairs.of(activity.id)] == [second.id]

    monkeypatch.setattr(consent_events.consent_withdrawn, "_listeners", [])
    await consents.withdraw(actor, activity.id, second.participant, Purpose.PARTICIPATE)
    assert [one.id for one in await pairs.of(activity.id)] == [second.id]


async def test_a_letter_that_names_somebody_new_is_to_be_read_again_by_those_who_agreed(db):
    actor, activity, (one, _) = await scene(2)
    school = await partner(activity)
    await agreed(actor, activity, [one])

    async def found():
        several = await readiness_findings.of_consents(actor, activity)
        return next((each for each in several if each.code == "letter-reworded"), None)

    assert await found() is None
    await events.tables.Party.update({events.tables.Party.name: "另一所中学"}).where(
        events.tables.Party.id == school
    )

    told = await found()
    assert told.details == {"people": 1} and told.stops is Stops.RELEASE
    assert await consents.rostered(activity.id, TODAY) == {one}, "what they read, they agreed to"
    for purpose in [each.purpose for each in await consents.of(activity.id)]:
        await consents.record(actor, activity.id, one, answer(purpose))
    assert await found() is None
