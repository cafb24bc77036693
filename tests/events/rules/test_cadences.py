from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest

from events.rules import cadences
from events.rules.discharges import board
from events.rules.obligations import Obligation
from events.rules.spans import Period
from events.rules.work import WorkItem
from kit.i18n import speaking

MONDAY = date(2025, 9, 1)
LESSON = Obligation(
    id=uuid4(),
    title="Lesson",
    actor="",
    unit_kind="class",
    at_least=1,
    period=Period.WEEK,
    starts_on=None,
    periods=1,
    units=("1", "2", "3", "4", "5", "6"),
)


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


@pytest.mark.parametrize(
    ("differing", "told"),
    [
        ({}, "6 classes × 18 weeks = 108 times"),
        ({"units": ("1",), "at_least": 2}, "1 class × 18 weeks × 2 = 36 times"),
        ({"units": (), "period": Period.YEAR}, "1 year = 1 time"),
        ({"unit_kind": "爱心小组", "period": Period.OCCASION}, "6 units × 1 occasion = 6 times"),
    ],
)
def test_what_is_owed_is_written_as_a_sum(differing, told):
    one = msgspec.structs.replace(LESSON, **differing)

    standing = board(one, MONDAY, MONDAY + timedelta(weeks=18, days=-1), [], MONDAY)

    assert cadences.owed(standing) == told


@pytest.mark.parametrize(
    ("differing", "told"),
    [
        ({}, "every week, at least once"),
        ({"at_least": 2}, "every week, at least 2 times"),
        ({"weekday": 5}, "every Sat, at least once"),
        ({"period": Period.YEAR, "at_most": 2}, "every year, 1 to 2 times"),
    ],
)
def test_how_often_is_said_in_words(differing, told):
    assert cadences.how_often(msgspec.structs.replace(LESSON, **differing)) == told


@pytest.mark.parametrize(
    ("per", "weekday", "clock", "told"),
    [
        ("week", 5, "09:00", "every Sat 09:00"),
        ("month", 5, "", "every month, first Sat"),
        ("term", None, "", "every term"),
        ("", 5, "09:00", ""),
    ],
)
def test_when_work_recurs_is_said_in_words(per, weekday, clock, told):
    item = WorkItem(uuid4(), "", "Tutoring", "", per, weekday, clock, None, 0, 1)

    assert cadences.recurs(item) == told


def test_a_column_shows_its_day_short_in_either_language():
    assert cadences.short(date(2025, 9, 15)) == "15 Sep"
    with speaking("zh_Hans"):
        assert cadences.short(date(2025, 9, 15)) == "9/15"
