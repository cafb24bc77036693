"""The pages of a call: its settings, questions, rules, posts and sources, and the form they make."""

from datetime import timedelta

import msgspec
import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from kit import i18n
from tests import make
from tests.browsing import Tokens, csrf
from tests.volunteers import calls
from volunteers import eligibility, posts, questions, recruitment, reviews, sources
from volunteers.rules.applications import Mode
from volunteers.rules.eligibility import NewRule
from volunteers.rules.posts import NewPost
from volunteers.rules.questions import NewQuestion, QuestionKind
from volunteers.rules.sources import TypedSource
from volunteers.tables import applications as tables

FORM = {"name": "许诺", "student_no": "20220001", "phone": "13800000000", "consent": "yes"}
SETTINGS = {
    "version": "1",
    "mode": "review",
    "quota": "9",
    "reserve": "1",
    "risk_statement": "Rain",
    "criteria": "Patience ×2\nCare, Time: 3",
    "reviewers": "3",
    "answer_hours": "24",
    "blind": "yes",
}


async def _asking(count: int):
    """An open call with so many questions, rules, posts and sources."""
    actor = await make.actor()
    activity = await calls.opened(actor, quota=9, asks_wish=True)
    for n in range(count):
        await questions.add(
            actor,
            activity.id,
            NewQuestion(kind=QuestionKind.CHOICE, label=f"Shirt {n}", options=("S", "<M>")),
        )
        await eligibility.add(actor, activity.id, NewRule(text=f"Can swim {n}", hard=n == 0))
        await posts.add(actor, activity.id, NewPost(name=f"Guide {n}", open=True, quota=2))
    typed = [TypedSource(f"new-{n}", f"College {n}", "2") for n in range(count)]
    await sources.save(actor, activity.id, typed)
    return actor, activity


async def test_the_settings_are_saved_with_weights_and_come_back_as_typed(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)
    here = f"/a/{activity.id}/people/call"

    async with browser(actor, language="en") as page:
        saved = await page.post(here, data=SETTINGS)
        shown = (await page.get(here)).text
        wrong = await page.post(
            here,
            data=SETTINGS
            | {"opens_at": "2026-12-02T08:00", "closes_at": "2026-12-02T08:00", "version": "2"},
        )

    call = await recruitment.of_activity(actor, activity.id)
    assert saved.status_code == 303
    assert (call.mode, call.criteria, call.weights) == (
        Mode.REVIEW,
        ("Patience", "Care", "Time"),
        (2, 1, 3),
    )
    assert (call.reviewers, call.answer_hours, call.blind, call.asks_wish) == (3, 24, True, False)
    assert "Patience ×2\nCare\nTime ×3" in shown
    assert "Apply here: https://plan.example/e/" in shown and "报名" in shown
    assert wrong.status_code == 422 and 'href="#closes_at"' in wrong.text
    assert 'value="2026-12-02T08:00"' in wrong.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"closes_at": "2026-12-05T23:00"}, "closes_at", "The activity has begun by then."),
        ({"criteria": "Patience ×0"}, "criteria", "a whole number from 1 to 100"),
        ({"criteria": "Patience ×-2"}, "criteria", "a whole number from 1 to 100"),
        ({"criteria": "Patience ×101"}, "criteria", "a whole number from 1 to 100"),
        ({"criteria": "p" * 61}, "criteria", "at most 60 characters"),
    ],
)
async def test_settings_that_cannot_be_are_refused_beside_their_field(
    browser, typed, field, sentence
):
    actor = await make.actor()
    activity = await calls.opened(actor)

    async with browser(actor, language="en") as page:
        wrong = await page.post(f"/a/{activity.id}/people/call", data=SETTINGS | typed)

    assert wrong.status_code == 422 and f'href="#{field}"' in wrong.text
    assert sentence in wrong.text and typed[field] in wrong.text
    assert (await recruitment.of_activity(actor, activity.id)).version == 1


async def test_points_that_were_given_are_not_lost_by_accident(browser):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.REVIEW)
    await calls.apply(activity, 1)
    await reviews.give(actor, activity.id, 1, reviews.Given({"points-0": "4"}))
    here, other = f"/a/{activity.id}/people/call", SETTINGS | {"mode": "lottery", "criteria": ""}

    async with browser(actor, language="en") as page:
        asked = await page.post(here, data=other)
        kept = (await recruitment.of_activity(actor, activity.id)).mode
        sure = await page.post(here, data=other | {"without_points": "yes"})

    assert asked.status_code == 422 and "1 people have points already" in asked.text
    assert 'name="without_points"' in asked.text and kept is Mode.REVIEW
    assert sure.status_code == 303
    assert (await recruitment.of_activity(actor, activity.id)).mode is Mode.LOTTERY


async def test_the_text_for_group_chats_names_a_year_that_is_not_this_one(db):
    actor = await make.actor()
    activity = await calls.opened(actor)
    call = await recruitment.of_activity(actor, activity.id)
    later = msgspec.structs.replace(activity, starts_at=activity.starts_at + timedelta(days=365))

    with i18n.speaking("zh_Hans"), time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        assert "2026年" not in recruitment.shared(activity, call).text
        assert "2027年12月5日" in recruitment.shared(later, call).text


async def test_a_question_is_added_changed_moved_removed_and_brought_back(browser):
    actor, activity = await _asking(1)
    here = f"/a/{activity.id}/people/questions"
    new = {"kind": "several", "label": "<b>Food</b>", "options": "Rice\n\nNoodles\nRice"}

    async with browser(actor, language="en") as page:
        wrong = await page.post(f"{here}/new", data=new | {"options": "Rice"})
        added = await page.post(f"{here}/new", data=new)
        first, food = await questions.of(activity.id)
        moved = await page.post(f"{here}/{food.id}/move", data={"by": "-1"})
        stale = await page.post(f"{here}/{food.id}", data=new | {"version": "7"})
        changed = await page.post(f"{here}/{food.id}", data=new | {"version": "1", "most": "2"})
        removed = await page.post(f"{here}/{first.id}/remove")
        restored = await page.post(f"{here}/{first.id}/restore")
        shown = (await page.get(here)).text

    assert (wrong.status_code, stale.status_code) == (422, 409)
    assert 'href="#options"' in wrong.text and "&lt;b&gt;Food&lt;/b&gt;" in wrong.text
    assert {one.status_code for one in (added, moved, changed, removed, restored)} == {303}
    first, _ = await questions.of(activity.id)
    assert (first.label, first.options, first.most) == ("<b>Food</b>", ("Rice", "Noodles"), 2)
    assert "<b>Food</b>" not in shown and "disabled" in shown


async def test_rules_posts_and_sources_are_written_from_their_pages(browser):
    actor, activity = await _asking(1)
    here = f"/a/{activity.id}/people"
    [source] = await sources.of(activity.id)
    [rule] = await eligibility.of(activity.id)

    async with browser(actor, language="en") as page:
        answers = [
            await page.post(f"{here}/rules/new", data={"text": "Was here", "kind": "earlier"}),
            await page.post(f"{here}/rules/{rule.id}", data={"text": "Swims", "version": "1"}),
            await page.post(f"{here}/rules/{rule.id}/move", data={"by": "1"}),
            await page.post(
                f"{here}/posts/new", data={"name": "Photos", "quota": "", "open": "yes"}
            ),
            await page.post(
                f"{here}/sources",
                data={f"name.{source.id}": "Biology", f"places.{source.id}": "9"},
            ),
        ]
        lost = await page.post(f"{here}/rules/new", data={"text": "Word", "kind": "answer"})
        over = await page.post(
            f"{here}/sources",
            data={"name.new-0": "Teaching", "places.new-0": "1", f"places.{source.id}": "x"},
        )

    assert {one.status_code for one in answers} == {303}
    assert [(one.text, one.hard) for one in await eligibility.of(activity.id)] == [
        ("Was here", False),
        ("Swims", False),
    ]
    assert [one.name for one in await posts.of(activity)] == ["Guide 0", "Photos"]
    assert (lost.status_code, over.status_code) == (422, 422)
    assert 'href="#question"' in lost.text
    assert 'value="Teaching"' in over.text and "10 places" in over.text


@pytest.mark.parametrize(
    "path", ["people/questions", "people/rules", "people/posts", "people/sources"]
)
async def test_a_list_costs_the_same_number_of_statements_whatever_its_length(
    browser, statements, path
):
    counts = []
    for size in (1, 3):
        actor, activity = await _asking(size)
        async with browser(actor) as page:
            await page.get("/profile")
            statements.clear()
            assert (await page.get(f"/a/{activity.id}/{path}")).status_code == 200
            counts.append(len(statements))

    assert counts[0] == counts[1]


async def test_the_public_form_asks_refuses_with_a_sentence_each_and_keeps_what_was_typed(browser):
    actor, activity = await _asking(2)
    shirt, _ = await questions.of(activity.id)
    swims, soft = await eligibility.of(activity.id)
    college, _ = await sources.of(activity.id)
    await posts.add(actor, activity.id, NewPost(name="Behind the scenes"))
    guide = (await posts.of(activity))[0]
    filled = FORM | {
        f"q-{shirt.id}": "<M>",
        f"rule-{soft.id}": "yes",
        "source": str(college.id),
        "post": str(guide.id),
    }

    async with browser(None, language="en") as page:
        form = (await page.get(f"/e/{activity.slug}")).text
        chosen = (await page.get(f"/e/{activity.slug}?post={guide.id}")).text
        refused = await page.post(
            f"/e/{activity.slug}", data=filled | {"phone": "x", "student_no": ""}
        )
        foreign = await page.post(
            f"/e/{activity.slug}", data=filled | {"source": str(swims.id), "post": str(swims.id)}
        )
        taken = await page.post(f"/e/{activity.slug}", data=filled | {f"rule-{swims.id}": "yes"})

    assert "&lt;M&gt;" in form and "<script" not in form and "style=" not in form
    assert "College 0 (2 places left)" in form and "Behind the scenes" not in form
    assert f'value="{guide.id}" selected' in chosen and "aria-invalid" not in chosen
    assert refused.status_code == 422
    for field in ("student_no", "phone", f"rule-{swims.id}"):
        assert f'href="#{field}"' in refused.text
    assert "Required to take part." in refused.text
    assert f'value="{college.id}" selected' in refused.text
    assert f'value="{guide.id}" selected' in refused.text and "<M>" not in refused.text
    assert foreign.status_code == 422
    assert 'href="#source"' in foreign.text and 'href="#post"' in foreign.text
    assert taken.status_code == 303
    [row] = await tables.Application.select()
    assert (row["source"], row["post"], row["ticked"]) == (
        college.id,
        guide.id,
        [swims.id, soft.id],
    )
    assert (await tables.ApplicationAnswer.select())[0]["value"] == "<M>"


async def test_somebody_known_from_another_activity_is_met_like_anybody_else(browser):
    actor = await make.actor()
    before = await calls.opened(actor)
    await calls.apply(before, 1, name="Older Name", phone="13900000009", college="Secret college")
    activity = await calls.opened(actor)
    number = calls.person(1).student_no

    async with browser(None, language="en") as page:
        known = await page.post(f"/e/{activity.slug}", data=FORM | {"student_no": number})
        mine = await page.get(f"{known.headers['location']}/details")
        wrong = await page.post(
            f"/e/{activity.slug}", data=FORM | {"student_no": number, "consent": ""}
        )

    for text in (mine.text, wrong.text):
        assert "Older Name" not in text and "13900000009" not in text and "Secret" not in text
    assert mine.status_code == 200 and known.status_code == 303


async def test_the_own_details_are_corrected_on_a_phone_and_a_wrong_one_is_kept(browser):
    activity = await calls.opened(await make.actor(), mode=Mode.REVIEW)
    [token] = await calls.apply(activity, 1)

    holder = await links.holder(Kind.VOLUNTEER, token)
    async with browser(None, language="en") as page:
        page.auth = Tokens(csrf("link", str(holder.id)))
        shown = await page.get(f"/v/{token}/details")
        wrong = await page.post(
            f"/v/{token}/details", data={"name": "许一诺", "phone": "call me", "free": "sat-am"}
        )
        saved = await page.post(
            f"/v/{token}/details", data={"name": "许一诺", "phone": "13900000000"}
        )

    assert 'name="student_no"' not in shown.text and calls.person(1).student_no in shown.text
    assert wrong.status_code == 422 and 'value="许一诺"' in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert saved.status_code == 303
    assert (await tables.Application.select())[0]["name"] == "许一诺"


async def test_every_link_between_the_pages_of_people_leads_somewhere(browser):
    actor, activity = await _asking(1)

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/people")).text
        row = shown.partition('aria-label="Pages about volunteers"')[2].partition("</nav>")[0]
        links_in_it = [part.partition('"')[0] for part in row.split('href="')[1:]]
        answers = [(await page.get(link)).status_code for link in links_in_it]

    assert len(answers) > 4
    assert set(answers) == {200}
