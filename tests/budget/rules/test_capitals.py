import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.rules.capitals import capitals


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (236000, "贰仟叁佰陆拾元整"),
        (239000, "贰仟叁佰玖拾元整"),
        (10000000105, "壹亿零壹元零伍分"),
        (7, "柒分"),
        (40950, "肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (1000, "壹拾元整"),
        (1001000000, "壹仟零壹万元整"),
        (100010000000000, "壹万零壹亿元整"),
        (50, "伍角整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角整"),
        (0, "零元整"),
        (-7500, "负柒拾伍元整"),
    ],
)
def test_an_amount_is_written_as_the_forms_of_a_campus_want_it(fen, written):
    assert capitals(fen) == written


@given(st.integers(0, 10**15))
def test_what_is_written_can_be_read_back_to_the_same_amount(fen):
    assert _read(capitals(fen)) == fen


@given(st.integers(0, 10**15))
def test_no_two_zeros_stand_side_by_side(fen):
    assert "零零" not in capitals(fen)


def _read(text: str) -> int:
    """Read capitals by an independent way: multiply what came before by 万 and 亿, add the rest."""
    digits = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
    sizes = {"拾": 10, "佰": 100, "仟": 1000}
    fen = whole = group = digit = 0
    for sign in text:
        if sign in digits:
            digit = digits[sign]
        elif sign in sizes:
            group += digit * sizes[sign]
            digit = 0
        elif sign == "万":
            whole, group, digit = whole + (group + digit) * 10_000, 0, 0
        elif sign == "亿":
            whole, group, digit = (whole + group + digit) * 100_000_000, 0, 0
        elif sign == "元":
            fen, digit = (whole + group + digit) * 100, 0
        elif sign in "角分":
            fen, digit = fen + digit * (10 if sign == "角" else 1), 0
    return fen
