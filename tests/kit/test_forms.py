"""What a browser posts becomes a Struct, or one sentence per field."""

from datetime import date, datetime

import msgspec
import pytest

from kit.forms import LONGEST_NUMBER, WrongForm, numbers, parse


class Asked(msgspec.Struct, frozen=True):
    day: date | None = None
    at: datetime | None = None


@pytest.mark.parametrize("typed", ["2000-01-01", "2100-12-31"])
def test_a_date_of_this_century_fits(typed):
    assert parse(Asked, {"day": typed}).day == date.fromisoformat(typed)
    assert parse(Asked, {"at": f"{typed}T23:59"}).at == datetime.fromisoformat(f"{typed}T23:59")


@pytest.mark.parametrize("typed", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_date_beyond_is_taken_for_a_slip(typed):
    with pytest.raises(WrongForm) as refused:
        parse(Asked, {"day": typed, "at": f"{typed}T00:00"})
    assert list(refused.value.by_field) == ["day", "at"]
    assert len(set(refused.value.by_field.values())) == 1


def test_numbered_boxes_are_read_and_nothing_else():
    longest = "9" * LONGEST_NUMBER

    assert numbers({"pick": ["0", "7", "x", "-1", longest]}, "pick") == {0, 7, int(longest)}


@pytest.mark.parametrize("typed", ["9" * (LONGEST_NUMBER + 1), "1" * 5_000])
def test_a_number_nobody_ticked_is_left_out(typed):
    """From 4,300 digits on even making a number of them is refused."""
    assert numbers({"pick": ["3", typed]}, "pick") == {3}
