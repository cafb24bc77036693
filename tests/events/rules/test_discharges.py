from datetime import date
from uuid import uuid4

import msgspec
import pytest

from events.rules.discharges import (
    Discharge,
    DoneBefore,
    DoneInTheFuture,
    NoSuchPeriod,
    State,
    board,
    refuse_day,
)
from events.rules.obligations import Obligation
from events.rules.spans import Period

LESSON = Obligation(
    id=uuid4(),
    title="心理健康课",
    actor="班主任",
    unit_kind="class",
    at_least=1,
    period=Period.WEEK,
    starts_on=None,
    periods=18,
    units=tuple(f"{n} 班" for n in range(1, 7)),
)
FIRST, LAST = date(2026, 8, 31), date(2027, 1, 3)  # eighteen weeks
IN_WEEK_TWO = date(2026, 9, 9)


def kept(unit: str, period: int, done_on: date = FIRST, **differing) -> Discharge:
    return msgspec.structs.replace(
        Discharge(uuid4(), LESSON.id, unit, period, done_on, "教案", ""), **differing
    )


def test_six_classes_in_eighteen_weeks_owe_108_lessons():
    assert board(LESSON, FIRST, LAST, [], FIRST).due == 108


def test_a_period_is_met_missed_exempt_due_or_to_come():
    records = [
        kept("1 班", 1),
        kept("3 班", 1, done_on=None, evidence="", exempt_because="运动会"),
    ]

    standing = board(LESSON, FIRST, LAST, records, IN_WEEK_TWO)

    first, second, third = ([cell.state for cell in row][:3] for row in standing.rows[:3])
    assert first == [State.MET, State.DUE, State.TO_COME]
    assert second == [State.MISSED, State.DUE, State.TO_COME]
    assert third == [State.EXEMPT, State.DUE, State.TO_COME]
    assert (standing.due, standing.met, standing.count(State.MISSED)) == (107, 1, 4)


def test_the_last_day_of_a_period_is_still_in_time_and_the_next_is_late():
    on_sunday = board(LESSON, FIRST, LAST, [], date(2026, 9, 6))
    on_monday = board(LESSON, FIRST, LAST, [], date(2026, 9, 7))

    assert on_sunday.cell("1 班", 1).state is State.DUE
    assert on_monday.cell("1 班", 1).state is State.MISSED


def test_twice_a_period_is_met_with_the_second_time_and_a_third_adds_nothing():
    twice = msgspec.structs.replace(LESSON, at_least=2, at_most=2)

    once = board(twice, FIRST, LAST, [kept("1 班", 1)], FIRST)
    thrice = board(twice, FIRST, LAST, [kept("1 班", 1)] * 3, FIRST)

    assert (once.cell("1 班", 1).state, once.met) == (State.DUE, 1)
    assert (thrice.cell("1 班", 1).state, thrice.met, thrice.due) == (State.MET, 2, 216)


def test_without_units_it_is_kept_once_for_all():
    together = msgspec.structs.replace(LESSON, units=())

    assert board(together, FIRST, LAST, [], FIRST).due == 18


def test_without_a_first_and_a_last_day_there_are_no_periods_yet():
    assert board(LESSON, None, LAST, [], FIRST).due == 0
    assert board(LESSON, FIRST, None, [], FIRST).due == 0


def test_a_period_that_does_not_exist_is_refused():
    standing = board(LESSON, FIRST, LAST, [], FIRST)

    with pytest.raises(NoSuchPeriod):
        standing.cell("7 班", 1)
    with pytest.raises(NoSuchPeriod):
        standing.cell("1 班", 19)


def test_what_is_done_is_done_by_today_and_not_before_the_beginning():
    refuse_day(FIRST, FIRST, FIRST)
    with pytest.raises(DoneInTheFuture):
        refuse_day(date(2026, 9, 1), FIRST, FIRST)
    with pytest.raises(DoneBefore):
        refuse_day(date(2026, 8, 30), FIRST, FIRST)


def test_a_large_board_is_shown_a_stretch_at_a_time_with_the_present_in_it():
    whole = board(LESSON, FIRST, LAST, [], date(2026, 11, 25))  # in week 13

    present, first, last = (whole.around(at, 6 * 5) for at in (None, 1, 18))

    assert [span.number for span in present.spans] == [11, 12, 13, 14, 15]
    assert [span.number for span in first.spans] == [1, 2, 3, 4, 5]
    assert [span.number for span in last.spans] == [16, 17, 18]
    assert {len(row) for row in present.rows} == {5}
    assert whole.around(99, 6 * 18) == whole
    assert whole.around(None, 1).spans == whole.spans[12:13]
