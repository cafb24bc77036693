import re
from datetime import timedelta

import pytest

from accounts.rules.permissions import Role
from events import activities, copies, lessons, series
from events.rules.editions import NextEdition
from events.rules.lessons import NewLesson
from kit import clock
from tests import make
from tests.exports import planned
from web import wiring


@pytest.fixture
async def actor(db):
    wiring.connect()
    return await make.actor()


async def known(actor, activity):
    returning = (await activities.find(actor, activity.id)).series
    return await series.editions(actor.organization_id, returning) if returning else []


def again(activity):
    return f"/a/{activity.id}/again"


async def test_the_form_says_what_comes_along_and_suggests_the_next_title(browser, actor):
    activity = await planned.released(actor, title="第二届游园会")
    await lessons.add(actor, activity.id, NewLesson("多带水"))
    async with browser(actor, language="en") as page:
        shown = (await page.get(again(activity))).text
    assert 'value="第二届游园会"' in shown.replace('value="第二届游园会（', "")
    assert re.search(r'Budget lines</span> <b class="num">8</b>', shown)
    assert "1 lesson, as a task to tick" in shown


async def test_the_next_edition_opens_beside_the_last_and_a_form_sent_twice_makes_one(
    browser, actor
):
    activity = await planned.released(actor)
    day = clock.day("Asia/Shanghai") + timedelta(days=365)
    said = {"edition": "2", "title": "新的一届", "start_date": f"{day}", "_once": "the-same-form"}
    async with browser(actor) as page:
        first = await page.post(again(activity), data=said)
        second = await page.post(again(activity), data=said)
    newest, _ = await known(actor, activity)
    assert first.headers["location"] == second.headers["location"] == f"/a/{newest.id}/last-time"
    assert (newest.title, newest.edition, newest.first_day) == ("新的一届", 2, day)
    assert len(await known(actor, activity)) == 2


async def test_whoever_comes_second_sees_what_is_there_and_may_make_another(browser, actor):
    activity = await make.activity(actor)
    async with browser(actor, language="en") as page:
        form = {"edition": "2", "title": "A"}
        await page.post(again(activity), data=form)
        told = await page.post(again(activity), data=form | {"title": "B"})
        await page.post(again(activity), data=form | {"title": "B", "edition": "3"})
    assert told.status_code == 409
    assert "“A” is there already" in told.text
    assert 'name="edition" value="3"' in told.text
    assert [one.title for one in await known(actor, activity)] == ["B", "A", activity.title]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": ""}, "title"), ({"start_date": "2020-01-01"}, "start_date")],
)
async def test_what_does_not_fit_makes_nothing(browser, actor, wrong, field):
    activity = await make.activity(actor)
    async with browser(actor) as page:
        answer = await page.post(again(activity), data={"edition": "2", "title": "A"} | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert await known(actor, activity) == []


async def test_copying_is_offered_to_planners_only(browser, actor):
    activity = await make.activity(actor, status="closed")
    reader = await make.actor(Role.VIEWER, of=actor)
    for who, offered in ((actor, True), (reader, False)):
        async with browser(who) as page:
            for address in ("", "/settings"):
                shown = (await page.get(f"/a/{activity.id}{address}")).text
                assert (f'href="{again(activity)}"' in shown) is offered
            assert (await page.get(again(activity))).status_code == (200 if offered else 403)


async def test_the_overview_names_the_edition_and_leads_to_the_others(browser, actor):
    activity = await make.activity(actor, title="游园会")
    made = await copies.create(actor, activity.id, NextEdition(edition=2, title="又一届"))
    async with browser(actor, language="en") as page:
        first = (await page.get(f"/a/{activity.id}")).text
        second = (await page.get(f"/a/{made.id}")).text
    assert f'<a href="/series/{made.series}">游园会</a>' in second
    assert f'<a href="/a/{activity.id}">Edition 1</a>' in second
    assert f'href="/a/{made.id}/last-time"' in second
    assert f'<a href="/a/{made.id}">Edition 2</a>' in first
    assert "last-time" not in first
