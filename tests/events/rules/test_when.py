from datetime import UTC, datetime

import msgspec
import pytest

from events.rules.when import days, written
from kit import i18n
from tests.events.rules.test_checks import ACTIVITY

MIDNIGHT = datetime(2027, 7, 9, 16, 0, tzinfo=UTC)  # in Shanghai
NINE = datetime(2027, 7, 10, 1, 0, tzinfo=UTC)
FOUR = datetime(2027, 7, 10, 8, 0, tzinfo=UTC)
AFTER_TWO_NIGHTS = datetime(2027, 7, 12, 8, 0, tzinfo=UTC)
AFTER_THREE_DAYS = datetime(2027, 7, 12, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (None, None, ""),
        (MIDNIGHT, None, "2027年7月10日 周六"),
        (NINE, None, "2027年7月10日 周六 09:00"),
        (NINE, FOUR, "2027年7月10日 周六 09:00–16:00"),
        (NINE, AFTER_TWO_NIGHTS, "2027年7月10日 周六 09:00 – 7月12日 周一 16:00"),
        (NINE, AFTER_THREE_DAYS, "2027年7月10日 周六 09:00 – 7月12日 周一"),
        (MIDNIGHT, AFTER_THREE_DAYS, "2027年7月10日 周六 – 7月12日 周一"),
    ],
)
def test_an_activity_is_written_with_what_is_known_of_its_time(starts, ends, words):
    activity = msgspec.structs.replace(ACTIVITY, starts_at=starts, ends_at=ends)
    with i18n.speaking("zh_Hans"):
        assert written(activity) == words


def test_days_are_named_by_their_date_or_by_their_number():
    dated = msgspec.structs.replace(ACTIVITY, starts_at=NINE)
    undated = msgspec.structs.replace(ACTIVITY, starts_at=None)
    with i18n.speaking("en"):
        assert days(dated, 2) == [(1, "Sat 10 Jul"), (2, "Sun 11 Jul")]
        assert days(undated, 2) == [(1, "Day 1"), (2, "Day 2")]
