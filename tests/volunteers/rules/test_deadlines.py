"""Until when a place waits for its answer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from volunteers.rules.deadlines import answer_by, awake, is_quiet

ZONE = "Asia/Shanghai"


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("told", "starts", "until"),
    [
        (at(1, 10), None, at(3, 10)),
        (at(1, 10), at(30, 9), at(3, 10)),
        (at(1, 10), at(3, 10), at(2, 10)),  # half of what is left
        (at(1, 10), at(1, 14), at(1, 12)),
        (at(1, 10), at(1, 11), at(1, 11)),  # an hour at least, and never after it has begun
        (at(1, 23), None, at(4, 9)),  # 48 hours later is night
        (at(1, 4), at(2, 8), at(1, 18)),
        (at(1, 20), at(2, 9), at(2, 9)),  # 02:30 is night, and at nine it begins
    ],
)
def test_a_place_waits_two_days_or_half_the_time_left_but_never_ends_at_night(told, starts, until):
    assert answer_by(told, 48, starts, ZONE) == until


@pytest.mark.parametrize(
    ("moment", "moved"),
    [
        (at(1, 21, 59), at(1, 21, 59)),
        (at(1, 22), at(2, 9)),
        (at(2, 0), at(2, 9)),
        (at(2, 7, 59), at(2, 9)),
        (at(2, 8), at(2, 8)),
    ],
)
def test_what_would_end_at_night_ends_at_nine(moment, moved):
    assert awake(moment, ZONE) == moved
    assert is_quiet(moment, ZONE) == (moment != moved)


def test_night_is_where_the_activity_is():
    noon = datetime(2026, 11, 1, 14, 30, tzinfo=UTC)

    assert is_quiet(noon, ZONE) and not is_quiet(noon, "UTC")
    assert awake(noon, ZONE) - noon == timedelta(hours=10, minutes=30)
