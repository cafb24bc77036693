"""The page about a child in danger, for whoever comes, whatever else is broken (V21, D35)."""

import asyncpg
import pytest

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from kit.database import Engine
from tests import make
from tests.volunteers import calls
from volunteers.tables.concerns import Concern

SAID = "他手臂上有很多伤"
FORM = {"category": "violence", "text": SAID, "persons": "小满", "contact": ""}


@pytest.fixture
async def lead(db):
    return await make.actor(Role.SAFEGUARDING, name="何静")


@pytest.fixture
async def activity(lead):
    return await make.activity(of=lead)


@pytest.fixture
def database_away(monkeypatch):
    """From now on the database refuses every connection."""

    async def refused(*_, **__):
        raise ConnectionRefusedError

    def away():
        monkeypatch.setattr(Engine, "run_querystring", refused)

    return away


def numbers_first(page):
    """Whether 110 and 120 can be tapped before anything else on the page."""
    return 0 < page.index('href="tel:110"') < page.index('href="tel:120"') < page.index("<form")


async def test_110_comes_first_and_nobody_is_asked_who_they_are(browser, activity):
    async with browser() as page:
        short = await page.get("/concern")
        of_one = await page.get(f"/concern/{activity.slug}")
        strange = await page.get("/concern/nowhere")

    for answer in (short, of_one, strange):
        assert answer.status_code == 200
        assert numbers_first(answer.text)
        assert "set-cookie" not in answer.headers
        assert "<script" not in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert activity.title in of_one.text


async def test_it_saves_at_once_and_says_the_number(browser, activity):
    async with browser() as page:
        answer = await page.post(f"/concern/{activity.slug}", data=FORM)
        number = (await Concern.select(Concern.number))[0]["number"]

    assert answer.status_code == 200
    assert number in answer.text and 'href="tel:110"' in answer.text
    assert number not in str(answer.url)
    assert "set-cookie" not in answer.headers


async def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(browser, activity):
    async with browser() as page:
        answer = await page.post("/concern", data=FORM | {"text": " "})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text and 'value="小满"' in answer.text
    assert not await Concern.exists()


async def test_somebody_signed_in_is_not_looked_up(browser, lead, activity, statements):
    async with browser(lead) as page:
        statements.clear()
        await page.get("/concern")

    assert [one for one in statements if "session" in one] == []


async def test_d35_with_the_database_away_the_page_is_served_and_says_that_nothing_was_saved(
    browser, activity, database_away
):
    async with browser(language="en") as page:
        database_away()
        shown = await page.get(f"/concern/{activity.slug}")
        answer = await page.post(f"/concern/{activity.slug}", data=FORM)

    assert shown.status_code == 200 and numbers_first(shown.text)
    assert answer.status_code == 503
    assert "This was NOT saved" in answer.text
    assert SAID in answer.text and 'value="小满"' in answer.text
    assert numbers_first(answer.text)


async def test_d35_control_any_other_page_answers_that_it_is_busy(browser, lead, database_away):
    async with browser(lead) as page:
        database_away()
        answer = await page.get("/")

    assert answer.status_code == 503
    assert "/concern" in answer.text  # which leads here


@pytest.mark.parametrize("error", [asyncpg.DiskFullError, RuntimeError])
async def test_d35_whatever_fails_while_saving_the_text_is_kept(
    browser, activity, monkeypatch, error
):
    from volunteers import concerns

    async def failing(*_, **__):
        raise error

    monkeypatch.setattr(concerns, "report", failing)
    async with browser() as page:
        answer = await page.post("/concern", data=FORM)

    assert answer.status_code == 503
    assert SAID in answer.text


async def test_d35_a_key_that_is_gone_is_no_reason_to_lose_a_report_silently(
    browser, activity, monkeypatch
):
    from kit import keyring
    from kit.settings import WrongSetting

    def unreadable(_):
        raise WrongSetting("x")

    monkeypatch.setattr(keyring, "newest", unreadable)
    async with browser() as page:
        answer = await page.post("/concern", data=FORM)

    assert answer.status_code == 503 and SAID in answer.text


async def test_a_flood_is_held_off_and_the_page_still_says_110(browser, activity, monkeypatch):
    from volunteers.pages import concern

    monkeypatch.setattr(concern, "MOST_FROM_ONE_NETWORK", 1)
    async with browser() as page:
        first, second = [await page.post("/concern", data=FORM) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 429)
    assert SAID in second.text and numbers_first(second.text)


async def test_another_site_cannot_report_for_its_visitors(browser, activity):
    async with browser() as page:
        answer = await page.post("/concern", data=FORM, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert not await Concern.exists()


async def test_from_a_volunteers_own_page_the_number_is_kept_there(browser, lead):
    import time_machine

    with time_machine.travel("2026-11-20T04:00:00Z", tick=True):
        activity = await calls.opened(await make.actor(Role.PLANNER, of=lead))
        [token] = await calls.apply(activity, 1)
        holder = await links.holder(Kind.VOLUNTEER, token)
        async with browser() as page:
            own = (await page.get(f"/v/{token}")).text
            form = (await page.get(f"/v/{token}/concern")).text
            import re

            csrf = re.search(r'name="_csrf" value="([^"]+)"', form)[1]
            answer = await page.post(f"/v/{token}/concern", data=FORM | {"_csrf": csrf})
            number = (await Concern.select(Concern.number))[0]["number"]
            after = (await page.get(f"/v/{token}")).text

    assert holder.activity_id == activity.id
    assert f"/v/{token}/concern" in own
    assert answer.status_code == 200 and number in answer.text
    assert number in after and number not in own


async def test_the_lead_goes_from_the_list_to_the_words_and_back(browser, lead, activity):
    async with browser() as page:
        await page.post(f"/concern/{activity.slug}", data=FORM)
    [row] = await Concern.select(Concern.id, Concern.number)
    here = f"/association/concerns/{row['id']}"
    async with browser(lead, language="en") as page:
        list_ = (await page.get("/association/concerns")).text
        shut = (await page.get(here)).text
        opened = await page.post(f"{here}/open")
        await page.post(f"{here}/take-up")
        await page.post(f"{here}/steps", data={"text": "Called 110"})
        empty = await page.post(f"{here}/steps", data={"text": ""})
        await page.post(f"{here}/outside", data={"outside": "Station 2026-118"})
        [now] = await Concern.select(Concern.version)
        old = await page.post(f"{here}/close", data={"version": 1})
        closed = await page.post(f"{here}/close", data={"version": now["version"]})
        after = (await page.get(here)).text

    assert row["number"] in list_ and SAID not in list_ + shut + after
    assert SAID in opened.text and opened.headers["cache-control"] == "no-store"
    assert (empty.status_code, old.status_code, closed.status_code) == (422, 409, 303)
    assert "Station 2026-118" in after and "Called 110" not in after


async def test_the_page_names_whom_the_lead_wants_called_and_no_other_number(
    browser, lead, activity
):
    async with browser(lead) as page:
        await page.post(
            "/association/concerns/contact",
            data={"concern_name": "何老师", "concern_phone": "028 1234 5678"},
        )
    async with browser() as page:
        shown = (await page.get(f"/concern/{activity.slug}")).text

    assert 'href="tel:028 1234 5678"' in shown and "何老师" in shown
    assert activity.contact_phone not in shown


@pytest.mark.parametrize("role", [Role.OWNER, Role.PLANNER])
async def test_others_do_not_come_near_the_list(browser, lead, role):
    async with browser(await make.actor(role, of=lead)) as page:
        answer = await page.get("/association/concerns")

    assert answer.status_code == 403


async def test_every_page_leads_here(browser, lead, activity):
    async with browser(lead) as page:
        home = (await page.get("/association")).text
        inside = (await page.get(f"/a/{activity.id}")).text
        bare = (await page.get("/nowhere")).text

    assert 'href="/concern"' in home and 'href="/concern"' in bare
    assert f'href="/concern/{activity.slug}"' in inside
