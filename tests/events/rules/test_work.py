from datetime import date
from uuid import uuid4

import msgspec

from events.rules.work import WorkItem, day_of, holidays_known, months, recurring, spring_festival

NEW_YEAR, EVE = date(2026, 1, 1), date(2026, 12, 31)
TUTORING = WorkItem(
    id=uuid4(),
    area="爱心学校",
    title="周六上午功课辅导",
    text="",
    per="week",
    weekday=5,
    clock="09:00",
    minutes=150,
    position=0,
    version=1,
)


def test_every_saturday_of_2026_is_52_days_and_seven_of_them_are_public_holidays():
    (saturdays,) = recurring([TUTORING], NEW_YEAR, EVE)

    assert (len(saturdays.days), saturdays.on_holidays) == (52, 7)
    assert saturdays.days[0].holiday == "New Year's Day"


def test_a_saturday_that_is_worked_for_a_holiday_is_told_apart():
    assert day_of(date(2026, 10, 10)).made_up
    assert not day_of(date(2026, 10, 17)).made_up
    assert not day_of(date(2026, 10, 3)).made_up


def test_a_monthly_item_is_on_the_first_such_day_of_each_month():
    monthly = msgspec.structs.replace(TUTORING, per="month")

    (firsts,) = recurring([monthly], NEW_YEAR, EVE)

    assert [day.day.day for day in firsts.days][:3] == [3, 7, 7]
    assert len(firsts.days) == 12


def test_what_happens_once_does_not_recur_and_without_a_weekday_no_day_is_known():
    once = msgspec.structs.replace(TUTORING, per="")
    some_day = msgspec.structs.replace(TUTORING, weekday=None)

    assert recurring([once], NEW_YEAR, EVE) == []
    assert recurring([some_day], NEW_YEAR, EVE)[0].days == ()
    assert recurring([TUTORING], NEW_YEAR, None)[0].days == ()


def test_the_next_days_begin_with_today():
    (saturdays,) = recurring([TUTORING], NEW_YEAR, EVE)

    assert [d.day.day for d in saturdays.after(date(2026, 11, 28), 2)] == [28, 5]
    assert [d.day.day for d in saturdays.after(date(2026, 11, 29), 2)] == [5, 12]


def test_beyond_what_is_published_there_are_no_holidays():
    assert holidays_known(2026)
    assert not holidays_known(2090)
    assert day_of(date(2090, 1, 1)).holiday == ""


def test_a_school_year_has_its_months_over_new_year():
    school_year = months(date(2026, 9, 1), date(2027, 1, 15))

    assert [str(m.first)[:7] for m in school_year] == [
        "2026-09", "2026-10", "2026-11", "2026-12", "2027-01",
    ]  # fmt: skip
    assert [d.day for week in school_year[0].weeks for d in week if d] == list(range(1, 31))


def test_the_spring_festival_is_in_february_2026_and_unknown_until_it_is_published():
    assert spring_festival(date(2026, 1, 1), date(2026, 12, 31)) == date(2026, 2, 15)
    assert spring_festival(date(2025, 9, 1), date(2026, 8, 31)) == date(2026, 2, 15)
    assert spring_festival(date(2026, 3, 1), date(2026, 12, 31)) is None
    assert spring_festival(date(2096, 1, 1), date(2096, 12, 31)) is None
