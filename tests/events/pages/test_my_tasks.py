from datetime import timedelta

import pytest

from events import subscriptions, tasks
from events.rules.tasks import TaskStatus
from events.rules.typed_tasks import NewTask
from kit import clock
from tests import make


@pytest.fixture
async def actor(db):
    return await make.actor()


async def late(actor):
    """An activity planned long ago, with one task of the actor that was due ten days ago."""
    starts_at, planned = clock.now() + timedelta(days=10), clock.now() - timedelta(days=90)
    activity = await make.activity(actor, starts_at=starts_at, ends_at=None, created_at=planned)
    new = NewTask("借音箱", count=20, assignee=actor.account_id)
    return activity, await tasks.add(actor, activity.id, new)


@pytest.mark.parametrize("address", ["/", "/tasks"])
async def test_what_is_mine_stands_on_the_first_page_and_on_its_own(browser, actor, address):
    activity, _ = await late(actor)
    await tasks.add(actor, activity.id, NewTask("别人的事"))
    async with browser(actor, language="en") as page:
        shown = (await page.get(address)).text
    assert "借音箱" in shown
    assert "overdue</span>" in shown
    assert "T−20" in shown
    assert "别人的事" not in shown


async def test_ticking_there_leads_back_there(browser, actor):
    activity, task = await late(actor)
    async with browser(actor) as page:
        answer = await page.post(
            f"/a/{activity.id}/plan/tasks/{task.id}/done", data={"version": "1", "back": "home"}
        )
    assert answer.headers["location"] == "/"
    assert (await tasks.find(actor, activity.id, task.id)).status is TaskStatus.DONE


async def test_a_calendar_is_shown_once_and_ended_by_its_name(browser, actor):
    async with browser(actor) as page:
        made = await page.post("/tasks/calendars", data={"device": "我的手机", "detail": "full"})
        again = (await page.get("/tasks")).text
        (link,) = await subscriptions.of_member(actor)
        await page.post(f"/tasks/calendars/{link.id}/end", data={})
    assert "https://plan.example/calendars/" in made.text
    assert "/calendars/" not in again.replace("/tasks/calendars", "")
    assert "我的手机" in again
    assert await subscriptions.of_member(actor) == []


@pytest.mark.parametrize("address", ["/", "/tasks"])
async def test_three_tasks_ask_as_much_as_one(browser, actor, address, statements):
    activity, _ = await late(actor)
    async with browser(actor) as page:
        counted = []
        for _ in range(2):
            await page.get(address)
            statements.clear()
            await page.get(address)
            counted.append(len(statements))
            for n in range(2):
                new = NewTask(f"第 {n} 件", assignee=actor.account_id)
                await tasks.add(actor, activity.id, new)
    assert counted[0] == counted[1]
