from datetime import date

import pytest

from accounts.rules.permissions import Role
from events import tasks
from events.rules.tasks import TaskStatus
from events.rules.typed_tasks import NewTask
from tests import make

ADDED = {"title": "借音箱", "phase": "day", "count": "0", "side": "before", "unit": "days"}


@pytest.fixture
async def actor(db):
    return await make.actor()


@pytest.fixture
async def activity(actor):
    return await make.activity(actor)


def here(activity, task=None):
    return f"/a/{activity.id}/plan/tasks" + (f"/{task.id}" if task else "")


async def test_a_task_says_its_distance_and_its_day(browser, actor, activity):
    await tasks.add(actor, activity.id, NewTask("收齐同意书", count=7))
    async with browser(actor) as page:
        shown = (await page.get(here(activity))).text
    assert '<span class="t">T−7</span> · 11月28日 周六' in shown


async def test_a_task_is_added_to_a_column_and_given_to_a_member(browser, actor, activity):
    helper = await make.actor(Role.VIEWER, of=actor, name="陈好")
    async with browser(actor) as page:
        answer = await page.post(here(activity), data=ADDED | {"assignee": str(helper.account_id)})
        shown = (await page.get(answer.headers["location"].partition("#")[0])).text
    (task,) = await tasks.of(actor, activity.id)
    assert (task.phase, task.due, task.assignee) == ("day", date(2026, 12, 5), helper.account_id)
    assert "陈好</span>" in shown


async def test_a_task_is_changed_on_a_page_of_its_own(browser, actor, activity):
    task = await tasks.add(actor, activity.id, NewTask("借音箱", count=7, owner="小李"))
    async with browser(actor) as page:
        form = (await page.get(here(activity, task))).text
        said = {"title": "借音箱和话筒", "due": "2026-11-28", "count": "2", "owner": "小李"}
        answer = await page.post(here(activity, task), data=said | {"version": "1"})
    assert 'value="2026-11-28"' in form
    assert answer.status_code == 303
    now = await tasks.find(actor, activity.id, task.id)
    assert (now.title, now.offset, now.due) == ("借音箱和话筒", -2, date(2026, 12, 3))


@pytest.mark.parametrize(
    ("wrong", "field", "status"),
    [
        ({"title": ""}, "title", 422),
        ({"count": "3", "due": "2026-12-01"}, "count", 422),
        ({"assignee": "me", "owner": "小李"}, "owner", 422),
        ({"version": "7"}, "", 409),
    ],
)
async def test_what_does_not_fit_is_said_beside_its_field(
    browser, actor, activity, *, wrong, field, status
):
    task = await tasks.add(actor, activity.id, NewTask("借音箱"))
    if "assignee" in wrong:
        wrong = wrong | {"assignee": str(actor.account_id)}
    async with browser(actor) as page:
        answer = await page.post(
            here(activity, task), data={"title": "借话筒", "version": "1"} | wrong
        )
    assert answer.status_code == status
    assert (f'id="{field}-wrong"' in answer.text) is bool(field)
    assert (await tasks.find(actor, activity.id, task.id)).title == "借音箱"


async def test_the_views_are_links_with_their_numbers(browser, actor, activity):
    await tasks.add(actor, activity.id, NewTask("我的事", assignee=actor.account_id))
    await tasks.add(actor, activity.id, NewTask("别人的事", owner="小李"))
    async with browser(actor) as page:
        everything = (await page.get(here(activity))).text
        mine = (await page.get(here(activity) + "?show=mine")).text
        anything = await page.get(here(activity) + "?show=nonsense")
    assert f'href="{here(activity)}?show=mine"' in everything
    assert "别人的事" in everything
    assert "我的事" in mine
    assert "别人的事" not in mine
    assert "别人的事" in anything.text


async def test_a_task_given_to_somebody_who_left_is_shown_as_nobodys(browser, actor, activity):
    helper = await make.actor(Role.PLANNER, of=actor, name="陈好")
    await tasks.add(actor, activity.id, NewTask("借音箱", assignee=helper.account_id))
    await make.leave(helper)
    async with browser(actor, language="en") as page:
        shown = (await page.get(here(activity))).text
    assert "陈好 has left: nobody does it" in shown


async def test_a_reader_sees_the_board_and_ticks_only_their_own(browser, actor, activity):
    reader = await make.actor(Role.VIEWER, of=actor)
    theirs = await tasks.add(actor, activity.id, NewTask("我的事", assignee=reader.account_id))
    other = await tasks.add(actor, activity.id, NewTask("别人的事"))
    async with browser(reader) as page:
        shown = (await page.get(here(activity))).text
        refused = await page.post(here(activity, other) + "/done", data={"version": "1"})
        await page.post(here(activity, theirs) + "/done", data={"version": "1"})
    assert (shown.count("/done"), refused.status_code) == (1, 403)
    found = {task.title: task.status for task in await tasks.of(actor, activity.id)}
    assert found == {"我的事": TaskStatus.DONE, "别人的事": TaskStatus.OPEN}


async def test_the_board_asks_as_much_for_three_tasks_as_for_one(
    browser, actor, activity, statements
):
    async with browser(actor) as page:
        counted = []
        for more in (1, 2):
            for n in range(more):
                await tasks.add(
                    actor, activity.id, NewTask(f"第 {n} 件", assignee=actor.account_id)
                )
            await page.get(here(activity))
            statements.clear()
            await page.get(here(activity))
            counted.append(len(statements))
    assert counted[0] == counted[1]
