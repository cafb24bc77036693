"""Words, dates and money as readers of each language write them."""

from datetime import UTC, date, datetime

import pytest

from kit import i18n


@pytest.mark.parametrize(
    ("language", "said", "short"),
    [
        ("zh_Hans", "2026年12月5日 周六", "12月5日 周六"),
        ("en", "Sat 5 Dec 2026", "Sat 5 Dec"),
    ],
)
def test_a_day_and_its_weekday_stand_in_the_order_of_the_language(language, said, short):
    with i18n.speaking(language):
        assert i18n.day_and_weekday(date(2026, 12, 5)) == said
        late = datetime(2026, 12, 4, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
        assert i18n.day_and_weekday(late, "Asia/Shanghai", year=False) == short
