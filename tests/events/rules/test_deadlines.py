from datetime import date

import pytest

from events.rules.deadlines import Deadline, Side, TwoDeadlines, counted, settled
from events.rules.tasks import OffsetUnit

T = date(2026, 12, 5)
WEEK = Deadline(-7, OffsetUnit.DAYS, date(2026, 11, 28))
DAYS, WORKING = OffsetUnit.DAYS, OffsetUnit.WORKING_DAYS


def test_a_form_nobody_changed_leaves_the_deadline_alone():
    assert settled(date(2027, 1, 1), WEEK, WEEK) == WEEK


def test_a_new_count_moves_the_day():
    assert settled(T, WEEK, Deadline(-3, WORKING, WEEK.due)) == Deadline(
        -3, WORKING, date(2026, 12, 2)
    )


def test_a_new_day_is_kept_as_its_distance():
    assert settled(T, WEEK, Deadline(-7, DAYS, date(2026, 12, 7))) == Deadline(
        2, DAYS, date(2026, 12, 7)
    )


def test_while_the_first_day_is_unknown_a_day_is_just_a_day_and_a_count_has_none():
    assert settled(None, Deadline(), Deadline(due=T)) == Deadline(due=T)
    assert settled(None, Deadline(), Deadline(-7)) == Deadline(-7)


@pytest.mark.parametrize("emptied", [Deadline(None, DAYS, WEEK.due), Deadline(-7, DAYS, None)])
def test_emptying_either_takes_the_deadline_away(emptied):
    assert settled(T, WEEK, emptied) == Deadline()


def test_two_changes_must_mean_the_same_day():
    both = Deadline(-4, DAYS, date(2026, 12, 1))
    assert settled(T, WEEK, both) == both
    with pytest.raises(TwoDeadlines):
        settled(T, WEEK, Deadline(-4, DAYS, date(2026, 12, 2)))


def test_a_count_has_a_side_and_nought_has_none():
    assert [counted(7, Side.BEFORE), counted(7, Side.AFTER), counted(None, Side.AFTER)] == [
        -7,
        7,
        None,
    ]
    on_the_day = Deadline(0, DAYS, T)
    assert settled(T, on_the_day, Deadline(0, WORKING, T)) == on_the_day
