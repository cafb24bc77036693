from datetime import UTC, date, datetime

import pytest

from volunteers.rules.consent import Wish
from volunteers.rules.pairs import Due, PairStatus

AGREED = (PairStatus.CONFIRMED, PairStatus.ACTIVE, PairStatus.PAUSED)


@pytest.mark.parametrize("status", PairStatus)
def test_contacts_are_owed_as_long_as_the_pair_is_agreed_upon(status):
    due = Due(
        due_on=date(2027, 1, 5), pod=None, number=1, status=status, wish=Wish.YES, calendar_uid="duty-1@x",
        calendar_sequence=0, calendar_modified=datetime(2026, 12, 5, tzinfo=UTC),
    )  # fmt: skip

    assert due.is_over is (status not in AGREED)


@pytest.mark.parametrize(
    ("wish", "over", "told"),
    [(Wish.YES, False, True), (Wish.NO, True, True), (Wish.OPEN, False, False)],
)
def test_only_a_yes_makes_contact_owed_and_a_no_crosses_it_out(wish, over, told):
    due = Due(
        due_on=date(2027, 1, 5), pod=None, number=1, status=PairStatus.ACTIVE, wish=wish,
        calendar_uid="duty-1@x", calendar_sequence=0,
        calendar_modified=datetime(2026, 12, 5, tzinfo=UTC),
    )  # fmt: skip

    assert (due.is_over, due.is_told) == (over, told)
