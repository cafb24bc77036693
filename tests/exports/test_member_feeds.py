"""A member's own calendar: what is assigned to them, as the database holds it."""

from datetime import date

import msgspec
import pytest
import time_machine

from accounts import links, memberships
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from events import activities, subscriptions, tasks
from events.rules.typed_tasks import NewTask
from events.subscriptions import OwnSubscription
from tests import make
from tests.exports import planned, strict_ical
from web import wiring


@pytest.fixture
async def program(browser):
    async with browser(None) as opened:
        yield opened


async def own_feed(actor):
    return f"/calendars/{await subscriptions.subscribe_member(actor, OwnSubscription())}.ics"


async def shown(program, address):
    """Return (UID, title, status, day, SEQUENCE) of every entry but the anchor."""
    body = (await program.get(address)).content
    assert strict_ical.lint(body) == set()
    return [
        (
            event["UID"].value,
            event["SUMMARY"].text,
            event["STATUS"].value,
            strict_ical._instant(event["DTSTART"]),
            int(event["SEQUENCE"].value),
        )
        for event in strict_ical.parse(body).inside("VEVENT")[1:]
    ]


async def given(actor, activity, to, title="借音箱"):
    new = NewTask(title, count=7, assignee=to.account_id)
    return await tasks.add(actor, activity.id, new)


async def changed(actor, activity, task, **differing):
    said = NewTask(task.title, count=7, due=task.due, assignee=task.assignee)
    return await tasks.change(
        actor, activity.id, task.id, task.version, msgspec.structs.replace(said, **differing)
    )


async def test_it_shows_my_open_tasks_of_every_activity_and_nobody_elses(program, db):
    actor, stranger = await make.actor(), await make.actor()
    helper = await make.actor(Role.VIEWER, of=actor, name="陈好")
    first, second = [await make.activity(actor, title=title) for title in ("游园", "清滩")]
    foreign = await make.activity(stranger)
    mine = await given(actor, first, helper)
    also = await given(actor, second, helper, "借话筒")
    await given(actor, first, actor, "别人的事")
    await tasks.add(actor, first.id, NewTask("没有日期", assignee=helper.account_id))
    await given(stranger, foreign, stranger, "外面的事")
    address = await own_feed(helper)

    found = {
        title: (uid, status, day) for uid, title, status, day, _ in await shown(program, address)
    }

    day = date(2026, 11, 28)
    assert found == {
        "【截止】借音箱 · 游园": (mine.calendar_uid, "CONFIRMED", day),
        "【截止】借话筒 · 清滩": (also.calendar_uid, "CONFIRMED", day),
    }
    text = (await program.get(address)).text
    assert "陈好" not in text
    assert text.count("TRANSP:TRANSPARENT") == text.count("BEGIN:VEVENT")


async def test_each_visible_change_moves_its_revision_and_the_tag(program, db):
    actor = await make.actor()
    activity = await make.activity(actor)
    task = await given(actor, activity, actor)
    address = await own_feed(actor)
    sequences, moments, tags = [], [], []

    async def polled():
        text = (await program.get(address)).text
        moments.append(text.rpartition("LAST-MODIFIED:")[2].partition("\r\n")[0])
        tags.append((await program.get(address)).headers["etag"])
        ((_, _, _, _, sequence),) = await shown(program, address)
        sequences.append(sequence)

    await polled()
    task = await changed(actor, activity, task, title="借话筒")
    await polled()
    task = await changed(actor, activity, task, count=5)
    await polled()
    activity = await activities.change(
        actor,
        activity.id,
        activity.version,
        {"starts_at": make.T_DAY.replace(day=6), "ends_at": None},
    )
    await polled()

    assert sequences == sorted(set(sequences))
    assert moments == sorted(moments)  # two layers may have moved within the same second
    assert moments[0] < moments[-1]
    assert len(set(tags)) == 4
    same = await program.get(address, headers={"if-none-match": tags[-1]})
    assert same.status_code == 304


async def test_a_task_given_to_somebody_else_changes_calendars(program, db):
    actor = await make.actor()
    helper = await make.actor(Role.PLANNER, of=actor)
    activity = await make.activity(actor)
    task = await given(actor, activity, actor)
    mine, theirs = await own_feed(actor), await own_feed(helper)
    held = (await program.get(mine)).headers["etag"]
    ((_, _, _, _, before),) = await shown(program, mine)

    await changed(actor, activity, task, assignee=helper.account_id)

    assert (await program.get(mine, headers={"if-none-match": held})).status_code == 200
    assert await shown(program, mine) == []
    ((uid, _, _, _, after),) = await shown(program, theirs)
    assert (uid, after) == (task.calendar_uid, before + 1)


async def test_a_cancelled_activity_crosses_its_tasks_out(program, db):
    actor = await make.actor()
    activity = await make.activity(actor)
    await given(actor, activity, actor)
    address = await own_feed(actor)
    await activities.cancel(actor, activity.id, activity.version, "下大雨")
    ((_, title, status, _, _),) = await shown(program, address)
    assert (title, status) == ("【已取消】【截止】借音箱 · Beach clean-up", "CANCELLED")


@pytest.mark.parametrize("how", ["removed", "graduated"])
async def test_whoever_leaves_has_a_calendar_that_says_it_has_ended(program, db, how):
    wiring.connect()
    actor = await make.actor()
    helper = await make.actor(Role.PLANNER, of=actor)
    activity = await make.activity(actor)
    await given(actor, activity, helper)
    address = await own_feed(helper)
    assert len(await shown(program, address)) == 1

    if how == "removed":
        (member,) = [m for m in await memberships.of(actor) if m.account_id == helper.account_id]
        await memberships.remove(actor, member.id)
    else:
        await make.leave(helper)

    text = (await program.get(address)).text
    assert "此订阅已失效" in text
    assert "借音箱" not in text


async def test_busy_says_only_that_there_is_something(program, db):
    actor = await make.actor()
    activity = await make.activity(actor)
    await given(actor, activity, actor)
    token = await subscriptions.subscribe_member(actor, OwnSubscription(detail="busy"))
    ((_, title, _, _, _),) = await shown(program, f"/calendars/{token}.ics")
    assert title == "伴行：已安排"


async def test_only_its_owner_ends_a_calendar(program, db):
    actor, other = await make.actor(), await make.actor()
    await own_feed(actor)
    (link,) = await subscriptions.of_member(actor)
    await subscriptions.end_own(other, link.id)
    assert len(await subscriptions.of_member(actor)) == 1
    await subscriptions.end_own(actor, link.id)
    assert await subscriptions.of_member(actor) == []


async def test_no_child_is_in_it(program, db):
    actor = await make.actor()
    activity = await planned.released(actor)
    await planned.people(activity, 3)
    await given(actor, activity, actor)
    address = await own_feed(actor)
    text = (await program.get(address)).text.replace("\r\n ", "")
    assert "借音箱" in text
    assert "小树" not in text
    assert "志愿甲" not in text


async def test_the_calendar_of_a_fetch_is_alive_and_the_token_only_opens_calendars(program, db):
    actor = await make.actor()
    address = await own_feed(actor)
    token = address.removeprefix("/calendars/").removesuffix(".ics")
    assert await links.find(Kind.VOLUNTEER, token) is None
    with time_machine.travel("2027-03-01T00:00:00Z"):
        assert "已订阅伴行日历" in (await program.get(address)).text
