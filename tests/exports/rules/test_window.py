from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from exports.rules import window
from exports.rules.entries import Entry, Status

MONDAY = date(2026, 9, 14)
HERE = datetime(2026, 9, 14, tzinfo=ZoneInfo("Asia/Shanghai"))
SECOND = timedelta(seconds=1)


def entry(uid="shift-1", starts=HERE, ends=None, **changes):
    plain = Entry(
        uid=uid,
        sequence=0,
        created=HERE,
        modified=HERE,
        starts=starts,
        ends=ends or starts + timedelta(days=1),
        title="一对一关爱",
    )
    return msgspec.structs.replace(plain, **changes)


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 9, 13, 15, 59, 59, tzinfo=UTC), date(2026, 9, 7)),
        (datetime(2026, 9, 13, 16, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 9, 20, 15, 59, 59, tzinfo=UTC), MONDAY),
        (datetime(2028, 2, 29, 4, tzinfo=UTC), date(2028, 2, 28)),
    ],
)
def test_the_week_begins_at_midnight_on_monday_in_shanghai(now, monday):
    assert window.edge(now) == monday


@pytest.mark.parametrize(
    ("ends", "is_shown"), [(HERE - window.BACK, False), (HERE - window.BACK + SECOND, True)]
)
def test_what_ended_nine_weeks_ago_leaves(ends, is_shown):
    assert bool(window.shown([entry(starts=ends - SECOND * 60, ends=ends)], MONDAY)) is is_shown


@pytest.mark.parametrize(
    ("starts", "is_shown"), [(HERE + window.AHEAD, False), (HERE + window.AHEAD - SECOND, True)]
)
def test_what_begins_in_a_year_and_six_days_is_not_shown_yet(starts, is_shown):
    assert bool(window.shown([entry(starts=starts)], MONDAY)) is is_shown


@pytest.mark.parametrize(
    ("ends", "is_shown"),
    [(HERE - window.TOMBSTONE, False), (HERE - window.TOMBSTONE + SECOND, True)],
)
def test_a_tombstone_leaves_on_the_first_monday_a_fortnight_after_its_end(ends, is_shown):
    tombstone = entry(starts=ends - timedelta(hours=2), ends=ends, status=Status.CANCELLED)
    living = entry(starts=ends - timedelta(hours=2), ends=ends)

    assert bool(window.shown([tombstone], MONDAY)) is is_shown
    assert window.shown([living], MONDAY) == [living]


def test_a_day_counts_from_midnight_in_its_own_zone():
    urumqi = entry("b", date(2026, 9, 14), zone="Asia/Urumqi")
    early = entry("c", HERE + timedelta(hours=1, minutes=59), HERE + timedelta(hours=3))
    shanghai = entry("d", date(2026, 9, 14))

    assert window.shown([urumqi, early, shanghai], MONDAY) == [shanghai, early, urumqi]


def test_entries_at_the_same_time_stand_by_uid():
    assert [e.uid for e in window.shown([entry("b"), entry("a")], MONDAY)] == ["a", "b"]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_entries_with_one_uid_the_newer_stays(turned):
    old, new = entry(sequence=1, title="旧"), entry(sequence=2, title="新")

    assert window.shown([new, old] if turned else [old, new], MONDAY) == [new]


def test_the_five_hundred_nearest_to_monday_are_kept():
    week = timedelta(hours=12)
    before = [entry(f"b{n}", HERE - n * week, HERE - n * week + SECOND) for n in range(1, 101)]
    after = [entry(f"a{n}", HERE + n * week) for n in range(401)]

    assert len(window.shown(before[:99] + after, MONDAY)) == 500
    shown = window.shown(before + after, MONDAY)

    assert len(shown) == 500
    assert after[400] not in shown
    assert before[99] in shown
