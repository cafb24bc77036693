"""What can be done with tasks: add, change, tick, leave out with a reason, open again."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from accounts import memberships, traces
from accounts.rules.memberships import NoSuchMember
from accounts.rules.permissions import Actor, NotAllowed, Permission
from events import activities, tables
from events.rules.activities import NOT_BEGUN, Activity, Changed
from events.rules.deadlines import Deadline, settled
from events.rules.tasks import (
    NoSuchTask,
    Phase,
    SkipNeedsReason,
    Task,
    TaskStatus,
    TwoOwners,
    due,
    moved,
)
from events.rules.typed_tasks import NewTask, columns
from kit import clock, database
from kit.settings import settings

SHOWN = {"title", "due", "assignee"}  # what calendars see of a task (X5)


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
    rows = await _select().where(t.activity == activity_id).order_by(t.due, t.position)
    return [read(row) for row in rows]


async def find(actor: Actor, activity_id: UUID, task_id: UUID) -> Task:
    """Return one task of the activity.

    Raises:
        NoSuchActivity, NoSuchTask
    """
    actor.must(Permission.SEE_PLAN)
    await activities.find(actor, activity_id)
    return await _find(activity_id, task_id)


async def add(actor: Actor, activity_id: UUID, new: NewTask) -> Task:
    """Add a task; a due date is kept as its distance from T, so that it moves with the activity.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchMember, TwoOwners, TwoDeadlines
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await _refuse_two_or_stranger(actor, new)
        row = tables.Task(
            id=uuid4(),
            activity=activity_id,
            **columns(new, settled(activity.first_day, Deadline(), new.deadline)),
            position=await tables.Task.count().where(tables.Task.activity == activity_id),
            calendar_uid=f"task-{uuid4()}@{settings().domain}",
            calendar_modified=clock.now().replace(microsecond=0),
        )
        await tables.Task.insert(row)
        await activities.touch(activity_id)
        await traces.leave(actor, "task.added", row.id, activity_id=activity_id)
    return await _find(activity_id, row.id)


async def remind(activity: Activity, key: str, title: str, by: date) -> None:
    """Put a task on the list that nobody typed, inside the caller's transaction.

    One that is still open under this `key` stays as it is: it is due no later.
    """
    t = tables.Task
    if await t.exists().where(t.activity == activity.id, t.key == key, t.status == TaskStatus.OPEN):
        return
    await t.insert(
        t(
            id=uuid4(),
            activity=activity.id,
            key=key,
            phase=Phase.PREPARE if activity.status in NOT_BEGUN else Phase.FOLLOW_UP,
            title=title,
            due=by,
            position=await t.count().where(t.activity == activity.id),
            calendar_uid=f"task-{uuid4()}@{settings().domain}",
            calendar_modified=clock.now().replace(microsecond=0),
        )
    )
    await activities.touch(activity.id)


async def change(
    actor: Actor, activity_id: UUID, task_id: UUID, version: int, new: NewTask
) -> Task:
    """Change what a task says; calendars notice what they show of it, and only that.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchTask, Changed, NoSuchMember, TwoOwners, TwoDeadlines
    """
    actor.must(Permission.CHANGE_PLAN)
    t = tables.Task
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        before = await _locked(activity_id, task_id)
        _refuse_stale(before, version)
        await _refuse_two_or_stranger(actor, new)
        stood = Deadline(before.offset, before.offset_unit, before.due)
        said = columns(new, settled(activity.first_day, stood, new.deadline))
        changed = {name for name, value in said.items() if getattr(before, name) != value}
        if changed:
            differing: dict[Any, Any] = {getattr(t, name): said[name] for name in changed}
            await _update(activity_id, before, differing, visibly=bool(SHOWN & changed))
            await traces.leave(actor, "task.changed", task_id, activity_id=activity_id)
    return await _find(activity_id, task_id)


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


def read(row: dict[str, Any]) -> Task:
    """Return a selected row as the fact, with the name of whoever it is assigned to."""
    return database.fact(Task, row | {"assigned_to": row["assigned_to"] or ""})


def _select() -> Any:
    t = tables.Task
    return t.select(*t.all_columns(), t.assignee.name.as_alias("assigned_to"))


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
    actor.must(Permission.SEE_PLAN)
    t = tables.Task
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        before = await _locked(activity_id, task_id)
        if not (actor.may(Permission.CHANGE_PLAN) or before.assignee == actor.account_id):
            raise NotAllowed
        _refuse_stale(before, version)
        differing: dict[Any, Any] = {
            t.status: moved(before.status, to),
            t.skip_reason: reason,
            t.done_at: clock.now() if to is TaskStatus.DONE else None,
        }
        if to is TaskStatus.OPEN and before.offset is not None:
            differing[t.due] = due(activity.first_day, before.offset, before.offset_unit)
        await _update(activity_id, before, differing, visibly=True)
        await traces.leave(actor, trace, task_id, activity_id=activity_id)
    return await _find(activity_id, task_id)


async def _find(activity_id: UUID, task_id: UUID) -> Task:
    t = tables.Task
    row = await _select().where(t.id == task_id, t.activity == activity_id).first()
    if row is None:
        raise NoSuchTask
    return read(row)


async def _locked(activity_id: UUID, task_id: UUID) -> Task:
    """Return the task, kept from others until the transaction ends."""
    t = tables.Task
    rows = await t.select().where(t.id == task_id, t.activity == activity_id).lock_rows("UPDATE")
    if not rows:
        raise NoSuchTask
    return database.fact(Task, rows[0])


def _refuse_stale(before: Task, version: int) -> None:
    if before.version != version:
        raise Changed


async def _update(
    activity_id: UUID, before: Task, differing: dict[Any, Any], *, visibly: bool
) -> None:
    t = tables.Task
    differing = {**differing, t.version: t.version + 1}
    if visibly:
        differing |= revised(before)
        await activities.touch(activity_id)
    await t.update(differing).where(t.id == before.id, t.version == before.version)


def revised(before: Task) -> dict[Any, Any]:
    """Return the columns that tell calendars of a change: revisions only rise (calendars §2)."""
    t = tables.Task
    return {
        t.calendar_sequence: t.calendar_sequence + 1,
        t.calendar_modified: activities.later(before.calendar_modified),
    }


async def _refuse_two_or_stranger(actor: Actor, new: NewTask) -> None:
    if new.assignee is None:
        return
    if new.owner:
        raise TwoOwners
    if new.assignee not in {member.account_id for member in await memberships.living(actor)}:
        raise NoSuchMember
