from decimal import Decimal

import pytest

from budget.rules import money


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("75", 7500),
        ("75.5", 7550),
        ("￥1,200.05 元", 120005),
        ("３．５", 350),
        ("", None),
        (" ", None),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed, fen):
    assert money.fen(typed) == fen


@pytest.mark.parametrize("typed", ["many", "-1", "1.005", "NaN", "Infinity", "1e99", "100000001"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match=r".+"):
        money.fen(typed)


def test_factors_are_written_without_noise():
    assert [money.plain(Decimal(d)) for d in ("50.000", "1.50", "500")] == ["50", "1.5", "500"]
