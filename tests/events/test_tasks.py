from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts import memberships
from accounts.rules.memberships import NoSuchMember
from accounts.rules.permissions import NotAllowed, Role
from events import activities, assignments, blueprints, findings, fulfilled, plans, tasks
from events.rules.activities import Changed, NoSuchActivity
from events.rules.blueprints import Answers
from events.rules.deadlines import Side
from events.rules.tasks import (
    CannotGoThere,
    NoSuchTask,
    OffsetUnit,
    Phase,
    SkipNeedsReason,
    TaskStatus,
    TwoOwners,
)
from events.rules.typed_tasks import NewTask
from kit import clock
from tests import make
from web import wiring


async def added(actor, due=date(2026, 12, 1)):
    activity = await make.activity(actor)
    return activity, await tasks.add(
        actor, activity.id, NewTask("Order water", due=due, owner="Chen")
    )


async def test_a_task_with_a_date_is_kept_as_its_distance_from_the_day(db):
    actor = await make.actor()
    activity, task = await added(actor)
    assert (task.offset, task.due) == (-4, date(2026, 12, 1))
    assert (
        await activities.find(actor, activity.id)
    ).calendar_version == activity.calendar_version + 1


async def test_a_task_is_ticked_left_out_and_opened_again(db):
    actor = await make.actor()
    activity, task = await added(actor)
    done = await tasks.finish(actor, activity.id, task.id, task.version)
    opened = await tasks.reopen(actor, activity.id, task.id, done.version)
    skipped = await tasks.skip(actor, activity.id, task.id, opened.version, "The school brings it")
    assert [t.status for t in (done, opened, skipped)] == [
        TaskStatus.DONE,
        TaskStatus.OPEN,
        TaskStatus.SKIPPED,
    ]
    assert skipped.skip_reason == "The school brings it"
    assert skipped.calendar_sequence == task.calendar_sequence + 3


async def test_leaving_out_needs_a_reason(db):
    actor = await make.actor()
    activity, task = await added(actor)
    with pytest.raises(SkipNeedsReason):
        await tasks.skip(actor, activity.id, task.id, task.version, "")


async def test_two_people_ticking_at_once_are_told_apart(db):
    actor = await make.actor()
    activity, task = await added(actor)
    done = await tasks.finish(actor, activity.id, task.id, task.version)
    with pytest.raises(Changed):
        await tasks.skip(actor, activity.id, task.id, task.version, "No need")
    with pytest.raises(CannotGoThere):
        await tasks.finish(actor, activity.id, task.id, done.version)


async def test_tasks_are_closed_to_strangers_and_readers(db):
    actor, stranger = await make.actor(), await make.actor()
    activity, task = await added(actor)
    own = await make.activity(stranger)
    with pytest.raises(NoSuchActivity):
        await tasks.of(stranger, activity.id)
    with pytest.raises(NoSuchTask):
        await tasks.finish(stranger, own.id, task.id, task.version)
    with pytest.raises(NoSuchTask):
        await tasks.finish(actor, activity.id, uuid4(), 1)
    with pytest.raises(NotAllowed):
        await tasks.finish(
            await make.actor(Role.VIEWER, of=actor), activity.id, task.id, task.version
        )
    assert (await tasks.finish(actor, activity.id, task.id, task.version)).status is TaskStatus.DONE


async def test_what_has_been_done_elsewhere_ticks_its_task_and_no_other(db):
    actor = await make.actor()
    activity = await plans.create(actor, blueprints.plan("one-to-one"), Answers(title="Visit"))
    await fulfilled.fulfil(activity.id, "submit")
    await fulfilled.fulfil(activity.id, "nothing")
    done = [t for t in await tasks.of(actor, activity.id) if t.status is TaskStatus.DONE]
    assert [(t.key, t.calendar_sequence) for t in done] == [("submit", 2)]


async def test_a_task_is_given_to_a_member_and_calendars_notice(db):
    actor = await make.actor()
    helper = await make.actor(Role.VIEWER, of=actor, name="陈好")
    activity, task = await added(actor)
    version = (await activities.find(actor, activity.id)).calendar_version

    wanted = NewTask("Order water", due=task.due, assignee=helper.account_id, **counted(task))
    given = await tasks.change(actor, activity.id, task.id, task.version, wanted)

    assert (given.assignee, given.who, given.owner) == (helper.account_id, "陈好", "")
    assert given.calendar_sequence == task.calendar_sequence + 1
    assert given.calendar_modified > task.calendar_modified
    assert (await activities.find(actor, activity.id)).calendar_version == version + 1


async def test_what_no_calendar_shows_and_saving_unchanged_moves_no_revision(db):
    actor = await make.actor()
    activity, task = await added(actor)
    same = NewTask("Order water", due=task.due, owner="Chen", **counted(task))

    unchanged = await tasks.change(actor, activity.id, task.id, task.version, same)
    wanted = NewTask("Order water", Phase.DAY, due=task.due, owner="Li", **counted(task))
    moved = await tasks.change(actor, activity.id, task.id, task.version, wanted)

    assert unchanged == task
    assert (moved.phase, moved.owner, moved.version) == (Phase.DAY, "Li", task.version + 1)
    assert moved.calendar_sequence == task.calendar_sequence


async def test_a_task_can_be_counted_in_working_days(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    new = NewTask(
        "Settle", Phase.FOLLOW_UP, count=10, side=Side.AFTER, unit=OffsetUnit.WORKING_DAYS
    )
    task = await tasks.add(actor, activity.id, new)
    assert (task.offset, task.due) == (10, date(2026, 12, 18))


async def test_nobody_from_outside_and_no_two_people_are_given_a_task(db):
    actor, stranger = await make.actor(), await make.actor()
    gone = await make.actor(of=actor)
    activity, task = await added(actor)
    await make.leave(gone)
    for outside in (stranger, gone):
        with pytest.raises(NoSuchMember):
            await tasks.change(
                actor, activity.id, task.id, 1, NewTask("Water", assignee=outside.account_id)
            )
    with pytest.raises(TwoOwners):
        await tasks.add(actor, activity.id, NewTask("Cups", assignee=actor.account_id, owner="Li"))
    with pytest.raises(NoSuchTask):
        await tasks.change(
            stranger, (await make.activity(stranger)).id, task.id, 1, NewTask("Mine")
        )
    with pytest.raises(NotAllowed):
        await tasks.change(
            await make.actor(Role.VIEWER, of=actor), activity.id, task.id, 1, NewTask("Mine")
        )
    assert (await tasks.find(actor, activity.id, task.id)).title == "Order water"


async def test_whoever_a_task_is_given_to_may_tick_it_and_no_other_reader(db):
    actor = await make.actor()
    helper, other = [await make.actor(Role.VIEWER, of=actor) for _ in range(2)]
    activity = await make.activity(actor)
    task = await tasks.add(actor, activity.id, NewTask("Cups", assignee=helper.account_id))
    with pytest.raises(NotAllowed):
        await tasks.finish(other, activity.id, task.id, task.version)
    done = await tasks.finish(helper, activity.id, task.id, task.version)
    assert done.status is TaskStatus.DONE


async def test_the_open_tasks_of_whoever_leaves_fall_back_to_nobody(db):
    wiring.connect()
    actor = await make.actor()
    helper = await make.actor(Role.PLANNER, of=actor, name="陈好")
    activity = await make.activity(actor)
    waiting = await tasks.add(actor, activity.id, NewTask("Cups", assignee=helper.account_id))
    done = await tasks.add(actor, activity.id, NewTask("Water", assignee=helper.account_id))
    await tasks.finish(helper, activity.id, done.id, done.version)
    kept = await tasks.add(actor, activity.id, NewTask("Bread", assignee=actor.account_id))
    version = (await activities.find(actor, activity.id)).calendar_version

    (member,) = [m for m in await memberships.of(actor) if m.account_id == helper.account_id]
    await memberships.remove(actor, member.id)

    now = {task.title: task for task in await tasks.of(actor, activity.id)}
    assert [now[title].who for title in ("Cups", "Water", "Bread")] == ["", "陈好", "周敏"]
    assert now["Cups"].calendar_sequence == waiting.calendar_sequence + 1
    assert now["Bread"].version == kept.version
    assert (await activities.find(actor, activity.id)).calendar_version == version + 1


async def test_mine_are_my_open_tasks_everywhere_in_this_association(db, statements):
    actor, elsewhere = await make.actor(), await make.actor()
    first, second, foreign = [await make.activity(of) for of in (actor, actor, elsewhere)]
    mine = NewTask("Cups", due=date(2026, 12, 4), assignee=actor.account_id)
    await tasks.add(actor, first.id, mine)
    await tasks.add(actor, first.id, NewTask("Not mine"))
    statements.clear()
    assert [one.task.title for one in await assignments.mine(actor)] == ["Cups"]
    asked = len(statements)
    await tasks.add(actor, second.id, NewTask("Bread", assignee=actor.account_id))
    ticked = await tasks.add(actor, second.id, NewTask("Tape", assignee=actor.account_id))
    await tasks.finish(actor, second.id, ticked.id, ticked.version)
    await tasks.add(elsewhere, foreign.id, NewTask("Theirs", assignee=elsewhere.account_id))
    statements.clear()
    assert [one.task.title for one in await assignments.mine(actor)] == ["Cups", "Bread"]
    assert len(statements) == asked
    await activities.cancel(actor, first.id, 1, "Rain")
    assert [one.task.title for one in await assignments.mine(actor)] == ["Bread"]


async def test_a_day_that_moves_takes_open_tasks_along_and_those_now_past_are_found(db):
    actor = await make.actor()
    today = clock.day("Asia/Shanghai")
    starts_at = clock.now() + timedelta(days=30)
    planned = clock.now() - timedelta(days=60)
    activity = await make.activity(
        actor, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), created_at=planned
    )
    waiting = await tasks.add(actor, activity.id, NewTask("Ask the school", count=20))
    ticked = await tasks.add(actor, activity.id, NewTask("Book the bus", count=20))
    await tasks.finish(actor, activity.id, ticked.id, ticked.version)
    assert waiting.due == today + timedelta(days=10)

    sooner: dict[str, datetime] = {
        "starts_at": starts_at - timedelta(days=15),
        "ends_at": starts_at - timedelta(days=15) + timedelta(hours=4),
    }
    after = await activities.change(actor, activity.id, 1, sooner)

    now = {task.title: task for task in await tasks.of(actor, activity.id)}
    assert now["Ask the school"].due == today - timedelta(days=5)
    assert now["Ask the school"].calendar_sequence == waiting.calendar_sequence + 1
    assert now["Book the bus"].due == ticked.due
    late = [f for f in await findings.of(actor, after) if f.code == "task-overdue"]
    assert [f.subject for f in late] == [str(waiting.id)]


def counted(task):
    return {"count": abs(task.offset), "side": Side.BEFORE, "unit": task.offset_unit}
