from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from events.rules.task_board import Reader, Show, columns, counts
from events.rules.tasks import OffsetUnit, Phase, Task, TaskStatus

TODAY = date(2026, 11, 30)
ME = uuid4()
READER = Reader(ME, TODAY, date(2026, 11, 1))


def task(title, due=None, **differing):
    usual = {
        "id": uuid4(),
        "phase": Phase.PREPARE,
        "owner": "",
        "offset": None,
        "offset_unit": OffsetUnit.DAYS,
        "status": TaskStatus.OPEN,
        "skip_reason": "",
        "position": 0,
        "version": 1,
        "calendar_uid": "task-1@plan.example",
        "calendar_sequence": 1,
        "calendar_modified": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Task(title=title, due=due, **usual | differing)


TASKS = [
    task("undated"),
    task("today", TODAY, assignee=ME),
    task("late", TODAY - timedelta(days=1)),
    task("done", TODAY - timedelta(days=9), status=TaskStatus.DONE, assignee=ME),
    task("left out", TODAY, status=TaskStatus.SKIPPED),
    task("afterwards", TODAY + timedelta(days=9), phase=Phase.FOLLOW_UP),
]


def titles(tasks):
    return [one.title for one in tasks]


def test_what_is_late_stands_first_and_what_has_no_date_last():
    prepare, day, after = columns(TASKS, Show.ALL, READER)
    assert titles(prepare.late) == ["late"]
    assert titles(prepare.open) == ["late", "today", "undated"]
    assert titles(prepare.over) == ["done", "left out"]
    assert (day.open, day.over, titles(after.open)) == ((), (), ["afterwards"])


def test_a_view_shows_what_it_counts():
    assert counts(TASKS, READER) == {Show.ALL: 6, Show.MINE: 2, Show.OPEN: 4, Show.OVERDUE: 1}
    for show, number in counts(TASKS, READER).items():
        shown = columns(TASKS, show, READER)
        assert sum(len(one.open) + len(one.over) for one in shown) == number


def test_a_task_is_late_from_the_day_after_it_was_due():
    assert titles(columns(TASKS, Show.OVERDUE, READER)[0].open) == ["late"]
    tomorrow = Reader(ME, TODAY + timedelta(days=1), READER.planned_on)
    assert titles(columns(TASKS, Show.OVERDUE, tomorrow)[0].open) == ["late", "today"]
