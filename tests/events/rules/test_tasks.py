from datetime import date

import pytest

from events import blueprints
from events.rules.tasks import CannotGoThere, OffsetUnit, TaskStatus, due, is_working_day, moved

T = date(2026, 12, 5)


def test_the_template_counts_every_deadline_from_the_fifth_of_december():
    found = {
        task.key: due(T, task.offset_days, OffsetUnit(task.offset_unit))
        for task in blueprints.plan("one-to-one").tasks
    }
    assert found["submit"] == date(2026, 11, 7)
    assert found["training"] == date(2026, 11, 25)
    assert found["pairs"] == date(2026, 12, 1)
    assert found["release"] == date(2026, 12, 2)
    assert found["hours"] == date(2026, 12, 8)
    assert found["settlement"] == date(2026, 12, 19)
    assert found["hours-recorded"] == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # the national holiday lies between
        (date(2026, 9, 19), 1, date(2026, 9, 20)),  # a Sunday that is worked
        (date(2026, 12, 7), -1, date(2026, 12, 4)),
        (date(2026, 12, 7), 0, date(2026, 12, 7)),
        (date(2040, 1, 6), 1, date(2040, 1, 9)),  # no holidays published yet: weekends only
    ],
)
def test_working_days_leave_out_holidays_and_take_in_worked_weekends(start, days, end):
    assert due(start, days, OffsetUnit.WORKING_DAYS) == end


def test_a_weekend_far_ahead_is_no_working_day():
    assert not is_working_day(date(2040, 1, 7))


def test_without_a_day_or_an_offset_nothing_is_due():
    assert due(None, -7, OffsetUnit.DAYS) is None
    assert due(T, None, OffsetUnit.DAYS) is None


ALLOWED = {
    (TaskStatus.OPEN, TaskStatus.DONE),
    (TaskStatus.OPEN, TaskStatus.SKIPPED),
    (TaskStatus.DONE, TaskStatus.OPEN),
    (TaskStatus.SKIPPED, TaskStatus.OPEN),
}


@pytest.mark.parametrize("before", TaskStatus)
@pytest.mark.parametrize("after", TaskStatus)
def test_a_task_takes_the_steps_of_the_domain_and_no_other(before, after):
    if (before, after) in ALLOWED:
        assert moved(before, after) is after
    else:
        with pytest.raises(CannotGoThere):
            moved(before, after)
