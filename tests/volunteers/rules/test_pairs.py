from datetime import UTC, date, datetime

import pytest

from volunteers.rules.pairs import Due, PairStatus

AGREED = (PairStatus.CONFIRMED, PairStatus.ACTIVE, PairStatus.PAUSED)


@pytest.mark.parametrize("status", PairStatus)
def test_contacts_are_owed_as_long_as_the_pair_is_agreed_upon(status):
    due = Due(
        due_on=date(2027, 1, 5), pod=None, number=1, status=status, calendar_uid="duty-1@x",
        calendar_sequence=0, calendar_modified=datetime(2026, 12, 5, tzinfo=UTC),
    )  # fmt: skip

    assert due.is_over is (status not in AGREED)
