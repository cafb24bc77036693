"""What an edition has learned, for the next one to check (E14)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.tasks import Task, TaskStatus
from kit.errors import Refusal
from kit.i18n import N_

T_OFFSET = -7  # days from T by which the next edition has thought about it


class Lesson(msgspec.Struct, frozen=True):
    id: UUID
    activity: UUID
    text: str
    position: int
    version: int
    created_at: datetime


class NewLesson(msgspec.Struct, frozen=True):
    """A lesson as somebody typed it: one sentence."""

    text: Annotated[str, msgspec.Meta(max_length=200)]


class NoSuchLesson(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such lesson (any more).")


class LessonChanged(Refusal):
    message = N_("Somebody else changed this lesson in the meantime. Below is what it says now.")


def moved(order: Sequence[UUID], lesson: UUID, by: int) -> list[UUID]:
    """Return the order with one lesson `by` places further down; at an end it stays there."""
    now = [one for one in order if one != lesson]
    place = max(0, min(list(order).index(lesson) + by, len(now)))
    return [*now[:place], lesson, *now[place:]]


def unchecked(activity: Activity, tasks: Iterable[Task]) -> list[Finding]:
    """Return one finding for each check of a lesson that is still open."""
    return [
        Finding(
            "lesson-unchecked",
            Severity.WARNING,
            Urgency.DEADLINE,
            N_("Last time you learned: %(lesson)s"),
            N_("See the tasks"),
            f"/a/{activity.id}/plan/tasks#task-{task.id}",
            Stops.RELEASE,
            subject=str(task.id),
            hint=N_("Tick it once it is seen to, or leave it out and say why."),
            details={"lesson": task.title},
        )
        for task in tasks
        if task.lesson is not None and task.status is TaskStatus.OPEN
    ]
