"""Writes a Word document: real styles, the faces of the profile, fixed lines, nobody's name in it."""

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from exports.rules.profiles import WORD_FACES, Profile, Type
from exports.rules.word.pieces import Cell, Document, PageBreak, Style, Table, Text
from kit import typography

LATIN = "Times New Roman"
NAMES = {
    Style.TITLE: "Title",
    Style.SUBTITLE: "Subtitle",
    Style.HEADING_1: "Heading 1",
    Style.HEADING_2: "Heading 2",
    Style.HEADING_3: "Heading 3",
    Style.BODY: "Body Text",
}
OURS = {
    Style.COVER: "Cover",
    Style.PLAIN: "Plain",
    Style.CENTRED: "Centred",
    Style.RIGHT: "Right",
    Style.CELL: "Cell",
}
ENGLISH = 0.82  # Latin letters look larger than Han of the same size
LONGEST_TITLE = 200  # the format allows 255 characters
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # equal facts make equal documents


def write(document: Document) -> bytes:
    """Return `document` as a .docx file."""
    file = docx.Document()
    _page(file, document.profile)
    _styles(file, document)
    _properties(file, document)
    if document.numbered:
        _number_pages(file)
    for piece in document.pieces:
        match piece:
            case Text():
                _text(file, piece)
            case Table():
                _table(file, piece)
            case PageBreak():
                file.add_paragraph(style="Plain").add_run().add_break(WD_BREAK.PAGE)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _page(file: Any, profile: Profile) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(profile.margins.top), Mm(profile.margins.bottom)
    section.left_margin, section.right_margin = Mm(profile.margins.left), Mm(profile.margins.right)


def _properties(file: Any, document: Document) -> None:
    """Say what it is and not who wrote it."""
    properties = file.core_properties
    properties.title = typography.clean(document.title, LONGEST_TITLE).replace("\n", " ")
    properties.language = document.language.replace("_", "-")
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = MADE
    properties.revision = 1


def _styles(file: Any, document: Document) -> None:
    profile = document.profile
    factor = ENGLISH if document.language == "en" else 1.0
    line = profile.line * (0.74 if document.language == "en" else 1)
    indent = 0 if document.language == "en" else profile.indent
    for style, name in OURS.items():
        file.styles.add_style(name, 1).base_style = file.styles["Normal"]
        NAMES.setdefault(style, name)
    normal = file.styles["Normal"]
    _face(normal, profile.body, factor)
    _lines(normal, line)
    for style, name in NAMES.items():
        one = file.styles[name]
        letters = {
            Style.TITLE: profile.title,
            Style.SUBTITLE: profile.title,
            Style.HEADING_1: profile.heading,
            Style.HEADING_2: profile.subheading,
        }.get(style, profile.body)
        _face(one, letters, 1.0 if style in {Style.TITLE, Style.SUBTITLE} else factor)
        one.font.bold = style in {Style.TITLE, Style.SUBTITLE, Style.HEADING_2, Style.HEADING_3}
        _lines(one, line)
    for style in (Style.TITLE, Style.SUBTITLE):
        _lines(file.styles[NAMES[style]], profile.title.size * 1.5)
        _unbordered(file.styles[NAMES[style]])
    for style in (Style.TITLE, Style.SUBTITLE, Style.CENTRED):
        file.styles[NAMES[style]].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    file.styles["Right"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.styles["Cover"].paragraph_format.left_indent = Mm(18)
    body = file.styles["Body Text"].paragraph_format
    body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if indent else WD_ALIGN_PARAGRAPH.LEFT
    for style in (Style.BODY, Style.HEADING_2, Style.HEADING_3):
        _indent(file.styles[NAMES[style]], indent, profile.body.size)
    cell = file.styles["Cell"]
    cell.font.size = Pt(max(profile.body.size * factor * 0.75, 9))
    _lines(cell, cell.font.size.pt * 1.6)


def _face(style: Any, letters: Type, factor: float) -> None:
    style.font.size = Pt(round(letters.size * factor * 2) / 2)
    style.font.name = LATIN
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), WORD_FACES[letters.face])
    fonts.set(qn("w:cs"), LATIN)


def _lines(style: Any, points: float) -> None:
    layout = style.paragraph_format
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(points)
    layout.space_before = layout.space_after = Pt(0)


def _indent(style: Any, characters: int, size: float) -> None:
    """Indent the first line by whole characters, as Word counts them, and in points for others."""
    style.paragraph_format.first_line_indent = Pt(characters * size)
    style.element.get_or_add_pPr().get_or_add_ind().set(
        qn("w:firstLineChars"), str(characters * 100)
    )


def _unbordered(style: Any) -> None:
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        border.getparent().remove(border)


def _text(file: Any, text: Text) -> None:
    paragraph = file.add_paragraph()
    _style(paragraph, NAMES[text.style])
    paragraph.add_run(_clean(text.text)).bold = True if text.bold else None
    if text.before:
        paragraph.paragraph_format.space_before = Pt(text.before)


def _table(file: Any, table: Table) -> None:
    made = file.add_table(rows=0, cols=len(table.widths))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    for column, width in zip(made.columns, table.widths, strict=True):
        column.width = Mm(width)
    for number, cells in enumerate(table.rows):
        row = made.add_row()
        _unsplit(row, repeated=number < table.heads)
        if number < len(table.heights) and table.heights[number]:
            row.height = Mm(table.heights[number])
        at, places = 0, row.cells
        for cell in cells:
            target = places[at]
            if cell.across > 1:
                target = target.merge(places[at + cell.across - 1])
            target.width = Mm(sum(table.widths[at : at + cell.across]))
            _cell(target, cell)
            at += cell.across
    file.add_paragraph(style="Plain").paragraph_format.line_spacing = Pt(8)


def _cell(target: Any, cell: Cell) -> None:
    for number, line in enumerate(cell.lines or ("",)):
        paragraph = target.paragraphs[0] if number == 0 else target.add_paragraph()
        _style(paragraph, "Cell")
        paragraph.add_run(_clean(line)).bold = True if cell.bold else None
        if cell.right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif cell.centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _style(paragraph: Any, name: str) -> None:
    """Give `paragraph` a style by its identifier: python-docx looks through all styles for a name."""
    paragraph._p.style = name.replace(" ", "")  # noqa: SLF001 -- it has no other way to say it


def _unsplit(row: Any, *, repeated: bool) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no word for it
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _number_pages(file: Any) -> None:
    """Put `— 2 —` at the foot of each page but the first."""
    section = file.sections[0]
    section.different_first_page_header_footer = True
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Centred"
    run = paragraph.add_run("— ")
    for kind, words in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = words
        run.element.append(mark)
    paragraph.add_run(" —")


def _clean(text: str) -> str:
    return typography.clean(text)
