"""Tasks that are done by doing something else: publishing the call, releasing the run sheet."""

from typing import Any
from uuid import UUID

from events import activities, tables, tasks
from events.releases import Released
from events.rules.activities import Activity, Status
from events.rules.tasks import TaskStatus
from kit import clock


async def fulfil(activity_id: UUID, key: str) -> None:
    """Tick the open task that `key` stands for, because what it asks for has just been done."""
    t = tables.Task
    for task in await tasks.of_activity(activity_id):
        if task.key == key and task.status is TaskStatus.OPEN:
            done: dict[Any, Any] = {t.status: TaskStatus.DONE, t.done_at: clock.now()}
            await t.update({**done, t.version: t.version + 1, **tasks.revised(task)}).where(
                t.id == task.id, t.status == TaskStatus.OPEN
            )
            await activities.touch(activity_id)


async def call_published(activity: Activity) -> None:
    """Tick the task of publishing the call, once it is out."""
    if activity.status is Status.OPEN:
        await fulfil(activity.id, "recruit")


async def run_sheet_released(told: Released) -> None:
    """Tick the task of releasing the run sheet."""
    await fulfil(told.activity.id, "release")
