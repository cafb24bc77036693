"""Annexes are chapters of their own where they follow the list of them."""

from datetime import date

import pytest

from events.rules import reading

TODAY = date(2026, 11, 23)
CHINESE = """一、活动时间
2027年3月6日上午9:00-11:00
二、附件
附件1：名额分配表
附件2：行李清单
三、活动地点
学校礼堂

附件1：名额分配表
学校\t名额\t备注
东山小学\t12\t
西山小学\t8\t另报一名

附件2：行李清单
物品\t数量\t来源
雨衣\t1件\t自带
"""
ENGLISH = """1. Date
6 March 2027, 9:00 - 11:00
2. Annexes
Annex A: Application form
Annex B: Acts
3. Place
Town hall
Annex A: Application form
Name\tGrade\tClass
Annex B: Acts
Act\tPerformers\tLength
Harp solo\tOne pupil of grade 4\t4 minutes
"""


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        (CHINESE, [("名额分配表", "annex-quotas"), ("行李清单", "annex-packing")]),
        (ENGLISH, [("Application form", "annex-registration"), ("Acts", "annex-acts")]),
    ],
)
def test_an_annex_begins_where_its_line_of_the_list_comes_again(text, chapters):
    plan = reading.read(text, TODAY).plan

    assert [(one.heading, one.key) for one in plan.sections][-2:] == chapters
    assert not any(one.heading in ("附件", "Annexes") for one in plan.sections)
    assert plan.places in (("学校礼堂",), ("Town hall",))


def test_what_an_annex_lists_is_read():
    chinese, english = (reading.read(text, TODAY).plan for text in (CHINESE, ENGLISH))

    assert [(one.source, one.places) for one in chinese.quotas] == [
        ("东山小学", 12),
        ("西山小学", 8),
    ]
    assert [(one.item, one.quantity, one.whose) for one in chinese.materials] == [
        ("雨衣", "1件", "participants")
    ]
    assert [(one.title, one.minutes) for one in english.acts] == [("Harp solo", 4)]
    assert not english.schedule


@pytest.mark.parametrize(
    "text",
    [
        "一、活动时间\n3月6日\n二、报名\n见附件1。\n附件1：报名表\n共青团委员会\n2027年2月1日",
        "1. Date\n6 March 2027\n2. Sign-up\nSee annex 1.\nAnnex 1: Sign-up form\nThe committee",
    ],
)
def test_a_list_of_annexes_without_them_begins_none(text):
    plan = reading.read(text, TODAY).plan

    assert not any(one.key.startswith("annex") for one in plan.sections)
