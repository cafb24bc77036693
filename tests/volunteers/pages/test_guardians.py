"""The guardian's page: read on a phone, answered without an account, taken back in two clicks."""

import re

import lxml.html
import pytest
import time_machine

from accounts.rules.permissions import Role
from tests import make
from tests.browsing import Tokens, csrf
from tests.volunteers import calls, families
from tests.volunteers.children import listed
from volunteers import consents
from volunteers.rules.participants import ConsentState, Purpose

P = Purpose


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=2):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    ids = await listed(actor, activity, count)
    return actor, activity, ids, await families.keys(actor, activity, ids)


async def as_guardian(page, key):
    page.auth = Tokens(csrf("link", str((await families.holder(key)).id)))
    return f"/g/{key}"


def filled(html, **differing):
    """Answer yes to everything that the page asks."""
    page = lxml.html.fromstring(html)
    names = page.xpath("//fieldset[contains(@class,'q')]/@id")
    read = page.xpath("//input[@name='read']/@value")[0]
    usual = dict.fromkeys(names, "yes") | {"relation": "mother", "sure": "yes", "own_word": "yes"}
    return usual | {"read": read} | differing


async def test_both_answers_stand_beside_each_other_and_none_is_chosen(browser):
    _, _, _, (key, _) = await scene()

    async with browser(None, language="en") as page:
        html = (await page.get(f"/g/{key}")).text

    asked = lxml.html.fromstring(html).xpath("//fieldset[contains(@class,'q')]")
    assert len(asked) >= 5
    for one in asked:
        radios = one.xpath(".//input[@type='radio']")
        assert [(r.get("value"), r.get("checked"), r.get("required")) for r in radios] == [
            ("yes", None, ""),
            ("no", None, ""),
        ]
        labels = one.xpath(".//label")
        assert {(label.get("class"), label.getparent().get("class")) for label in labels} == {
            (None, "pick")
        }, "one size for both"
    assert "Any other" not in html and "小满" in html
    assert "小满" not in re.search(r"<title>(.*?)</title>", html)[1]
    assert "<script" not in html and "style=" not in html


async def test_answers_are_sent_shown_and_taken_back_in_two_clicks(browser):
    _, _, (one, _), (key, _) = await scene()

    async with browser(None, language="en") as page:
        here = await as_guardian(page, key)
        form = filled((await page.get(here)).text, photo_taken="no")
        sent = await page.post(here, data=form, follow_redirects=True)
        first = await page.get(f"{here}/change/data")
        second = await page.post(f"{here}/withdraw/data", follow_redirects=True)

    assert "Thank you. Your answers are kept" in sent.text
    assert "questions" not in sent.text, "nothing is asked any more"
    assert "Take back" in sent.text and "Said no" in sent.text and "Mother" in sent.text
    assert f'action="{here}/withdraw/data"' in first.text
    assert "It counts from this moment." in second.text
    states = {c.purpose: c.state for c in await consents.of_one(one)}
    assert states[P.DATA] is ConsentState.WITHDRAWN
    assert states[P.PHOTO_TAKEN] is ConsentState.REFUSED


@pytest.mark.parametrize(
    ("differing", "said"),
    [
        ({"data": ""}, "Please choose one of the two."),
        ({"data": "maybe"}, "Please choose one of the two."),
        ({"relation": ""}, "Please say who you are to the child."),
        ({"relation": "other"}, "Please write what you are to the child."),
        ({"relation": "other", "relation_other": "x" * 31}, "This is too long"),
        ({"relation": "other", "relation_other": "班主任"}, "Only a parent or another legal"),
        ({"sure": ""}, "Please tick this box"),
        ({"own_word": ""}, "Please ask your child first"),
        ({"read": "an older text"}, "The letter has changed while you were reading"),
    ],
)
async def test_what_is_missing_is_said_and_nothing_is_kept(browser, differing, said):
    _, _, (one, _), (key, _) = await scene()

    async with browser(None, language="en") as page:
        here = await as_guardian(page, key)
        form = filled((await page.get(here)).text, public_web="no", **differing)
        answer = await page.post(here, data=form)

    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert re.search(r'name="public_web" value="no" required checked', answer.text), "kept as typed"
    assert {c.state for c in await consents.of_one(one)} == {ConsentState.ASKED}


async def test_a_no_can_become_a_yes_on_a_page_of_its_own(browser):
    _, _, (one, _), (key, _) = await scene()

    async with browser(None, language="en") as page:
        here = await as_guardian(page, key)
        html = (await page.get(here)).text
        await page.post(here, data=filled(html, public_web="no"))
        asking = await page.get(f"{here}/change/public_web")
        read = re.search(r'name="read" value="(\w+)"', asking.text)[1]
        form = {"relation": "father", "sure": "yes", "read": read}
        await page.post(f"{here}/agree/public_web", data=form)
        never = await page.get(f"{here}/change/media_interview")

    assert "after all?" in asking.text
    states = {c.purpose: c.state for c in await consents.of_one(one)}
    assert states[P.PUBLIC_WEB] is ConsentState.GRANTED
    assert never.status_code == 404


async def test_the_page_speaks_the_language_that_was_chosen_and_keeps_it(browser):
    _, _, _, (key, _) = await scene()

    async with browser(None) as page:
        here = await as_guardian(page, key)
        html = (await page.get(f"{here}?lang=en")).text
        sent = await page.post(f"{here}?lang=en", data=filled(html))
        text = (await page.get(f"{here}/text/data?lang=en")).text

    assert "I do not agree" in html
    assert sent.headers["location"].endswith("?lang=en")
    assert "What we need it for" in text, "the wording as it was read, in its language"


async def test_looking_changes_nothing_and_another_kind_of_link_opens_nothing(browser):
    _, _, _, (key, _) = await scene()
    e = consents.tables.ConsentEvent
    before = await e.count()

    async with browser(None) as page:
        for path in ("", "/data", "/change/data", "/text/data"):
            await page.get(f"/g/{key}{path}")
        wrong = [await page.get(f"/g/{other}") for other in ("no-such-key", key[::-1])]
        wrong.append(await page.get(f"/v/{key}"))

    assert await e.count() == before
    assert [one.status_code for one in wrong] == [404, 404, 404]


async def test_a_page_costs_the_same_for_one_child_and_for_many(browser, statements):
    counts = []
    for count in (1, 3):
        _, _, _, keys = await scene(count)
        async with browser(None) as page:
            await page.get(f"/g/{keys[0]}")
            statements.clear()
            await page.get(f"/g/{keys[0]}")
            counts.append(len(statements))

    assert counts[0] == counts[1] <= 20
