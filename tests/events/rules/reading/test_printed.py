"""What a PDF gives as text runs on again: no heads and feet, whole paragraphs, tables in columns."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.reading.lines import MAX_CHARACTERS, MAX_LINES
from events.rules.reading.printed import flowing

SECONDS = 2

PAGE_ONE = """社区共读                        K7 · 草稿

一、活动背景
      我们想请二十位同学在周六上午陪孩子们读书写字做手工，一起
度过半天。
      书由同学们捐出。

二、准备
时间          任务                负责人

3 月 1 日      借好教室                  丁一
3 月 2 日      买齐材料，
            登记入册                  白露

3 月 3 日      公布名单

K7 · 第 1 页，共 2 页
"""
PAGE_TWO = """社区共读                        K7 · 草稿

时间          任务                负责人

3 月 4 日      打扫教室                  丁一

三、注意事项
      带好水杯。

K7 · 第 2 页，共 2 页
"""


def test_a_text_without_pages_is_left_alone():
    assert flowing(PAGE_ONE) == PAGE_ONE


def test_what_pages_repeat_is_left_out_and_paragraphs_are_whole():
    text = flowing(f"{PAGE_ONE}\f{PAGE_TWO}")

    assert "K7" not in text
    assert "草稿" not in text
    assert "一起度过半天。" in text
    assert "度过半天。\n      书由同学们捐出。" in text


def test_columns_are_parted_by_tabs_and_rows_are_whole_over_lines_and_pages():
    lines = flowing(f"{PAGE_ONE}\f{PAGE_TWO}").split("\n")

    assert [line.split("\t") for line in lines if "\t" in line] == [
        ["时间", "任务", "负责人"],
        ["3月1日", "借好教室", "丁一"],
        ["3月2日", "买齐材料，登记入册", "白露"],
        ["3月3日", "公布名单", ""],
        ["3月4日", "打扫教室", "丁一"],
    ]


@given(st.text(alphabet="a汉 \n\f\t12第页一、（）", max_size=400))
def test_no_text_is_too_strange(text):
    assert "\f" not in flowing(text)


@pytest.mark.parametrize("line", ["甲  " * 666, "甲  " * 24, "一 二", "字" * 300])
def test_a_huge_text_is_done_soon(line):
    """A file may hold ten times of what is read at all; its columns may be as many as its letters."""
    text = "\f" + "\n".join([line.rstrip()] * (2_000_000 // len(line)))
    began = time.process_time()

    flowing(text)
    flowing("\n".join(text[:MAX_CHARACTERS].split("\n")[: MAX_LINES - 1]))

    assert time.process_time() - began < SECONDS


WRAPPED = """Fun run                K7

Act                 Performers      Length

Song and dance      Group 2         5 minutes
on the lawn
Clowns from the     Group 3         8 minutes
town circus

K7 page 1 of 2
\fFun run                K7

Notes
Bring water.

K7 page 2 of 2
"""


def test_half_a_sentence_in_the_first_column_goes_on_with_its_row():
    lines = flowing(WRAPPED).split("\n")

    assert "Song and dance on the lawn\tGroup 2\t5 minutes" in lines
    assert "Clowns from the town circus\tGroup 3\t8 minutes" in lines


def test_a_line_of_digits_is_no_longer_than_a_line_of_chinese():
    page = (
        "社区共读                K7\n\n时间\n2027年3月1日 周六 09:00 – 2027年3月1日 16:00\n"
        "地点\n读书角（桌椅和书架都在同一层，旁边有开水间和洗手\n间）\n\n第 1 页\n\f第二页的话。\n"
    )

    assert "旁边有开水间和洗手间）" in flowing(page)
