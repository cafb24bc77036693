"""What a call asks, expects and shares out: written by planners, held when somebody applies."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from accounts import links, organizations
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from accounts.rules.switches import Switches
from events.rules.activities import Status
from kit import clock, forms, i18n
from piccolo_conf import DB
from tests import make
from tests.volunteers import calls
from volunteers import (
    applying,
    corrections,
    eligibility,
    findings,
    posts,
    questions,
    recruitment,
    selection,
    sources,
)
from volunteers.rules import posts as post_rules
from volunteers.rules import questions as question_rules
from volunteers.rules import sources as source_rules
from volunteers.rules.applications import Mode
from volunteers.rules.eligibility import EligibilityKind, NewRule, NotEligible, OverrideNeedsReason
from volunteers.rules.posts import NewPost
from volunteers.rules.questions import NewQuestion, QuestionKind
from volunteers.rules.selection import NotPossible
from volunteers.rules.sources import SourcesExceedQuota, TypedSource
from volunteers.tables import applications as tables

TEXT = NewQuestion(kind=QuestionKind.TEXT, label="Shirt size")
YEAR = NewQuestion(kind=QuestionKind.NUMBER, label="Year", required=True, least=1, most=5)


async def _called(**differing):
    actor = await make.actor()
    return actor, await calls.opened(actor, **{"quota": 12, "reserve": 99} | differing)


async def _rows():
    a = tables.Application
    return await a.select().order_by(a.number)


def _two(first="7", second="5"):
    return [TypedSource("new-0", "Biology", first), TypedSource("new-1", "Teaching", second)]


async def test_a_hard_rule_refuses_at_the_form_and_nothing_is_kept(db):
    actor, activity = await _called()
    year = await questions.add(actor, activity.id, YEAR)
    rule = NewRule(
        text="From the third year",
        hard=True,
        kind=EligibilityKind.AT_LEAST,
        question=year,
        expected=("3",),
    )
    await eligibility.add(actor, activity.id, rule)

    with pytest.raises(forms.WrongForm) as refused:
        await applying.send(activity.slug, calls.person(1), answers={year: "2"})
    assert set(refused.value.by_field) == {f"q-{year}"}
    assert await tables.Application.count() == await tables.Volunteer.count() == 0

    await applying.send(activity.slug, calls.person(1), answers={year: "3"})
    assert [row["status"] for row in await _rows()] == ["accepted"]


async def test_a_soft_rule_takes_the_application_and_asks_for_a_reason_to_accept_it(db):
    actor, activity = await _called()
    swims = await eligibility.add(actor, activity.id, NewRule(text="Can swim"))

    await calls.apply(activity, 1)
    await calls.apply(activity, 2, ticked=(swims,))

    waits, comes = await _rows()
    assert [waits["status"], comes["status"]] == ["applied", "accepted"]
    with pytest.raises(OverrideNeedsReason):
        await selection.accept(actor, activity.id, [waits["id"]])
    await selection.accept(actor, activity.id, [waits["id"]], "Stays on the bank")
    assert (await _rows())[0]["override_reason"] == "Stays on the bank"
    assert (await recruitment.of_activity(actor, activity.id)).taken == 2


async def test_rules_are_asked_again_when_somebody_is_accepted(db):
    actor, activity = await _called(mode=Mode.REVIEW)
    await calls.apply(activity, 1)
    await eligibility.add(actor, activity.id, NewRule(text="Can swim", hard=True))

    with pytest.raises(NotEligible):
        await selection.accept(actor, activity.id, [(await _rows())[0]["id"]], "Nobody else")


async def test_only_an_activity_that_took_place_here_counts_as_earlier(db):
    actor, activity = await _called()
    past = {
        "starts_at": clock.now() - timedelta(days=9),
        "ends_at": clock.now() - timedelta(days=8),
    }
    before = await make.activity(actor, status=Status.CLOSED, title="Last time", **past)
    called_off = await make.activity(actor, status=Status.CANCELLED, **past)
    elsewhere = await make.activity(await make.actor(), status=Status.CLOSED, **past)
    await calls.apply(activity, 1)
    [one] = await _rows()

    async def known(there, status):
        there_too = {"id": uuid4(), "activity": there.id, "status": status}
        await tables.Application.insert(tables.Application(**one | there_too))
        return await eligibility.earlier(activity.organization, one["volunteer"], activity.id)

    assert not await known(called_off, "confirmed")
    assert not await known(elsewhere, "confirmed")
    assert not await known(await make.activity(actor), "confirmed")
    assert await known(before, "confirmed")
    a = tables.Application
    await a.update({a.status: "withdrawn"}).where(a.activity == before.id)
    assert not await eligibility.earlier(activity.organization, one["volunteer"], activity.id)


async def test_sources_and_total_hold_and_more_places_fill_at_once(db):
    actor, activity = await _called(quota=3, reserve=9)
    await sources.save(actor, activity.id, _two("1", "2"))
    biology, teaching = await sources.of(activity.id)

    with pytest.raises(forms.WrongForm) as refused:
        await calls.apply(activity, 9)
    assert set(refused.value.by_field) == {"source"}
    for number in (1, 2):
        await calls.apply(activity, number, source=biology.id)
    await calls.apply(activity, 3, source=teaching.id)
    assert [row["status"] for row in await _rows()] == ["accepted", "reserved", "accepted"]

    with pytest.raises(SourcesExceedQuota):
        await sources.save(actor, activity.id, [TypedSource("x", "Biology", "2", biology.id)])
    call = await recruitment.of_activity(actor, activity.id)
    settings = recruitment.Settings(
        version=call.version, mode=call.mode, quota=4, reserve=9, risk_statement="Rain"
    )
    await recruitment.change(actor, activity.id, settings)
    await sources.save(actor, activity.id, [TypedSource("x", "Biology", "2", biology.id)])

    assert [row["status"] for row in await _rows()] == ["accepted"] * 3
    assert [one.taken for one in await sources.of(activity.id)] == [2, 1]
    with pytest.raises(SourcesExceedQuota):
        fewer = msgspec.structs.replace(settings, version=call.version + 1, quota=3)
        await recruitment.change(actor, activity.id, fewer)


async def test_a_full_source_without_a_reserve_list_says_so_beside_it(db):
    actor, activity = await _called(quota=3, reserve=0)
    await sources.save(actor, activity.id, _two("1", "2"))
    biology, _ = await sources.of(activity.id)
    await calls.apply(activity, 1, source=biology.id)

    with pytest.raises(forms.WrongForm) as refused:
        await calls.apply(activity, 2, source=biology.id)

    assert set(refused.value.by_field) == {"source"}
    assert len(await _rows()) == 1


async def test_a_source_in_use_stays_names_may_change_places_and_nobodys_row_is_lost(db):
    actor, activity = await _called()
    await sources.save(actor, activity.id, _two())
    biology, teaching = await sources.of(activity.id)
    await calls.apply(activity, 1, source=biology.id)

    with pytest.raises(source_rules.SourceInUse):
        await sources.save(actor, activity.id, [TypedSource("x", "", "", biology.id)])
    swapped = [
        TypedSource("x", "Teaching", "7", biology.id),
        TypedSource("y", "Biology", "5", teaching.id),
    ]
    await sources.save(actor, activity.id, swapped)
    await sources.save(actor, activity.id, [TypedSource("y", "", "", teaching.id)])

    assert [(one.id, one.name) for one in await sources.of(activity.id)] == [
        (biology.id, "Teaching")
    ]


async def test_a_post_keeps_those_who_hold_it(db):
    actor, activity = await _called(asks_wish=True)
    guide = await posts.add(actor, activity.id, NewPost(name="Guide", quota=1, open=True))
    await calls.apply(activity, 1, post=guide)
    await calls.apply(activity, 2, post=guide)
    assert [row["status"] for row in await _rows()] == ["accepted", "reserved"]

    [post] = await posts.of(activity)
    with pytest.raises(forms.WrongForm):
        await posts.change(actor, activity.id, guide, post.version, NewPost(name="Guide", quota=0))
    with pytest.raises(post_rules.PostInUse):
        await posts.remove(actor, activity.id, guide)
    with pytest.raises(post_rules.PostChanged):
        await posts.change(actor, activity.id, guide, 9, NewPost(name="Guide"))
    await posts.change(
        actor, activity.id, guide, post.version, NewPost(name="Guide", quota=2, open=True)
    )

    assert [row["status"] for row in await _rows()] == ["accepted", "accepted"]
    assert (await posts.of(activity))[0].taken == 2


async def test_answers_stay_with_an_application_when_the_question_goes_and_go_with_it(db):
    actor, activity = await _called()
    shirt = await questions.add(actor, activity.id, TEXT)
    food = await questions.add(
        actor, activity.id, NewQuestion(kind=QuestionKind.TEXT, label="Food")
    )
    await questions.move(actor, activity.id, food, -1)
    await applying.send(activity.slug, calls.person(1), answers={shirt: "M", food: "Rice"})
    [one] = await _rows()

    await questions.remove(actor, activity.id, shirt)

    assert [question.id for question in await questions.of(activity.id)] == [food]
    said = await questions.said(activity.id, one["id"])
    assert [(a.question.label, a.words) for a in said] == [("Food", "Rice"), ("Shirt size", "M")]
    await questions.restore(actor, activity.id, shirt)
    assert [question.id for question in await questions.of(activity.id)] == [food, shirt]
    await tables.Application.delete().where(tables.Application.id == one["id"])
    assert await tables.ApplicationAnswer.count() == 0


async def test_a_question_that_a_rule_looks_at_stays_and_there_are_at_most_thirty(db):
    actor, activity = await _called()
    year = await questions.add(actor, activity.id, YEAR)
    rule = NewRule(text="Third year", kind=EligibilityKind.AT_LEAST, question=year, expected=("3",))
    await eligibility.add(actor, activity.id, rule)

    with pytest.raises(question_rules.RuleLooksAtIt):
        await questions.remove(actor, activity.id, year)
    for _ in range(29):
        await questions.add(actor, activity.id, TEXT)
    with pytest.raises(question_rules.TooManyQuestions):
        await questions.add(actor, activity.id, TEXT)


async def test_applicants_correct_everything_until_somebody_decides_then_what_reaches_them(db):
    actor, activity = await _called(mode=Mode.REVIEW)
    shirt = await questions.add(actor, activity.id, TEXT)
    [token] = await calls.apply(activity, 1)
    holder = await links.holder(Kind.VOLUNTEER, token)
    posted = {"name": "许一诺", "phone": "13900000000", f"q-{shirt}": "L", "student_no": "9999999"}

    await corrections.correct(holder, posted)
    [row] = await _rows()
    assert (row["name"], row["phone"], row["email"]) == ("许一诺", "13900000000", "")
    assert row["student_no"] == calls.person(1).student_no
    assert await questions.answers_of(row["id"]) == {shirt: "L"}

    await selection.accept(actor, activity.id, [row["id"]])
    await corrections.correct(holder, posted | {"name": "Other", "email": "x@example.org"})
    [row] = await _rows()
    assert (row["name"], row["email"]) == ("许一诺", "x@example.org")
    assert await questions.answers_of(row["id"]) == {shirt: "L"}

    await selection.remove(actor, activity.id, row["id"], "ill")
    with pytest.raises(NotPossible):
        await corrections.correct(holder, posted)


async def test_a_correction_that_no_longer_meets_a_hard_rule_is_refused(db):
    actor, activity = await _called(mode=Mode.REVIEW)
    swims = await eligibility.add(actor, activity.id, NewRule(text="Can swim", hard=True))
    [token] = await calls.apply(activity, 1, ticked=(swims,))
    holder = await links.holder(Kind.VOLUNTEER, token)

    with pytest.raises(forms.WrongForm):
        await corrections.correct(holder, {"name": "Other", "phone": "13900000000"})

    assert (await _rows())[0]["name"] == "许诺1"


async def test_only_who_may_change_volunteers_writes_what_a_call_asks(db):
    actor, activity = await _called()
    viewer = await make.actor(Role.APPROVER, of=actor)

    for write in (
        questions.add(viewer, activity.id, TEXT),
        eligibility.add(viewer, activity.id, NewRule(text="Word")),
        posts.add(viewer, activity.id, NewPost(name="Word")),
        sources.save(viewer, activity.id, _two()),
    ):
        with pytest.raises(NotAllowed):
            await write


async def test_the_text_for_a_chat_says_what_when_where_how_many_until_when(db):
    closes = clock.now() + timedelta(days=2)
    actor, activity = await _called(summary="\nWe clean.\nThen tea.", closes_at=closes)
    await calls.apply(activity, 1)
    call = await recruitment.of_activity(actor, activity.id)

    with i18n.speaking("en"):
        shared = recruitment.shared(activity, call)

    assert shared.title == activity.title and shared.description == "We clean."
    title, where, places, line, link = shared.text.splitlines()
    assert (title, line) == (activity.title, "We clean.")
    assert where == "Sat 5 Dec 08:00 · Harbour school"
    assert "12 volunteers are wanted. 11 places left. Open until" in places
    assert link.endswith(f"/e/{activity.slug}")


async def test_few_sign_ups_are_a_finding_only_where_the_association_wants_it(db):
    actor, activity = await _called(quota=4, closes_at=clock.now() + timedelta(seconds=3600))
    await calls.apply(activity, 1, 2)
    await organizations.decide(actor, Switches(few_sign_ups_warn=True))

    async def codes():
        return {one.code for one in await findings.recruiting(actor, activity)}

    assert "few-sign-ups" not in await codes()
    await recruitment.close(actor, activity.id)
    assert "few-sign-ups" in await codes()
    await organizations.decide(actor, Switches())
    assert "few-sign-ups" not in await codes()
    await organizations.decide(actor, Switches(few_sign_ups_warn=True))
    r = tables.Recruitment
    await r.update({r.closes_at: None}).where(r.activity == activity.id)
    await calls.apply(activity, 3)
    await recruitment.close(actor, activity.id)
    assert "few-sign-ups" not in await codes()


@pytest.fixture
async def shared_out(schema):
    """An open call with two sources outside any transaction; its rows are removed afterwards."""
    await DB.start_connection_pool(min_size=8, max_size=8)
    actor, activity = await _called()
    await sources.save(actor, activity.id, _two())
    yield activity
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


async def test_a_crowd_from_two_sources_takes_exactly_the_places_of_each(shared_out):
    known = await sources.of(shared_out.id)
    gate = asyncio.Semaphore(20)

    async def apply(number):
        async with gate:
            await calls.apply(
                shared_out, number, email="", phone="13800000000", source=known[number % 3 % 2].id
            )

    await asyncio.gather(*(apply(number) for number in range(150)))

    rows = await _of(shared_out)
    held = [row["source"] for row in rows if row["status"] == "accepted"]
    assert [held.count(one.id) for one in known] == [7, 5]
    assert [one.taken for one in await sources.of(shared_out.id)] == [7, 5]
    waiting = sorted(row["rank"] for row in rows if row["status"] == "reserved")
    assert waiting == list(range(1, 150 - 12 + 1))
    assert [row["number"] for row in rows] == list(range(1, 151))


async def _of(activity):
    a = tables.Application
    return await a.select().where(a.activity == activity.id).order_by(a.number)
