"""Asking about one's own data behind a link, and answering it in the association."""

import json
import re

import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from tests import make
from tests.browsing import Tokens, csrf
from tests.volunteers import calls, families
from tests.volunteers.children import listed
from volunteers import requests
from volunteers.rules.requests import NewAnswer, NewRequest, RequestKind, RequestState

K = RequestKind


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene():
    actor = await make.actor()
    activity = await calls.opened(actor)
    ids = await listed(actor, activity, 2)
    [key, other] = await families.keys(actor, activity, ids)
    return actor, activity, key, other


async def done(actor, number, words="Here it is."):
    [one] = [r for r in await requests.of_association(actor) if r.number == number]
    await requests.answer(
        actor, one.id, NewAnswer(version=1, state=RequestState.ANSWERED, answer=words)
    )


def posting(page, holder):
    page.auth = Tokens(csrf("link", str(holder.id)))


async def test_a_guardian_asks_reads_the_answer_and_fetches_the_copy(browser):
    actor, _, key, other = await scene()
    here = f"/g/{key}"

    async with browser(None, language="en") as page:
        posting(page, await families.holder(key))
        sent = await page.post(
            f"{here}/requests", data={"kind": "copy", "text": "All of it."}, follow_redirects=True
        )
        early = await page.post(f"{here}/requests/1/copy", data={"as": "page"})
        await done(actor, 1, "Here is your copy.")
        answered = (await page.get(f"{here}/data")).text
        read = await page.post(f"{here}/requests/1/copy", data={"as": "page"})
        file = await page.post(f"{here}/requests/1/copy", data={"as": "file"})
        posting(page, await families.holder(other))
        foreign = await page.post(f"/g/{other}/requests/1/copy", data={"as": "file"})

    assert "the answer is due by 11 Dec 2026" in sent.text
    assert "All of it." in sent.text
    assert (early.status_code, foreign.status_code) == (404, 404)
    assert "Here is your copy." in answered and "As a file (JSON)" in answered
    assert "小满" in read.text and "阿飞" not in read.text
    assert file.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert json.loads(file.content)["entry"][0]["codename"] == "小满"


async def test_a_volunteer_finds_the_way_from_their_page_and_asks(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)
    [key] = await calls.apply(activity, 1)

    async with browser(None, language="en") as page:
        posting(page, await links.holder(Kind.VOLUNTEER, key))
        mine = (await page.get(f"/v/{key}")).text
        wrong = await page.post(f"/v/{key}/requests", data={"kind": "correct"})
        sent = await page.post(f"/v/{key}/requests", data={"kind": "copy"}, follow_redirects=True)
        again = await page.post(f"/v/{key}/requests", data={"kind": "copy"})
        await done(actor, 1)
        copy = await page.post(f"/v/{key}/requests/1/copy", data={"as": "page"})

    assert f'href="/v/{key}/requests"' in mine
    assert wrong.status_code == 422 and "what is wrong" in wrong.text
    assert "Noted. The answer will stand here" in sent.text
    assert again.status_code == 409 and "asked for this already" in again.text
    assert "许诺1" in copy.text and "202200001" in copy.text


async def test_the_association_sees_what_is_due_and_answers_in_words(browser):
    actor, _, key, _ = await scene()
    holder = await families.holder(key)
    await requests.ask(holder, NewRequest(kind=K.CORRECT, text="The grade is 8."))

    async with browser(actor, language="en") as page:
        listing = (await page.get("/association/requests")).text
        here = re.search(r"/association/requests/[0-9a-f-]{36}", listing)[0]
        one = (await page.get(here)).text
        silent = await page.post(here, data={"version": "1", "state": "refused", "answer": " "})
        answered = await page.post(
            here,
            data={"version": "1", "state": "answered", "answer": "Now 8."},
            follow_redirects=True,
        )
        late = await page.post(here, data={"version": "1", "state": "answered", "answer": "Again"})

    assert "due by 11 Dec" in listing and "小满" in listing
    assert "The grade is 8." in one and "/participants/" in one
    assert silent.status_code == 422 and "a refusal needs its reason" in silent.text
    assert "Nobody waits for an answer" in answered.text
    assert late.status_code == 409


async def test_what_is_overdue_is_said_on_top(browser):
    actor, _, key, _ = await scene()
    await requests.ask(await families.holder(key), NewRequest(kind=K.SEE))

    with time_machine.travel("2026-12-14T02:00:00Z", tick=True):
        async with browser(actor, language="en") as page:
            listing = (await page.get("/association/requests")).text

    assert "1 answer is overdue." in listing and "overdue since 11 Dec" in listing


@pytest.mark.parametrize(("days", "status"), [("0", 422), ("10", 303), ("61", 422)])
async def test_the_owner_says_how_long_an_answer_may_take(browser, days, status):
    actor = await make.actor()

    async with browser(actor) as page:
        answer = await page.post("/association/requests/time", data={"answer_days": days})

    assert answer.status_code == status


async def test_the_list_costs_the_same_with_one_request_and_with_three(browser, statements):
    counts = []
    for kinds in ((K.SEE,), (K.SEE, K.COPY, K.DELETE)):
        actor, _, key, _ = await scene()
        for kind in kinds:
            await requests.ask(await families.holder(key), NewRequest(kind=kind))
        async with browser(actor) as page:
            await page.get("/association/requests")
            statements.clear()
            await page.get("/association/requests")
            counts.append(len(statements))

    assert counts[0] == counts[1]


async def test_who_may_not_answer_sees_nothing(browser):
    actor, _, key, _ = await scene()
    await requests.ask(await families.holder(key), NewRequest(kind=K.SEE))
    viewer = await make.actor(Role.VIEWER, of=actor)

    async with browser(viewer) as page:
        answer = await page.get("/association/requests")

    assert answer.status_code == 403
    assert "小满" not in answer.text
