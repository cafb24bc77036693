import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.spans import Period, cut, weekdays, weekly

NEW_YEAR, EVE = date(2026, 1, 1), date(2026, 12, 31)
SATURDAY = 5


@pytest.mark.parametrize(
    ("period", "times"),
    [(Period.WEEK, 52), (Period.MONTH, 12), (Period.TERM, 2), (Period.YEAR, 1)],
)
def test_a_calendar_year_has_as_many_periods_as_people_say(period, times):
    assert len(cut(period, NEW_YEAR, EVE)) == times


def test_eighteen_weeks_from_a_monday_to_a_friday_are_eighteen():
    monday = date(2026, 8, 31)

    assert len(cut(Period.WEEK, monday, monday + timedelta(weeks=18, days=-3))) == 18


def test_what_is_left_at_the_end_counts_from_half_a_period_on():
    half = cut(Period.WEEK, NEW_YEAR, date(2026, 1, 11))  # one week and four days
    less = cut(Period.WEEK, NEW_YEAR, date(2026, 1, 10))  # one week and three

    assert [(s.first.day, s.last.day) for s in half] == [(1, 7), (8, 11)]
    assert [(s.first.day, s.last.day) for s in less] == [(1, 10)]


def test_a_programme_shorter_than_a_period_has_one():
    assert len(cut(Period.YEAR, date(2026, 9, 1), date(2026, 10, 1))) == 1


def test_months_of_a_programme_that_begins_on_the_31st_end_with_the_shorter_ones():
    spans = cut(Period.MONTH, date(2026, 1, 31), date(2026, 4, 29))

    assert [str(s.first) for s in spans] == ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_there_are_no_periods_where_the_end_lies_before_the_start():
    assert cut(Period.WEEK, EVE, NEW_YEAR) == ()


def test_occasions_are_as_many_as_are_named_and_last_as_long_as_the_programme():
    spans = cut(Period.OCCASION, NEW_YEAR, EVE, 3)

    assert [(s.number, s.first, s.last) for s in spans] == [(n, NEW_YEAR, EVE) for n in (1, 2, 3)]


def test_2026_has_52_saturdays():
    days = list(weekdays(SATURDAY, NEW_YEAR, EVE))

    assert (len(days), str(days[0]), str(days[-1])) == (52, "2026-01-03", "2026-12-26")
    assert [s.first for s in weekly(SATURDAY, NEW_YEAR, EVE)] == days


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.sampled_from(list(Period)[:4]), DAYS, st.integers(0, 1100))
def test_every_day_lies_in_exactly_one_period(period, first, length):
    last = first + timedelta(days=length)

    spans = cut(period, first, last)

    assert spans[0].first == first
    assert spans[-1].last == last
    assert all(b.first == a.last + timedelta(days=1) for a, b in itertools.pairwise(spans))
    assert [s.number for s in spans] == list(range(1, len(spans) + 1))
