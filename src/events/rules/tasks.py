"""Things to do by T+n: their due dates move with the activity."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import chinese_calendar
import msgspec

from kit.errors import Refusal
from kit.i18n import N_

SATURDAY = 5
TO_CATCH_UP = timedelta(days=2)


class Phase(StrEnum):
    PREPARE = "prepare"
    DAY = "day"
    FOLLOW_UP = "follow_up"


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class OffsetUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "wd"


class Task(msgspec.Struct, frozen=True):
    """Something to do. `offset` counts from T in `offset_unit`; `due` is None while T is unknown.

    It is done by a member (`assignee`, called `assigned_to`) or by whoever is named as `owner`.
    `lesson` is what the edition before learned, where the task came from that.
    """

    id: UUID
    phase: Phase
    title: str
    owner: str
    offset: int | None
    offset_unit: OffsetUnit
    due: date | None
    status: TaskStatus
    skip_reason: str
    position: int
    version: int
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime
    key: str = ""
    assignee: UUID | None = None
    assigned_to: str = ""
    lesson: UUID | None = None

    @property
    def who(self) -> str:
        """The name of whoever does it, "" while nobody does."""
        return self.assigned_to or self.owner

    def is_overdue(self, today: date, planned_on: date) -> bool:
        """Say whether it is late by now. Whoever plans at short notice is given two days to catch up."""
        if self.status is not TaskStatus.OPEN or self.due is None:
            return False
        allowed = self.due if self.due >= planned_on else planned_on + TO_CATCH_UP
        return allowed < today

    def is_due_now(self, today: date, planned_on: date) -> bool:
        """Say whether its day had passed when planning began, and the days to catch up last."""
        late = self.status is TaskStatus.OPEN and self.due is not None and self.due < today
        return late and not self.is_overdue(today, planned_on)


class NoSuchTask(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such task.")


class SkipNeedsReason(Refusal):
    status: ClassVar[int] = 422
    message = N_("Please say why this is left out.")


class TwoOwners(Refusal):
    status: ClassVar[int] = 422
    message = N_("Choose a member or write a name, not both.")


class CannotGoThere(Refusal):
    message = N_("This task has been changed in the meantime. Look at the list again.")


MOVES = {
    (TaskStatus.OPEN, TaskStatus.DONE),
    (TaskStatus.OPEN, TaskStatus.SKIPPED),
    (TaskStatus.DONE, TaskStatus.OPEN),
    (TaskStatus.SKIPPED, TaskStatus.OPEN),
}


def moved(status: TaskStatus, to: TaskStatus) -> TaskStatus:
    """Return `to`.

    Raises:
        CannotGoThere: domain reference §2.1 does not know this step.
    """
    if (status, to) not in MOVES:
        raise CannotGoThere
    return to


def due(t_day: date | None, offset: int | None, unit: OffsetUnit) -> date | None:
    """Return the day `offset` from T, counting calendar days or Chinese working days."""
    if t_day is None or offset is None:
        return None
    if unit is OffsetUnit.DAYS:
        return t_day + timedelta(days=offset)
    step = timedelta(days=1 if offset >= 0 else -1)
    day, left = t_day, abs(offset)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Say whether offices are open: public holidays as far as they are published, weekends beyond."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY
