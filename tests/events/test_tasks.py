from datetime import date
from uuid import uuid4

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import activities, blueprints, plans, tasks
from events.rules.activities import Changed, NoSuchActivity
from events.rules.blueprints import Answers
from events.rules.tasks import CannotGoThere, NoSuchTask, SkipNeedsReason, TaskStatus
from events.tasks import NewTask
from tests import make


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
    await tasks.fulfil(activity.id, "submit")
    await tasks.fulfil(activity.id, "nothing")
    done = [t for t in await tasks.of(actor, activity.id) if t.status is TaskStatus.DONE]
    assert [(t.key, t.calendar_sequence) for t in done] == [("submit", 2)]
