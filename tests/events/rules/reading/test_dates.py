"""Dates and times in the forms proposals use."""

from datetime import date

import pytest

from events.rules.reading import dates
from events.rules.reading.lines import fold

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "first", "last", "known"),
    [
        ("12月5日(暂定)", "2026-12-05", "2026-12-05", False),
        ("11月23日", "2026-11-23", "2026-11-23", False),
        ("11月22日", "2027-11-22", "2027-11-22", False),
        ("7月10日-12日", "2027-07-10", "2027-07-12", False),
        ("20__年7月10日-12日", "2027-07-10", "2027-07-12", False),
        ("2027年7月10日至7月20日", "2027-07-10", "2027-07-20", True),
        ("2027年12月30日—2028年1月2日", "2027-12-30", "2028-01-02", True),
        ("12月30日至1月2日", "2026-12-30", "2027-01-02", False),
        ("2027-03-06", "2027-03-06", "2027-03-06", True),
        ("2027/3/8 ~ 2027/6/18", "2027-03-08", "2027-06-18", True),
        ("2027.3.6-3.8", "2027-03-06", "2027-03-08", True),
        ("二〇二七年三月六日", "2027-03-06", "2027-03-06", True),
        ("民國116年3月6日", "2027-03-06", "2027-03-06", True),
        ("Saturday, 8 May 2027", "2027-05-08", "2027-05-08", True),
        ("May 8-9, 2027", "2027-05-08", "2027-05-09", True),
        ("12 - 16 July 2027", "2027-07-12", "2027-07-16", True),
        ("5月8日9:00", "2027-05-08", "2027-05-08", False),
        ("2月30日", "2027-02-28", "2027-02-28", False),
    ],
)
def test_a_date_is_read_with_the_next_year_where_none_is_written(text, first, last, known):
    (day,) = dates.days(fold(text))

    assert day.dated(TODAY) == (date.fromisoformat(first), date.fromisoformat(last))
    assert (day.year is not None) is known
    assert 0 <= day.span[0] < day.span[1] <= len(text)


@pytest.mark.parametrize("text", ["13月5日", "5月32日", "2027年3月", "A4纸5元", "3个月", "1月份"])
def test_what_is_no_day_is_not_read_as_one(text):
    assert dates.days(fold(text)) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("上午9:00", "09:00", None),
        ("晚7:30——22:20", "19:30", "22:20"),
        ("下午2点半到4点", "14:30", "16:00"),
        ("下午2：00—5：00", "14:00", "17:00"),
        ("上午9时至11时30分", "09:00", "11:30"),
        ("上午:8:30-11:30", "08:30", "11:30"),
        ("中午12:00", "12:00", None),
        ("9:00 am – 3:30 pm", "09:00", "15:30"),
        ("2:00-4:00 pm", "14:00", "16:00"),
        ("2 to 4 pm", "14:00", "16:00"),
        ("6.30 pm to 9 pm", "18:30", "21:00"),
        ("12:00 am", "00:00", None),
        ("24:00", "23:59", None),
    ],
)
def test_a_time_is_read_on_a_24_hour_clock(text, start, end):
    (clock,) = dates.clocks(fold(text))

    assert (clock.start, clock.end) == (start, end)


@pytest.mark.parametrize("text", ["25:00", "9:75", "比分3比2", "20分钟", "3个小时"])
def test_what_is_no_time_is_not_read_as_one(text):
    assert dates.clocks(fold(text)) == []
