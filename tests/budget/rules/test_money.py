from decimal import Decimal

import pytest

from budget.rules import money
from kit import i18n


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


@pytest.mark.parametrize(("fen", "written"), [(1500, "+15.00"), (0, "+0.00"), (-5, "−0.05")])
def test_a_difference_is_written_with_its_sign(fen, written):
    assert money.signed(fen) == written


def test_an_amount_is_written_as_its_reader_does():
    with i18n.speaking("en"):
        assert f"{money.Amount(123450, 'CNY')}" == "¥1,234.50"
