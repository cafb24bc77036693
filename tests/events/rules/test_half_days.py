"""A camp of three days in Shanghai, and when its heads are counted."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from events.rules.half_days import Half, half_days, roll_calls
from events.rules.schedule import laid_out
from kit import i18n
from tests.events.rules.blocks import block
from tests.events.rules.test_checks import ACTIVITY

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day, hour, minute=0):
    return datetime(2027, 7, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def camp(starts, ends):
    return msgspec.structs.replace(ACTIVITY, starts_at=starts, ends_at=ends)


def test_a_camp_of_three_whole_days_has_six_half_days():
    halves = half_days(camp(at(10, 0), at(13, 0)))

    assert [(h.day.day, h.half) for h in halves] == [
        (day, half) for day in (10, 11, 12) for half in (Half.MORNING, Half.AFTERNOON)
    ]
    assert (halves[0].starts_at, halves[-1].ends_at) == (at(10, 0), at(13, 0))


@pytest.mark.parametrize(
    ("starts", "ends", "count"),
    [
        (at(10, 11, 59), at(12, 12, 1), 6),
        (at(10, 12), at(12, 12, 1), 5),
        (at(10, 11, 59), at(12, 12), 5),
        (at(10, 12), at(12, 12), 4),
        (at(10, 9), at(10, 11), 1),
        (at(10, 9), None, 2),
    ],
)
def test_noon_divides_the_first_day_and_the_last(starts, ends, count):
    assert len(half_days(camp(starts, ends))) == count


def test_an_activity_without_a_date_has_no_half_days():
    assert half_days(camp(None, None)) == ()


def test_what_is_entered_as_a_year_is_not_counted_twice_a_day_for_a_year():
    assert len(half_days(camp(at(10, 9), at(10, 9) + timedelta(days=365)))) == 120


@pytest.mark.parametrize(("language", "label"), [("zh_Hans", "7月10日 周六"), ("en", "Sat 10 Jul")])
def test_a_half_day_is_called_by_its_day(language, label):
    with i18n.speaking(language):
        assert label in half_days(camp(at(10, 9), at(10, 11)))[0].label


def test_heads_are_counted_at_each_half_day_and_each_change_of_block_but_once_at_a_moment():
    lasting = camp(at(10, 9), at(11, 12))
    moments = [at(10, 9), at(10, 9), at(10, 10, 30), at(11, 8)]
    day = laid_out((), [block(n, start=0, starts_at=moment) for n, moment in enumerate(moments, 1)])

    calls = roll_calls(lasting, day)

    assert [(call.at, call.half is not None, call.blocks) for call in calls] == [
        (at(10, 9), True, ("block 1", "block 2")),
        (at(10, 10, 30), False, ("block 3",)),
        (at(10, 12), True, ()),
        (at(11, 0), True, ()),
        (at(11, 8), False, ("block 4",)),
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "last", "days", "hour_known"),
    [
        (at(10, 0), at(13, 0), date(2027, 7, 12), 3, False),
        (at(10, 0), at(13, 0, 1), date(2027, 7, 13), 4, True),
        (at(10, 9), at(10, 11), date(2027, 7, 10), 1, True),
        (at(10, 9), None, date(2027, 7, 10), 1, False),
        (None, None, None, 1, False),
    ],
)
def test_an_end_at_midnight_closes_the_day_before(starts, ends, last, days, hour_known):
    activity = camp(starts, ends)
    assert (activity.last_day, activity.days, activity.has_end_time) == (last, days, hour_known)
