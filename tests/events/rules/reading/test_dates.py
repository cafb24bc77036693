"""Dates and times in the forms proposals use."""

from datetime import date

import pytest

from events.rules import reading
from events.rules.reading import dates, hours, reckoned
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
        ("116年1月25日（一）至1月27日（三）", "2027-01-25", "2027-01-27", True),
        ("二零二七年二月二十日", "2027-02-20", "2027-02-20", True),
        ("12/6（日）", "2026-12-06", "2026-12-06", False),
        ("8/5/2027", "2027-05-08", "2027-05-08", True),
        ("25.12.2026", "2026-12-25", "2026-12-25", True),
        ("Sat 8 May", "2027-05-08", "2027-05-08", False),
        ("8–10 July 2027", "2027-07-08", "2027-07-10", True),
        ("30 June – 2 July 2027", "2027-06-30", "2027-07-02", True),
        ("Fri 8 May to Sun 10 May 2027", "2027-05-08", "2027-05-10", True),
        ("8th of May, 2027", "2027-05-08", "2027-05-08", True),
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
        ("上午十一時至下午四時", "11:00", "16:00"),
        ("晚上七点半", "19:30", None),
        ("早上八点一刻到十点", "08:15", "10:00"),
        ("9am–noon", "09:00", "12:00"),
        ("9 to noon", "09:00", "12:00"),
        ("half past nine", "09:30", None),
        ("half past six to nine in the evening", "18:30", "21:00"),
        ("quarter to four in the afternoon", "15:45", None),
        ("eight o'clock", "08:00", None),
        ("1400 hrs", "14:00", None),
        ("10:00 – Sun 12:00", "10:00", "12:00"),
    ],
)
def test_a_time_is_read_on_a_24_hour_clock(text, start, end):
    (clock,) = hours.clocks(fold(text))

    assert (clock.start, clock.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["25:00", "9:75", "比分3比2", "20分钟", "3个小时", "同一时间", "nine volunteers", "2026 hands"],
)
def test_what_is_no_time_is_not_read_as_one(text):
    assert hours.clocks(fold(text)) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本周六去看海", "2026-11-28"),
        ("下周三", "2026-12-02"),
        ("下下周一", "2026-12-07"),
        ("這週日", "2026-11-29"),
        ("明天下午", "2026-11-24"),
        ("后天", "2026-11-25"),
        ("next Saturday", "2026-12-05"),
        ("this Friday", "2026-11-27"),
        ("tomorrow at noon", "2026-11-24"),
    ],
)
def test_a_day_may_be_counted_from_the_day_of_reading(text, day):
    found = reckoned.counted(fold(text), 0, TODAY, bare=False)

    assert found.dated(TODAY)[0] == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["每周六上午", "第三周周六", "周一至周五", "周六", "one Saturday"])
def test_a_weekday_that_returns_or_stands_alone_is_no_day(text):
    assert reckoned.counted(fold(text), 0, TODAY, bare=False) is None


def test_a_weekday_alone_is_the_next_one_where_a_date_is_expected():
    assert reckoned.counted("周六 14:00", 0, TODAY, bare=True).dated(TODAY)[0] == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3月至6月", "2027-03-01", "2027-06-30"),
        ("2027年3月-6月", "2027-03-01", "2027-06-30"),
        ("7月中旬", "2027-07-11", "2027-07-20"),
        ("2027年5月初", "2027-05-01", "2027-05-10"),
        ("12月下旬至1月上旬", "2026-12-21", "2027-01-10"),
        ("2026年9月—2027年6月", "2026-09-01", "2027-06-30"),
        ("March to June 2027", "2027-03-01", "2027-06-30"),
        ("mid-July 2027", "2027-07-11", "2027-07-20"),
    ],
)
def test_a_stretch_of_months_goes_from_its_first_day_to_its_last(text, first, last):
    found = reckoned.spell(fold(text))

    assert found.dated(TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["13月", "3个月", "5月8日", "May 8", "12 months"])
def test_what_names_a_day_or_a_length_is_no_stretch_of_months(text):
    assert reckoned.spell(fold(text)) is None


@pytest.mark.parametrize(
    ("text", "last", "end"),
    [
        ("2027年5月1日 9:00 — 2027年5月3日 16:00", date(2027, 5, 3), "16:00"),
        ("2027年5月1日上午9:00至5月2日下午3:30", date(2027, 5, 2), "15:30"),
        ("Sat 1 May 2027 09:00 - 3 May 2027 16:00", date(2027, 5, 3), "16:00"),
        ("2027年5月1日 9:00，5月3日 16:00 总结", date(2027, 5, 1), None),
    ],
)
def test_an_activity_may_end_at_an_hour_of_another_day(text, last, end):
    title = "Date" if text.isascii() else "活动时间"
    when = reading.read(f"{title}: {text}\n", date(2026, 11, 23)).plan.when

    assert (when.start_date, when.start_time) == (date(2027, 5, 1), "09:00")
    assert (when.end_date, when.end_time) == (last, end)
