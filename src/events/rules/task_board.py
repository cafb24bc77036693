"""The tasks of an activity as a board: one column a phase, what is late on top, what is over below."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from events.rules.tasks import Phase, Task, TaskStatus


class Show(StrEnum):
    ALL = "all"
    MINE = "mine"
    OPEN = "open"
    OVERDUE = "overdue"


class Reader(msgspec.Struct, frozen=True):
    """Who looks at the board, on which day, and since when the activity has been planned."""

    account_id: UUID
    today: date
    planned_on: date


class Column(msgspec.Struct, frozen=True):
    """One phase: `late` and `waiting` are open, by due date; `over` is done or left out."""

    phase: Phase
    late: tuple[Task, ...]
    waiting: tuple[Task, ...]
    over: tuple[Task, ...]

    @property
    def open(self) -> tuple[Task, ...]:
        return self.late + self.waiting


def columns(tasks: Iterable[Task], show: Show, reader: Reader) -> tuple[Column, ...]:
    """Return the three phases with the tasks `show` asks for; undated ones come last."""
    shown = sorted((task for task in tasks if _fits(task, show, reader)), key=_in_order)
    return tuple(_column(phase, shown, reader) for phase in Phase)


def counts(tasks: Iterable[Task], reader: Reader) -> dict[Show, int]:
    """Return how many tasks each view holds."""
    known = list(tasks)
    return {show: sum(_fits(task, show, reader) for task in known) for show in Show}


def _column(phase: Phase, tasks: list[Task], reader: Reader) -> Column:
    own = [task for task in tasks if task.phase is phase]
    waiting = [task for task in own if task.status is TaskStatus.OPEN]
    return Column(
        phase,
        tuple(task for task in waiting if _late(task, reader)),
        tuple(task for task in waiting if not _late(task, reader)),
        tuple(task for task in own if task.status is not TaskStatus.OPEN),
    )


def _fits(task: Task, show: Show, reader: Reader) -> bool:
    match show:
        case Show.MINE:
            return task.assignee == reader.account_id
        case Show.OPEN:
            return task.status is TaskStatus.OPEN
        case Show.OVERDUE:
            return _late(task, reader)
    return True


def _late(task: Task, reader: Reader) -> bool:
    return task.is_overdue(reader.today, reader.planned_on)


def _in_order(task: Task) -> tuple[bool, date, int]:
    return task.due is None, task.due or date.max, task.position
