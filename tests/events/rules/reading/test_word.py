"""Word draws numbers and headings that are not in the text of a paragraph; a reader sees them."""

import io
from datetime import date

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from events.rules import reading
from events.rules.reading import files

TODAY = date(2026, 11, 23)


def text_of(document):
    held = io.BytesIO()
    document.save(held)
    return files.text_of(held.getvalue())


def listed(document, text, name, level=0):
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'
        )
    )


def numbering(document, name, *levels):
    """Add a list whose levels count and look as said: ("chineseCounting", "%1、")."""
    root = document.part.numbering_part.element
    shapes = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (how, text) in enumerate(levels)
    )
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{shapes}</w:abstractNum>'
        ),
    )
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>'
        )
    )


def test_numbers_that_word_counts_are_read_as_they_are_drawn():
    document = docx.Document()
    numbering(document, 77, ("chineseCounting", "%1、"), ("decimal", "(%2)"))
    for text, level in (
        ("活动时间", 0),
        ("活动流程", 0),
        ("签到", 1),
        ("朗读", 1),
        ("预算", 0),
        ("水", 1),
    ):
        listed(document, text, 77, level)

    assert text_of(document) == "一、活动时间\n二、活动流程\n(1)签到\n(2)朗读\n三、预算\n(1)水"


@pytest.mark.parametrize(
    ("count", "drawn"), [(9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")]
)
def test_chinese_numbers_go_on_behind_ten(count, drawn):
    document = docx.Document()
    numbering(document, 77, ("chineseCounting", "%1、"))
    for _ in range(count):
        listed(document, "项", 77)

    assert text_of(document).splitlines()[-1] == f"{drawn}、项"


def test_styles_of_lists_and_headings_count_too():
    document = docx.Document()
    document.add_heading("活动流程", 1)
    document.add_paragraph("签到", "List Number")
    document.add_paragraph("朗读", "List Number")
    document.add_paragraph("雨伞", "List Bullet")
    document.add_heading("预算", 2)

    assert text_of(document) == "# 活动流程\n1. 签到\n2. 朗读\n- 雨伞\n## 预算"


def test_headings_stay_as_they_are_where_numbers_are_typed():
    document = docx.Document()
    document.add_heading("一、活动时间", 1)
    document.add_heading("附件", 1)

    assert text_of(document) == "一、活动时间\n附件"


def test_a_plan_that_leaves_its_numbers_to_word_is_read():
    document = docx.Document()
    document.add_heading("春日朗读活动策划书", 0)
    numbering(document, 77, ("chineseCounting", "%1、"), ("decimal", "%2."))
    for text, level in (
        ("活动时间", 0), (None, "2027年3月6日上午9:00-11:00"),
        ("活动地点", 0), (None, "学校礼堂"),
        ("活动流程", 0), ("9:00-9:30 签到", 1), ("9:30-11:00 朗读", 1),
        ("注意事项", 0), ("守时", 1), ("安静", 1),
    ):  # fmt: skip
        if text is None:
            document.add_paragraph(level)
        else:
            listed(document, text, 77, level)

    plan = reading.read(text_of(document), TODAY).plan

    assert (plan.title, plan.places, len(plan.sections)) == ("春日朗读活动", ("学校礼堂",), 4)
    assert [step.title for step in plan.schedule] == ["签到", "朗读"]
    assert plan.notes == ("守时", "安静")
