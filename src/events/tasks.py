"""What can be done with tasks: tick, leave out with a reason, open again, add."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, tables
from events.releases import Released
from events.rules.activities import Activity, Changed, Status
from events.rules.tasks import (
    NoSuchTask,
    OffsetUnit,
    Phase,
    SkipNeedsReason,
    Task,
    TaskStatus,
    due,
    moved,
)
from kit import clock, database
from kit.settings import settings


class NewTask(msgspec.Struct, frozen=True):
    """A task as somebody typed it."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    phase: Phase = Phase.PREPARE
    due: date | None = None
    owner: Annotated[str, msgspec.Meta(max_length=100)] = ""


async def of(actor: Actor, activity_id: UUID) -> list[Task]:
    """Return the activity's tasks by due date, undated ones last.

    Raises:
        NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    await activities.find(actor, activity_id)
    return await of_activity(activity_id)


async def of_activity(activity_id: UUID) -> list[Task]:
    """Return the tasks for whoever has already been let in to the activity."""
    t = tables.Task
    rows = await t.select().where(t.activity == activity_id).order_by(t.due, t.position)
    return database.facts(Task, rows)


async def add(actor: Actor, activity_id: UUID, new: NewTask) -> Task:
    """Add a task; a due date is kept as its distance from T, so that it moves with the activity.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        t_day = activity.first_day
        now = clock.now().replace(microsecond=0)
        row = tables.Task(
            id=uuid4(),
            activity=activity_id,
            phase=new.phase,
            title=new.title,
            owner=new.owner,
            offset=(new.due - t_day).days if new.due and t_day else None,
            due=new.due,
            position=await tables.Task.count().where(tables.Task.activity == activity_id),
            calendar_uid=f"task-{uuid4()}@{settings().domain}",
            calendar_modified=now,
        )
        await tables.Task.insert(row)
        await activities.touch(activity_id)
        await traces.leave(actor, "task.added", row.id, activity_id=activity_id)
    return database.fact(Task, row.to_dict())


async def finish(actor: Actor, activity_id: UUID, task_id: UUID, version: int) -> Task:
    """Tick the task.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchTask, Changed, CannotGoThere
    """
    return await _move(actor, activity_id, task_id, version, TaskStatus.DONE, trace="task.done")


async def skip(actor: Actor, activity_id: UUID, task_id: UUID, version: int, reason: str) -> Task:
    """Leave the task out, saying why.

    Raises:
        SkipNeedsReason, and those of `finish`
    """
    if not reason:
        raise SkipNeedsReason
    return await _move(
        actor,
        activity_id,
        task_id,
        version,
        TaskStatus.SKIPPED,
        trace="task.skipped",
        reason=reason,
    )


async def reopen(actor: Actor, activity_id: UUID, task_id: UUID, version: int) -> Task:
    """Open the task again; its due date is worked out anew from where T is now."""
    return await _move(actor, activity_id, task_id, version, TaskStatus.OPEN, trace="task.reopened")


async def fulfil(activity_id: UUID, key: str) -> None:
    """Tick the open task that `key` stands for, because what it asks for has just been done."""
    t = tables.Task
    rows = (
        await t.update(
            {
                t.status: TaskStatus.DONE,
                t.done_at: clock.now(),
                t.version: t.version + 1,
                t.calendar_sequence: t.calendar_sequence + 1,
                t.calendar_modified: clock.now().replace(microsecond=0),
            }
        )
        .where(t.activity == activity_id, t.key == key, t.status == TaskStatus.OPEN)
        .returning(t.id)
    )
    if rows:
        await activities.touch(activity_id)


async def call_published(activity: Activity) -> None:
    """Tick the task of publishing the call, once it is out."""
    if activity.status is Status.OPEN:
        await fulfil(activity.id, "recruit")


async def run_sheet_released(told: Released) -> None:
    """Tick the task of releasing the run sheet."""
    await fulfil(told.activity.id, "release")


async def _move(
    actor: Actor,
    activity_id: UUID,
    task_id: UUID,
    version: int,
    to: TaskStatus,
    *,
    trace: str,
    reason: str = "",
) -> Task:
    actor.must(Permission.CHANGE_PLAN)
    t = tables.Task
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        rows = (
            await t.select().where(t.id == task_id, t.activity == activity_id).lock_rows("UPDATE")
        )
        if not rows:
            raise NoSuchTask
        before = database.fact(Task, rows[0])
        if before.version != version:
            raise Changed
        differing: dict[Any, Any] = {
            t.status: moved(before.status, to),
            t.skip_reason: reason,
            t.done_at: clock.now() if to is TaskStatus.DONE else None,
            t.version: t.version + 1,
            t.calendar_sequence: t.calendar_sequence + 1,
            t.calendar_modified: activities.later(before.calendar_modified),
        }
        if to is TaskStatus.OPEN and before.offset is not None:
            differing[t.due] = due(
                activity.first_day, before.offset, OffsetUnit(before.offset_unit)
            )
        await t.update(differing).where(t.id == task_id, t.version == version)
        await activities.touch(activity_id)
        await traces.leave(actor, trace, task_id, activity_id=activity_id)
        row = await t.select().where(t.id == task_id).first()
    assert row is not None
    return database.fact(Task, row)
