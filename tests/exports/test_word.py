"""Word documents: the styles a campus prescribes, hostile texts, and nobody's name in the file."""

import io
import zipfile

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from lxml import etree

from exports import word
from exports.rules import word as rules
from exports.rules.papers import When
from exports.rules.profiles import Face, Margins, Profile, Type
from exports.rules.word import pieces
from exports.rules.word.pieces import Cell, Document, Style, Table, Text
from kit import i18n
from tests.exports import sample_papers as sample

HOSTILE = (
    "汉" * 20_000,
    "x" * 20_000,
    "\u202eשלום شكرا\u202c",
    "🎉👨‍👩‍👧☐𠮷",
    "a\0b\x07c\ud7ff\ufffe\x1b",
    "<w:p/>&amp;<script>alert(1)</script>]]>",
)
WORDED = ("proposal", "approval_form", "diff_sheet", "notice")


def written(paper, language="zh_Hans"):
    with i18n.speaking(language):
        document = rules.document(paper)
    assert document is not None
    return word.write(document)


def opened(content):
    return docx.Document(io.BytesIO(content))


def texts(file):
    """Every paragraph and cell, in order."""
    found = [paragraph.text for paragraph in file.paragraphs]
    for table in file.tables:
        for row in table.rows:
            found += [cell.text for cell in row.cells]
    return found


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("kind", WORDED)
async def test_a_word_document_is_whole_and_says_what_the_paper_says(kind, language):
    content = written(sample.EVERY[kind](), language)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    file = opened(content)
    whole = "\n".join(texts(file))
    assert "关爱农村孩子" in whole
    if kind == "proposal":
        assert "贰仟叁佰陆拾元整" in whole
        assert "80×2" in whole


def test_the_styles_are_those_a_campus_prescribes():
    file = opened(written(sample.proposal()))

    def letters(name):
        style = file.styles[name]
        fonts = style.element.rPr.rFonts
        return fonts.get(qn("w:eastAsia")), style.font.size.pt, bool(style.font.bold)

    assert letters("Title") == ("黑体", 22, True)
    assert letters("Heading 1") == ("黑体", 16, False)
    assert letters("Heading 2") == ("仿宋", 16, True)
    assert letters("Body Text")[:2] == ("仿宋", 14)
    body = file.styles["Body Text"]
    assert body.paragraph_format.line_spacing.pt == 25
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    page = file.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(one.mm) for one in margins] == [25, 22, 28, 26]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    headings = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["一、活动背景", "二、活动目的", "三、活动流程", "四、经费预算"]
    assert "PAGE" in file.sections[0].footer._element.xml


def test_another_profile_makes_another_document():
    songti = Profile(body=Type(Face.SONGTI, 12), line=22, indent=0, margins=Margins(20, 20, 30, 20))

    file = opened(written(sample.proposal(profile=songti)))

    body = file.styles["Body Text"]
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert (body.font.size.pt, body.paragraph_format.line_spacing.pt) == (12, 22)
    assert round(file.sections[0].left_margin.mm) == 30


@pytest.mark.parametrize("kind", WORDED)
def test_no_person_is_named_in_the_file_itself(kind):
    content = written(sample.EVERY[kind](host="周以宁"))

    properties = opened(content).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created.year == 2000
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = b"".join(
            archive.read(name) for name in archive.namelist() if name.startswith("docProps/")
        )
    assert "周以宁".encode() not in inside
    assert b"python-docx" not in inside


def test_equal_papers_make_equal_documents():
    first, second = (opened(written(sample.proposal())) for _ in range(2))

    assert first.element.xml == second.element.xml


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_texts_neither_break_a_document_nor_run_in_it(text):
    document = Document(
        title=text,
        language="zh_Hans",
        profile=Profile(),
        pieces=(
            *(Text(text, style) for style in Style),
            Table(widths=(50, 50), rows=((Cell((text, text)), Cell((text,), right=True)),)),
        ),
    )

    content = word.write(document)

    file = opened(content)
    whole = "".join(texts(file)) + file.core_properties.title
    assert not {"\0", "\x07", "\x1b", "\u202e", "\u200d"} & set(whole)
    assert len(content) < 2_000_000


def test_cells_that_go_across_keep_the_width_of_the_table():
    table = Table(
        widths=(30, 40, 50), rows=((Cell(("a",), across=3),), (Cell(), Cell(), Cell(("c",))))
    )

    file = opened(word.write(Document(title="", language="en", profile=Profile(), pieces=(table,))))

    (made,) = file.tables
    assert [round(column.width.mm) for column in made.columns] == [30, 40, 50]
    assert [cell.text for cell in made.rows[0].cells] == ["a", "a", "a"]


def long(rows):
    row = (Cell(("x",)),)
    return [Table(widths=(100.0,), rows=(row,) * rows)]


def test_a_document_of_hundreds_of_rows_is_written_and_one_row_more_refused():
    whole = pieces.finished("计划", Profile(), long(pieces.MOST_ROWS))
    assert len(opened(word.write(whole)).tables[0].rows) == pieces.MOST_ROWS

    with pytest.raises(pieces.TooLongForWord) as refused:
        pieces.finished("计划", Profile(), long(pieces.MOST_ROWS + 1))
    assert "计划" in str(refused.value)
    with pytest.raises(pieces.TooLongForWord):
        pieces.finished("计划", Profile(), [Text("x")] * (pieces.MOST_TEXTS + 1))


@pytest.mark.parametrize("known", [True, False])
def test_the_cover_says_when_and_where_as_far_as_that_is_known(known):
    paper = sample.proposal()
    if not known:
        paper = msgspec.structs.replace(paper, when=When(), place="")

    said = texts(opened(written(paper)))

    for line in ("时间：08:30–16:30", "地点：天府中学"):
        assert (line in said) is known
    assert any(line.startswith("日期：") for line in said) is known
