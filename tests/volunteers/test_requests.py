from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
import time_machine

import accounts.tables
from accounts import access_log, links, organizations
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from accounts.rules.switches import AnswerTime
from kit import clock, crypto, i18n
from kit.crypto import Place
from tests import make
from tests.volunteers import calls, crowds, families, test_shifts
from tests.volunteers.children import listed
from volunteers import (
    consent_events,
    copies,
    exclusions,
    merges,
    own_copies,
    pairing,
    pairs,
    participants,
    records,
    requests,
    shifts,
    stands,
)
from volunteers.rules.hours import NewHours
from volunteers.rules.pairs import WhyNever
from volunteers.rules.requests import (
    AnsweredAlready,
    AnswerInWords,
    AskedAlready,
    NewAnswer,
    NewRequest,
    NoSuchRequest,
    RequestKind,
    RequestState,
    SayWhatIsWrong,
    Urgency,
)
from volunteers.rules.sharing import SubjectKind
from volunteers.tables import applications as people
from volunteers.tables import participants as tables
from volunteers.tables import sharing
from volunteers.tables.records import Merge
from volunteers.tables.reviews import Review, Verdict
from volunteers.tables.shifts import Shift, ShiftPerson
from web import replays, wiring

K, S = RequestKind, RequestState
HEARD = "听说有哮喘"


@pytest.fixture(autouse=True)
def weeks_before():
    wiring.connect()
    with time_machine.travel("2026-09-20T02:00:00Z", tick=True):
        yield


async def scene(count=2):
    actor = await make.actor()
    activity = await calls.opened(actor)
    ids = await listed(actor, activity, count)
    keys = await families.keys(actor, activity, ids)
    return actor, activity, ids, [await families.holder(key) for key in keys]


async def volunteer(activity, number=1):
    [key] = await calls.apply(activity, number)
    return await links.holder(Kind.VOLUNTEER, key)


async def asked(actor, holder, kind, text=""):
    number = await requests.ask(holder, NewRequest(kind=kind, text=text))
    [one] = [r for r in await requests.of_association(actor) if r.number == number]
    return one


def done(one, words="Here it is."):
    return NewAnswer(version=one.version, state=S.ANSWERED, answer=words)


async def test_a_request_has_a_number_and_a_day_counted_in_working_days(db):
    """The Mid-Autumn and National Day holidays lie in between, and a Saturday that is worked."""
    actor, _, _, (one, two) = await scene()

    first = await asked(actor, one, K.SEE)
    await organizations.promise_answers(actor, AnswerTime(5))
    second = await asked(actor, two, K.COPY)

    assert (first.number, second.number) == (1, 2)
    assert first.due_on == date(2026, 10, 16)
    assert second.due_on == date(2026, 9, 28) > date(2026, 9, 25)
    assert [r.number for r in await requests.of_association(actor)] == [2, 1], "by their last day"
    assert first.urgency(date(2026, 10, 10)) is Urgency.OPEN
    assert first.urgency(date(2026, 10, 16)) is Urgency.SOON
    assert first.urgency(date(2026, 10, 17)) is Urgency.OVERDUE


async def test_the_same_is_not_asked_twice_and_a_correction_says_what_is_wrong(db):
    actor, _, _, (holder, other) = await scene()
    await asked(actor, holder, K.SEE)

    with pytest.raises(AskedAlready):
        await requests.ask(holder, NewRequest(kind=K.SEE))
    await requests.ask(other, NewRequest(kind=K.SEE))
    with pytest.raises(SayWhatIsWrong):
        await requests.ask(holder, NewRequest(kind=K.CORRECT))


@pytest.mark.parametrize("state", [S.ANSWERED, S.REFUSED])
async def test_no_answer_goes_without_words_and_none_goes_twice(db, state):
    actor, _, _, (holder, _) = await scene()
    one = await asked(actor, holder, K.SEE)

    with pytest.raises(AnswerInWords):
        await requests.answer(actor, one.id, NewAnswer(version=1, state=state, answer="  "))
    with pytest.raises(AnswerInWords):
        await requests.answer(actor, one.id, NewAnswer(version=1, state=S.OPEN, answer="Later."))
    await requests.answer(actor, one.id, NewAnswer(version=1, state=state, answer="So it is."))
    with pytest.raises(AnsweredAlready):
        await requests.answer(actor, one.id, NewAnswer(version=2, state=state, answer="Again."))

    [seen] = await requests.of_holder(holder)
    assert (seen.state, seen.answer, seen.answered_by_name) == (state, "So it is.", actor.name)


async def test_a_copy_is_a_hand_over_and_holds_one_childs_data_and_nobody_elses(db):
    actor, _, (one, two), (holder, _) = await scene()
    await families.says(holder, *list(tables.Purpose)[:2])
    request = await asked(actor, holder, K.COPY, "All of it, please.")
    assert not (await requests.numbered(holder, request.number)).gives_copy

    await requests.answer(actor, request.id, done(request))

    assert (await requests.numbered(holder, request.number)).gives_copy
    [row] = await sharing.Disclosure.select()
    assert (row["subject_id"], row["subject_kind"]) == (one, SubjectKind.PARTICIPANT)
    with i18n.speaking("en"):
        data = (await copies.of_child(holder)).as_data()
    assert data["entry"][0]["codename"] == "小满"
    assert {step["state"] for step in data["consents"]} == {"Asked", "Consent given"}
    assert data["requests"][0]["text"] == "All of it, please."
    assert data["handed_over"]
    assert "阿飞" not in str(data) and str(two) not in str(data)


async def test_sealed_details_are_opened_for_the_own_guardian_after_the_log_says_so(db):
    actor, activity, (one, _), (holder, _) = await scene()
    p = tables.Participant
    sealed = crypto.seal("晓梅", Place("participant", "given_name", one, actor.organization_id))
    await p.update({p.given_name: sealed}).where(p.id == one)
    who = (await participants.of(activity.id))[0]

    assert "晓梅" not in str(await copies.shown(holder, who))
    assert await access_log.of_subject(actor.organization_id, one) == []
    data = (await copies.of_child(holder)).as_data()

    assert "晓梅" in str(data["sealed"])
    [seen] = await access_log.of_subject(actor.organization_id, one)
    assert seen.fields == ("given_name",)


async def test_a_deletion_ends_the_pair_and_leaves_only_what_the_law_keeps(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    pair, other = await pairs.of(activity.id)
    [key] = await families.keys(actor, activity, [pair.participant])
    holder = await families.holder(key)
    await families.says(holder, tables.Purpose.PUBLIC_WEB)
    one = await asked(actor, holder, K.DELETE)

    await requests.answer(actor, one.id, done(one, "It is gone."))

    left = await participants.of(activity.id)
    assert [p.id for p in left] == [other.participant]
    assert [p.id for p in await pairs.of(activity.id)] == [other.id]
    kept = await consent_events.of_participant(activity.id, pair.participant)
    assert kept, "that there was a consent, for three years"
    assert [r.answer for r in await requests.of_holder(holder)] == ["It is gone."]
    with pytest.raises(participants.NoSuchParticipant):
        await copies.of_child(holder)


async def test_a_refused_deletion_deletes_nothing(db):
    """The control."""
    actor, activity, (one, _), (holder, _) = await scene()
    request = await asked(actor, holder, K.DELETE)

    refusal = NewAnswer(version=1, state=S.REFUSED, answer="The day is tomorrow; ask the school.")
    await requests.answer(actor, request.id, refusal)

    assert one in {p.id for p in await participants.of(activity.id)}


async def test_a_volunteer_who_is_deleted_leaves_their_place_and_no_name(db):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=1, reserve=1)
    holder, waiting = await volunteer(activity, 1), await volunteer(activity, 2)
    one = await asked(actor, holder, K.DELETE)
    await requests.answer(actor, one.id, done(one))

    rows = await people.Application.select().order_by(people.Application.number)
    assert [row["status"] for row in rows] == ["withdrawn", "accepted"]
    assert waiting.object_id == rows[1]["id"]
    persons = await people.Volunteer.select(*people.Volunteer.all_columns())
    gone = [str(row) for row in (*rows, *persons) if row["name"] == "—"]
    assert len(gone) == 2
    for word in ("许诺1", "202200001", "p1@example.org"):
        assert not any(word in row for row in gone)
    assert [r.state for r in await requests.of_holder(holder)] == [S.ANSWERED]


async def written_about():
    """Somebody in a shift, with a word about them wherever organisers write one."""
    actor, activity, posts, applied = await test_shifts.scene()
    [shift] = await shifts.make(actor, activity.id, test_shifts.wanted(posts, needed=1))
    await stands.assign(actor, activity.id, shift, applied[0])
    one, by, at = applied[0], actor.account_id, clock.now()
    change = {"id": str(one), "number": 1, "status": "applied", "rank": None, "answer_by": None,
              "decided_at": None, "note": HEARD, "override_reason": HEARD, "to": "accepted",
              "version": 1}  # fmt: skip
    await Review.insert(Review(id=uuid4(), application=one, reviewer=by, comment=HEARD, at=at))
    await Verdict.insert(
        Verdict(id=uuid4(), activity=activity.id, to="accepted", count=1, at=at, send_after=at,
                changes=msgspec.json.encode([change, change | {"id": str(uuid4())}]).decode())
    )  # fmt: skip
    p = ShiftPerson
    await p.update({p.reason: HEARD}).where(p.application == one)
    await people.Application.update({people.Application.note: HEARD}).where(
        people.Application.id == one
    )
    return actor, activity, shift, one


async def words_left(one):
    """Return how often the word is still found about somebody, and in another's row of a decision."""
    r, p = Review, ShiftPerson
    rows = [
        *await r.select(r.comment).where(r.application == one),
        *await p.select(p.reason).where(p.application == one),
        *await people.Application.select(people.Application.note).where(
            people.Application.id == one
        ),
    ]
    [verdict] = await Verdict.select(Verdict.changes)
    changes = msgspec.json.decode(verdict["changes"])
    return str(rows).count(HEARD), [str(change).count(HEARD) for change in changes]


async def seats(shift):
    [row] = await Shift.select(Shift.taken).where(Shift.id == shift)
    return row["taken"]


async def test_a_deletion_frees_the_shift_and_takes_the_words_of_others_along(db):
    actor, activity, shift, one = await written_about()
    assert (await words_left(one), await seats(shift)) == ((3, [2, 2]), 1)
    request = await asked(actor, await test_shifts.holder(activity, one), K.DELETE)
    await requests.answer(actor, request.id, done(request))
    assert (await words_left(one), await seats(shift)) == ((0, [0, 2]), 0)


async def test_a_backup_from_before_a_deletion_is_emptied_of_the_same(db):
    _, _, shift, one = await written_about()
    a = people.Application
    row = await a.select(a.volunteer).where(a.id == one).first()
    for statement in replays.STATEMENTS["volunteer.erased"]:
        plain = statement.replace("$1", f"'{row['volunteer']}'").replace("$2", "'x1'")
        await a.raw(plain.replace("{", "{{").replace("}", "}}"))
    assert (await words_left(one), await seats(shift)) == ((0, [0, 2]), 0)


async def test_whoever_asks_through_the_link_of_a_merged_entry_is_deleted_whole(db):
    actor = await make.actor(Role.OWNER)
    activity = await calls.opened(actor)
    mine, other = await volunteer(activity, 1), await volunteer(activity, 2)
    a, v = people.Application, people.Volunteer
    kept, gone = [
        (await a.select(a.volunteer).where(a.id == one.object_id).first())["volunteer"]
        for one in (mine, other)
    ]
    await a.update({a.status: "declined"}).where(a.id == other.object_id)
    await merges.merge(actor, kept, gone)
    one = await asked(actor, other, K.DELETE)
    await requests.answer(actor, one.id, done(one))
    names = await v.select(v.name, v.student_no).where(v.id.is_in([kept, gone]))
    assert {row["name"] for row in names} == {"—"}
    assert {row["name"] for row in await a.select(a.name)} == {"—"}
    assert not await Merge.exists()
    assert [r.state for r in await requests.of_holder(mine)] == [S.ANSWERED]


async def test_a_volunteers_copy_holds_their_activities_and_tells_of_no_child(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)
    await pairing.suggest(actor, activity.id)
    [row] = await people.Application.select()
    token = await links.make(
        actor.organization_id,
        Kind.VOLUNTEER,
        row["id"],
        about="application",
        activity_id=activity.id,
    )
    data = (await own_copies.of_volunteer(await links.holder(Kind.VOLUNTEER, token))).as_data()

    assert data["person"][0]["name"] == row["name"]
    assert data["applications"][0]["activity"] == activity.title
    assert data["pairs"] and data["training"] and data["clearances"]
    [codename] = [p.codename for p in await participants.of(activity.id)]
    assert codename not in str(data)


async def test_kin_stands_in_both_copies_and_what_protects_a_child_in_the_childs_alone(db):
    _, activity, (one, two), (holder, other) = await scene()
    helper = await volunteer(activity)
    await exclusions.write(activity.id, helper.object_id, one, WhyNever.KIN)
    await exclusions.write(activity.id, helper.object_id, two, WhyNever.STATED)

    with i18n.speaking("en"):
        kin, stated = [(await copies.of_child(who)).as_data() for who in (holder, other)]
        theirs = (await own_copies.of_volunteer(helper)).as_data()

    assert [row["reason"] for row in kin["kept_apart"]] == ["They are related"]
    assert [row["reason"] for row in stated["kept_apart"]] == ["Somebody asked for it"]
    assert [row["reason"] for row in theirs["kept_apart"]] == ["They are related"]
    name = await people.Application.select(people.Application.name).first()
    assert name["name"] not in f"{kin['kept_apart']}{stated['kept_apart']}"
    assert "小满" not in str(theirs)


NOT_IN_THE_COPY = {
    "merge": "says which entries became one; both are in the copy",
}
IN_THE_COPY = {
    "application": "applications", "application_answer": "applications", "pair": "pairs",
    "service_record": "hours", "review": "reviews", "interview": "interviews",
    "sharing": "sharing", "shift_person": "shifts", "counselling_slot": "counselling",
    "performer": "acts", "attendance": "training", "clearance": "clearances",
    "absence": "day", "stand_in": "day", "pair_group": "leads",
    "never_pair": "kept_apart",
}  # fmt: skip


async def test_the_copy_knows_every_table_that_refers_to_a_volunteer(db):
    rows = await people.Volunteer.raw(
        "SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint "
        "WHERE contype = 'f' AND confrelid IN ('volunteer'::regclass, 'application'::regclass) "
        "AND conrelid <> 'volunteer'::regclass"
    )
    assert {row["name"] for row in rows} == {*IN_THE_COPY, *NOT_IN_THE_COPY}
    actor = await make.actor()
    data = (await own_copies.of_volunteer(await volunteer(await calls.opened(actor)))).as_data()
    assert set(IN_THE_COPY.values()) < data.keys()


async def test_the_copy_holds_what_others_noted_and_opens_what_is_sealed_once_logged(db):
    actor, activity, _, one = await written_about()
    v, a = people.Volunteer, people.Application
    row = await a.select(a.volunteer).where(a.id == one).first()
    who = row["volunteer"]
    sealed = crypto.seal(
        "500101200001010001", Place("volunteer", "id_number", who, actor.organization_id)
    )
    await v.update({v.id_number: sealed}).where(v.id == who)
    await records.note(actor, who, NewHours(title="植树", on=date(2026, 3, 12), minutes=90))
    held = await test_shifts.holder(activity, one)
    data = (await own_copies.of_volunteer(held)).as_data()
    assert data["sealed"] == [{"id_number": "500101200001010001"}]
    [seen] = await access_log.of_subject(actor.organization_id, who)
    assert seen.fields == ("id_number",)
    assert data["reviews"][0]["comment"] == HEARD
    assert data["shifts"][0]["reason"] == HEARD
    assert data["applications"][0]["note"] == HEARD
    assert data["hours"][0]["topped_up"] == "90"
    assert actor.name not in str(data)


async def test_a_volunteer_gets_one_mail_without_a_word_of_the_answer_and_a_guardian_none(db):
    actor, activity, _, (holder, _) = await scene()
    mine = await asked(actor, await volunteer(activity), K.SEE)
    theirs = await asked(actor, holder, K.SEE)
    m = accounts.tables.OutboxMail
    before = await m.count()

    for one in (mine, theirs):
        await requests.answer(actor, one.id, done(one, "We keep your number."))

    mails = await m.select().order_by(m.created_at)
    [mail] = mails[before:]
    assert mail["recipient"] == "p1@example.org"
    assert "We keep your number" not in mail["body"] and "小满" not in mail["body"]


async def test_only_the_own_association_reads_and_answers(db):
    actor, _, _, (holder, _) = await scene()
    one = await asked(actor, holder, K.SEE)
    stranger, viewer = await make.actor(), await make.actor(Role.VIEWER, of=actor)

    assert await requests.of_association(stranger) == []
    for who, refusal in ((stranger, NoSuchRequest), (viewer, NotAllowed)):
        with pytest.raises(refusal):
            await requests.answer(who, one.id, done(one))
    lead = await make.actor(Role.SAFEGUARDING, of=actor)
    await requests.answer(lead, one.id, done(one))


async def test_a_request_is_kept_three_years_and_an_open_one_longer(db):
    actor, _, _, (one, two) = await scene()
    answered = await asked(actor, one, K.SEE)
    await asked(actor, two, K.SEE)
    await requests.answer(actor, answered.id, done(answered))
    later = answered.due_on + timedelta(days=3 * 366)

    assert await requests.forget(later) == 0
    assert await requests.forget(later + timedelta(days=1)) == 1
    assert await requests.waiting(actor.organization_id) == 1
