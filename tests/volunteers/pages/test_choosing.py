"""The pages on which people are chosen: scores, draw, interviews, and the applicant's own."""

import re
from datetime import timedelta

import pytest

from accounts.rules.permissions import Role
from kit import clock
from tests import make
from tests.volunteers import calls
from tests.volunteers.pages.test_mine import _as_holder
from tests.volunteers.pages.test_people import _ids, _statuses
from volunteers import interviews, selection, verdicts
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.applications import Mode
from volunteers.rules.interviews import NewSlots
from volunteers.tables import applications as tables


async def _reviewed(**differing):
    actor = await make.actor()
    activity = await calls.opened(
        actor, mode=Mode.REVIEW, criteria=["责任心", "耐心"], weights=[2, 1], **differing
    )
    await calls.apply(activity, 1, 2, motivation="我是许诺1。")
    return actor, activity, f"/a/{activity.id}/people"


async def test_a_reviewer_goes_from_one_application_to_the_next_without_learning_a_name(browser):
    actor, _, here = await _reviewed(blind=True)
    points = {"points-0": "5", "points-1": "2", "version": "0"}

    async with browser(actor) as page:
        first = await page.get(f"{here}/review/next")
        shown = await page.get(f"{here}/review/1")
        refused = await page.post(f"{here}/review/1", data={"points-0": "5", "comment": "Good"})
        given = await page.post(f"{here}/review/1", data=points)
        last = await page.post(f"{here}/review/2", data=points)
        table = await page.get(f"{here}/review")

    assert first.headers["location"] == f"{here}/review/1"
    for text in (shown.text, table.text):
        assert not re.search("许诺|20220000|example.org", text)
    assert refused.status_code == 422 and "Good" in refused.text
    assert 'href="#points-1' in refused.text
    assert given.headers["location"] == f"{here}/review/2"
    assert last.headers["location"] == f"{here}/review"
    assert table.text.count(">80<") >= 2  # (2×5 + 2) of 15 are 80


async def test_the_draw_is_pressed_once_and_each_applicant_can_check_it(browser):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY, quota=1)
    [token, _] = await calls.apply(activity, 1, 2)
    here = f"/a/{activity.id}/people/draw"

    async with browser(actor) as page:
        before = await page.get(here)
        early = await page.post(here, data={})
        drawn = await page.post(f"{here}?closing=true", data={})
        again = await page.post(here, data={})
        after = await page.get(here)
        mine = await page.get(f"/v/{token}/draw")

    seed = (await tables.Recruitment.select(tables.Recruitment.seed).first())["seed"]
    assert (early.status_code, drawn.status_code, again.status_code) == (409, 303, 409)
    assert "closing=true" in early.text and "closing=true" in before.text
    assert seed not in before.text and seed in after.text and seed in mine.text
    assert "许诺" not in mine.text


async def test_an_applicant_chooses_a_time_and_the_planner_sees_who_comes(browser):
    actor, activity, here = await _reviewed()
    [token] = await calls.apply(activity, 3)
    starts = "2099-01-05T18:30"

    async with browser(actor) as page:
        wrong = await page.post(f"{here}/interviews", data={"starts_at": "2001-01-05T18:30"})
        offered = await page.post(
            f"{here}/interviews", data={"starts_at": starts, "count": "2", "place": "204"}
        )
    [early, _] = [one.slot for one in await interviews.of_activity(actor, activity.id)]
    async with browser(None) as page:
        await _as_holder(page, token)
        choices = await page.get(f"/v/{token}/interview")
        booked = await page.post(f"/v/{token}/interview", data={"slot": str(early.id)})
        nothing = await page.post(f"/v/{token}/interview", data={})
        home = await page.get(f"/v/{token}")
    async with browser(actor) as page:
        listed = await page.get(f"{here}/interviews")

    assert (wrong.status_code, offered.status_code) == (422, 303)
    assert choices.text.count('name="slot"') == 2
    assert (booked.status_code, nothing.status_code) == (303, 422)
    assert "204" in home.text and "许诺3" in listed.text


async def test_all_who_fit_the_filter_are_decided_upon_with_one_tick(browser):
    actor, activity, here = await _reviewed(quota=9)
    a = tables.Application
    await a.update({a.score: 90}).where(a.number == 2)

    async with browser(actor) as page:
        done = await page.post(
            f"{here}/decide",
            data={"to": "accept", "all": "yes", "status": "applied", "least": "80"},
        )
        page_after = await page.get(here)
        await page.post(f"{here}/send", data={})
        sent = await page.get(here)

    assert done.status_code == 303
    assert await _statuses() == [A.APPLIED, A.ACCEPTED]
    assert f"{here}/send" in page_after.text and f"{here}/send" not in sent.text
    assert await verdicts.waiting(actor, activity.id) == []


async def test_a_day_longer_is_one_press_and_only_while_an_answer_is_awaited(browser):
    actor, activity, here = await _reviewed()
    [one, other] = await _ids()
    await selection.accept(actor, activity.id, [one])
    before = await tables.Application.select().where(tables.Application.number == 1).first()

    async with browser(actor) as page:
        longer = await page.post(f"{here}/{one}/extend", data={})
        refused = await page.post(f"{here}/{other}/extend", data={})

    after = await tables.Application.select().where(tables.Application.number == 1).first()
    assert (longer.status_code, refused.status_code) == (303, 409)
    assert after["answer_by"] > before["answer_by"]


async def test_a_place_at_the_same_time_elsewhere_is_shown_to_planners_and_to_oneself(browser):
    actor = await make.actor()
    activity, other = await calls.opened(actor), await calls.opened(actor)
    await calls.apply(other, 1)
    [token, stranger] = await calls.apply(activity, 1, 2)
    viewer = await make.actor(Role.APPROVER, of=actor)
    title = "At the same time you have a place in"

    async with browser(actor, language="en") as page:
        listed = await page.get(f"/a/{activity.id}/people")
    async with browser(viewer, language="en") as page:
        masked = await page.get(f"/a/{activity.id}/people")
    async with browser(None, language="en") as page:
        mine, theirs = await page.get(f"/v/{token}"), await page.get(f"/v/{stranger}")

    assert listed.text.count("Also elsewhere then") == 1
    assert "Also elsewhere then" not in masked.text
    assert title in mine.text and title not in theirs.text


@pytest.mark.parametrize("path", ["review", "interviews", "draw"])
async def test_each_page_asks_the_database_as_often_for_three_as_for_one(browser, statements, path):
    asked = []
    for people in (1, 3):
        actor = await make.actor()
        mode = Mode.LOTTERY if path == "draw" else Mode.REVIEW
        activity = await calls.opened(actor, mode=mode)
        await calls.apply(activity, *range(1, people + 1))
        if path == "interviews":
            soon = clock.now().replace(tzinfo=None) + timedelta(days=2)
            await interviews.offer(actor, activity.id, NewSlots(starts_at=soon, count=people))
        async with browser(actor) as page:
            await page.get(f"/a/{activity.id}/people/{path}")
            statements.clear()
            answer = await page.get(f"/a/{activity.id}/people/{path}")
        assert answer.status_code == 200
        asked.append(len(statements))

    assert asked[0] == asked[1]
