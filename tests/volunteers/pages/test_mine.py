"""The volunteer's own page: what stands there, and what pressing something does."""

from datetime import time, timedelta

import pytest

import events.tables
from accounts import links
from accounts.rules.links import Kind
from kit import clock
from tests import make
from tests.browsing import Tokens, csrf
from tests.volunteers import calls
from volunteers import posts, training
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.posts import NewPost
from volunteers.rules.training import Wanted
from volunteers.tables import applications as tables


async def _statuses():
    rows = await tables.Application.select().order_by(tables.Application.number)
    return [row["status"] for row in rows]


async def _as_holder(page, token):
    holder = await links.holder(Kind.VOLUNTEER, token)
    page.auth = Tokens(csrf("link", str(holder.id)))


async def test_each_page_says_where_its_owner_stands(browser):
    activity = await calls.opened(await make.actor(), quota=1, reserve=2)
    tokens = await calls.apply(activity, 1, 2, 3)

    async with browser(None, language="en") as page:
        shown = [(await page.get(f"/v/{token}")).text for token in tokens]

    assert "许诺1, you are in" in shown[0]
    assert "许诺2, you are number 1 on the reserve list" in shown[1]
    assert "许诺3, you are number 2 on the reserve list" in shown[2]


async def test_the_page_says_of_waiting_and_coming_only_what_is_true(browser):
    activity = await calls.opened(await make.actor(), quota=1, reserve=1)
    [first] = await calls.apply(activity, 1)

    async with browser(None, language="en") as page:
        alone = (await page.get(f"/v/{first}")).text
        await calls.apply(activity, 2)
        awaited = (await page.get(f"/v/{first}")).text
        await _as_holder(page, first)
        await page.post(f"/v/{first}/confirm", data={"answer": "yes"})
        confirmed = (await page.get(f"/v/{first}")).text

    for page_then in (alone, awaited):
        assert "Please answer until" in page_then and "goes to the next" in page_then
    assert "You said you will be there." in confirmed and "Will you be there?" not in confirmed
    assert confirmed.count("I cannot come after all") == 1


async def test_without_children_or_training_the_page_asks_for_neither(browser):
    actor = await make.actor()
    found = {}
    for minors in (True, False):
        activity = await calls.opened(actor, quota=1, reserve=1)
        t = events.tables.Activity
        await t.update({t.involves_minors: minors}).where(t.id == activity.id)
        tokens = await calls.apply(activity, 1, 2)
        async with browser(None, language="en") as page:
            found[minors] = [(await page.get(f"/v/{token}")).text for token in tokens]

    assert all("Read and sign" in shown for shown in found[True])
    assert not any("Read and sign" in shown for shown in found[False])
    assert "Keep the day free" in found[True][1] and "come to the training" not in found[True][1]


async def test_a_reserve_is_asked_to_a_training_that_is_ahead(browser):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=1, reserve=1)
    [_, reserve] = await calls.apply(activity, 1, 2)
    day = clock.day("Asia/Shanghai") + timedelta(days=2)
    wanted = Wanted(title="Evening", day=day, start=time(19), end=time(21))
    session = await training.add(actor, activity.id, wanted)

    async with browser(None, language="en") as page:
        ahead = (await page.get(f"/v/{reserve}")).text
        await training.cancel(actor, activity.id, session)
        off = (await page.get(f"/v/{reserve}")).text

    assert "come to the training" in ahead and "come to the training" not in off


async def test_a_post_without_children_asks_for_no_pledge(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)
    [guide] = await calls.apply(activity, 1)
    post = await posts.add(actor, activity.id, NewPost(name="Parking", child_contact=False))
    a = tables.Application
    await a.update({a.post: post}).where(a.activity == activity.id)

    async with browser(None, language="en") as page:
        assert "Read and sign" not in (await page.get(f"/v/{guide}")).text


async def test_looking_changes_nothing(browser):
    activity = await calls.opened(await make.actor())
    [token] = await calls.apply(activity, 1)
    before = await tables.Application.select()

    async with browser(None) as page:
        for path in ("", "/withdraw", "/calendar"):
            assert (await page.get(f"/v/{token}{path}")).status_code == 200
        confirmed = await page.get(f"/v/{token}/confirm")

    assert confirmed.status_code == 405
    assert await tables.Application.select() == before


async def test_a_place_given_up_goes_to_the_first_reserve_who_is_told(browser):
    from accounts.tables import OutboxMail

    activity = await calls.opened(await make.actor(), quota=1, reserve=1)
    first, second, third = await calls.apply(activity, 1, 2, 3)
    await OutboxMail.delete(force=True)

    async with browser(None, language="en") as page:
        await _as_holder(page, first)
        gone = await page.post(f"/v/{first}/withdraw", data={})
        shown = await page.get(f"/v/{second}")
        next_up = await page.get(f"/v/{third}")

    assert gone.status_code == 303
    assert await _statuses() == [A.WITHDRAWN, A.ACCEPTED, A.RESERVED]
    assert "许诺2, you are in" in shown.text
    assert "number 1 on the reserve list" in next_up.text
    assert [m["recipient"] for m in await OutboxMail.select()] == ["p2@example.org"]
    assert (await tables.Recruitment.select().first())["taken"] == 1


async def test_confirming_keeps_the_place_and_cannot_be_done_after_withdrawing(browser):
    activity = await calls.opened(await make.actor(), quota=2)
    one, other = await calls.apply(activity, 1, 2)

    async with browser(None) as page:
        await _as_holder(page, one)
        yes = await page.post(f"/v/{one}/confirm", data={"answer": "yes"})
        await _as_holder(page, other)
        await page.post(f"/v/{other}/withdraw", data={})
        late = await page.post(f"/v/{other}/confirm", data={"answer": "yes"})

    assert (yes.status_code, late.status_code) == (303, 409)
    assert await _statuses() == [A.CONFIRMED, A.WITHDRAWN]
    assert (await tables.Recruitment.select().first())["taken"] == 1


async def test_a_form_without_the_links_own_token_is_refused(browser):
    activity = await calls.opened(await make.actor())
    one, other = await calls.apply(activity, 1, 2)

    async with browser(None) as page:
        await _as_holder(page, other)
        refused = await page.post(f"/v/{one}/withdraw", data={})

    assert refused.status_code == 403
    assert await _statuses() == [A.ACCEPTED, A.ACCEPTED]


async def test_the_calendars_address_is_shown_once_and_a_new_one_ends_the_old(browser):
    activity = await calls.opened(await make.actor())
    [token] = await calls.apply(activity, 1)

    async with browser(None) as page:
        await _as_holder(page, token)
        made = await page.post(f"/v/{token}/calendar", data={})
        await page.post(f"/v/{token}/calendar", data={})
        later = await page.get(f"/v/{token}/calendar")

    feed = made.text.partition("/calendars/")[2].partition(".ics")[0]
    assert made.status_code == 200 and len(feed) == 43
    assert "webcal://plan.example/calendars/" in made.text
    assert "/calendars/" not in later.text
    assert (await links.find(Kind.FEED, feed)).revoked_at is not None


@pytest.mark.parametrize("path", ["", "/withdraw", "/calendar"])
async def test_a_link_of_another_kind_opens_no_page(browser, path):
    activity = await calls.opened(await make.actor())
    feed = await links.make(
        activity.organization, Kind.FEED, activity.id, about="crew", activity_id=activity.id
    )

    async with browser(None) as page:
        shown = await page.get(f"/v/{feed}{path}")

    assert shown.status_code == 404
