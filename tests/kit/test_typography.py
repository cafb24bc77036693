import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import i18n, typography


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("30名志愿者", "30 名志愿者"),
        ("共30人", "共 30 人"),
        ("A组", "A 组"),
        ("约50%的人", "约 50% 的人"),
        ("已经 30 名", "已经 30 名"),
        ("你好，world", "你好，world"),
        ("05:30", "05:30"),
        ("𠮷5", "𠮷 5"),
    ],
)
def test_han_and_latin_are_set_apart_once(text, spaced):
    assert typography.spaced(text) == spaced
    assert typography.spaced(spaced) == spaced


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "a\u202eb", "a\u200bb", "a\ufeffb", "a\ud7ffb"])
def test_what_cannot_be_seen_does_not_reach_the_paper(text):
    assert typography.clean(text) == "ab"


def test_a_text_is_capped_exactly_at_its_length():
    assert typography.clean("汉" * 10, 10) == "汉" * 10
    assert typography.clean("汉" * 11, 10) == "汉" * 9 + "…"


def test_a_long_unbroken_run_may_break_after_twenty_four_signs():
    assert typography.typeset("x" * 24) == "x" * 24
    assert typography.typeset("x" * 25) == "x" * 24 + "\u200bx"
    assert typography.typeset("汉" * 60) == "汉" * 60


@pytest.mark.parametrize(
    ("text", "widest", "line"),
    [("周以宁", 3, "周以宁"), ("周以宁", 2.9, "周…"), ("", 1, ""), ("甲\n乙", 9, "甲 乙")],
)
def test_a_line_is_cut_by_its_width(text, widest, line):
    assert typography.within(text, widest) == line


@given(st.text(max_size=60), st.floats(1, 20))
def test_a_cut_line_is_never_wider_than_allowed(text, widest):
    assert typography.width(typography.within(text, widest)) <= widest


def test_the_size_steps_down_at_each_limit():
    assert [typography.size("汉" * count, 2, 4) for count in (2, 3, 4, 5)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("number", "chinese"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_headings_are_numbered_as_their_language_does(number, chinese):
    with i18n.speaking("zh_Hans"):
        assert typography.numeral(number) == chinese
    with i18n.speaking("en"):
        assert typography.numeral(number) == str(number)
