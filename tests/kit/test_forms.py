"""What a browser posts becomes a Struct, or one sentence per field."""

from datetime import date, datetime
from typing import Annotated

import msgspec
import pytest

from kit import i18n
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


class Count(msgspec.Struct, frozen=True):
    count: Annotated[int, msgspec.Meta(ge=1, le=26)]
    weight: Annotated[int, msgspec.Meta(ge=0)] = 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"count": "0"}, {"count": "At least 1."}),
        ({"count": "-1"}, {"count": "At least 1."}),
        ({"count": "1", "weight": "-1"}, {"weight": "At least 0."}),
        ({"count": "one"}, {"count": "Please enter a whole number."}),
    ],
)
def test_what_is_too_small_is_told_what_fits(typed, said):
    with i18n.speaking("en"), pytest.raises(WrongForm) as wrong:
        parse(Count, typed)

    assert wrong.value.by_field == said


class Places(msgspec.Struct, frozen=True):
    places: Annotated[int, msgspec.Meta(le=100)] | None = None
    many: int = 0
    name: Annotated[str, msgspec.Meta(max_length=60)] = ""


def test_what_is_too_large_or_too_long_is_told_how_much_fits():
    assert parse(Places, {"places": "100", "many": "0099", "name": "x" * 60}).places == 100
    for too_much in ("101", "9" * 20, "9" * 5_000):
        with pytest.raises(WrongForm) as refused:
            parse(Places, {"places": too_much, "name": "x" * 200_000})
        assert "100" in refused.value.by_field["places"]
        assert "60" in refused.value.by_field["name"]
    with pytest.raises(WrongForm) as refused:
        parse(Places, {"places": "many"})
    assert "100" not in refused.value.by_field["places"]
