"""The planner's recruitment pages."""

import re
from uuid import uuid4

import pytest

import events.tables
from events.rules.activities import Status
from tests import make
from tests.volunteers import calls
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.applications import Mode
from volunteers.tables import applications as tables

CALL = {
    "version": "0",
    "mode": "review",
    "quota": "30",
    "reserve": "3",
    "risk_statement": "A bus ride of an hour.",
    "summary": "Spend a morning with one child.",
    "criteria": "责任心、耐心，爱心",
    "closes_at": "2026-11-30T18:00",
}


async def _ids():
    a = tables.Application
    return [str(row["id"]) for row in await a.select(a.id).order_by(a.number)]


async def _statuses():
    a = tables.Application
    return [row["status"] for row in await a.select(a.status).order_by(a.number)]


async def test_a_call_is_set_up_published_and_closed(browser):
    actor = await make.actor()
    activity = await make.activity(actor, status=Status.APPROVED)
    here = f"/a/{activity.id}/people"

    async with browser(actor, language="en") as page:
        empty = await page.get(here)
        saved = await page.post(f"{here}/call", data=CALL)
        published = await page.post(f"{here}/publish", data={})
        public = await page.get(f"/e/{activity.slug}")
        shown = await page.get(here)
        await page.post(f"{here}/close", data={})
        closed = await page.get(f"/e/{activity.slug}")

    assert "Write the risk statement first" in empty.text
    assert (saved.status_code, published.status_code) == (303, 303)
    assert "Spend a morning with one child." in public.text and 'name="consent"' in public.text
    assert f"https://plan.example/e/{activity.slug}" in shown.text
    assert "Applications are closed" in closed.text
    call = await tables.Recruitment.select().first()
    assert call["criteria"] == ["责任心", "耐心", "爱心"]
    status = await events.tables.Activity.select(events.tables.Activity.status).first()
    assert status == {"status": Status.OPEN}


@pytest.mark.parametrize(
    ("status", "risk", "sentence"),
    [
        (Status.DRAFT, "A bus ride.", "The plan is not approved yet."),
        (Status.APPROVED, "", "Before volunteers can apply they must be told the risks."),
    ],
)
async def test_publishing_too_early_is_refused_with_a_sentence(browser, status, risk, sentence):
    actor = await make.actor()
    activity = await calls.opened(actor, published_at=None, risk_statement=risk)
    a = events.tables.Activity
    await a.update({a.status: status}).where(a.id == activity.id)

    async with browser(actor, language="en") as page:
        refused = await page.post(f"/a/{activity.id}/people/publish", data={})

    assert refused.status_code == 409 and sentence in refused.text
    assert (await tables.Recruitment.select().first())["published_at"] is None


async def test_those_ticked_are_accepted_together_and_it_can_be_undone(browser):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.REVIEW)
    await calls.apply(activity, 1, 2, 3)
    ids, here = await _ids(), f"/a/{activity.id}/people"

    async with browser(actor) as page:
        done = await page.post(f"{here}/decide", data={"to": "accept", "chosen": ids[:2]})
        shown = await page.get(done.headers["location"])
        accepted = await _statuses()
        address, *_ = re.findall(rf'action="({here}/undo[^"]+)"', shown.text)
        made_up = await page.post(f"{here}/undo?which={uuid4()}", data={})
        undone = await page.post(address, data={})

    assert done.status_code == 303
    assert made_up.status_code == 409
    assert accepted == [A.ACCEPTED, A.ACCEPTED, A.APPLIED]
    assert undone.status_code == 303
    assert await _statuses() == [A.APPLIED] * 3


async def test_too_many_ticked_keeps_the_ticks_and_says_why(browser):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.REVIEW, quota=2)
    await calls.apply(activity, 1, 2, 3)

    async with browser(actor, language="en") as page:
        refused = await page.post(
            f"/a/{activity.id}/people/decide", data={"to": "accept", "chosen": await _ids()}
        )

    assert refused.status_code == 409
    assert "All 2 places are taken" in refused.text
    assert refused.text.count(" checked") == 3
    assert await _statuses() == [A.APPLIED] * 3


async def test_points_order_the_list_and_the_search_finds_by_name(browser):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.REVIEW)
    await calls.apply(activity, 1, 2)
    here, a = f"/a/{activity.id}/people", tables.Application
    await a.update({a.score: 80}).where(a.number == 2)

    async with browser(actor) as page:
        everybody = await page.get(here)
        found = await page.get(f"{here}?q=诺1")
        good = await page.get(f"{here}?least=80")
        literal = await page.get(f"{here}?q=%25")

    assert everybody.text.index("许诺2") < everybody.text.index("许诺1")
    assert "许诺1" in found.text and "许诺2" not in found.text
    assert "许诺2" in good.text and "许诺1" not in good.text
    assert "许诺1" not in literal.text


async def test_one_applicant_is_shown_and_taken_off_only_with_a_reason(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)
    await calls.apply(activity, 1, motivation="I like <b>plants</b>.")
    one = f"/a/{activity.id}/people/{(await _ids())[0]}"

    async with browser(actor) as page:
        shown = await page.get(one)
        refused = await page.post(f"{one}/remove", data={"reason": ""})
        link = await page.post(f"{one}/link", data={})
        removed = await page.post(f"{one}/remove", data={"reason": "Moved away"})

    assert "p1@example.org" in shown.text and "I like &lt;b&gt;plants" in shown.text
    assert refused.status_code == 422
    assert "https://plan.example/v/" in link.text
    assert removed.status_code == 303
    assert await _statuses() == [A.REMOVED]


async def test_the_list_asks_the_database_as_often_for_three_as_for_one(browser, statements):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=3)
    await calls.apply(activity, 1)

    async with browser(actor) as page:
        await page.get(f"/a/{activity.id}/people")
        statements.clear()
        await page.get(f"/a/{activity.id}/people")
        one = len(statements)
        await calls.apply(activity, 2, 3)
        statements.clear()
        await page.get(f"/a/{activity.id}/people")

    assert len(statements) == one


async def test_a_long_list_comes_in_pages(browser):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=101)
    await calls.apply(activity, *range(1, 102))

    async with browser(actor) as page:
        first = await page.get(f"/a/{activity.id}/people")
        second = await page.get(f"/a/{activity.id}/people?page=2")

    assert first.text.count('class="go"') == 100 and 'rel="next"' in first.text
    assert second.text.count('class="go"') == 1 and 'rel="next"' not in second.text
