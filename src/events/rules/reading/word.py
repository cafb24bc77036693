"""The lines of a Word document as they look on paper: with the numbers and headings Word itself draws."""

import re
from collections.abc import Iterator
from typing import Any

import docx.document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from events.rules.reading import markers
from events.rules.reading.lines import Line, fold

_HAN = "零一二三四五六七八九"
_IN_HAN = re.compile("chinese|japanese|taiwanese|ideograph", re.IGNORECASE)
_HEADING = re.compile(r"(?:heading|标题)\s?(?P<level>[1-4])$", re.IGNORECASE)
_PLACE = re.compile(r"%(\d)")
LONGEST_NUMBER = 12
MOST = 99

Levels = dict[int, tuple[str, str]]


class Numbers:
    """Counts the paragraphs of each list as Word does."""

    def __init__(self, document: "docx.document.Document") -> None:
        self.lists = _lists(document)
        self.counts: dict[tuple[str, int], int] = {}

    def of(self, paragraph: Paragraph) -> str:
        """Return what Word draws in front of a paragraph: `一、`, `(2)`, `3.`, a dash for a bullet, or nothing."""
        where = _where(paragraph)
        if where is None or where[0] not in self.lists:
            return ""
        name, level = where
        shape = self.lists[name].get(level)
        if shape is None:
            return ""
        how, text = shape
        if how == "bullet":
            return "- "
        self.counts[name, level] = min(self.counts.get((name, level), 0) + 1, MOST)
        for lower in range(level + 1, 9):
            self.counts.pop((name, lower), None)
        drawn = _PLACE.sub(lambda place: self._number(name, int(place[1]) - 1, how), text)
        return drawn[:LONGEST_NUMBER] + (" " if drawn[-1:].isdigit() or drawn.endswith(".") else "")

    def _number(self, name: str, level: int, how: str) -> str:
        count = self.counts.get((name, level), 1)
        if how.startswith(("lower", "upper")) and how.endswith("Letter"):
            return chr(ord("a" if how.startswith("lower") else "A") + (count - 1) % 26)
        return _han(count) if _IN_HAN.search(how) else str(count)


def lines(document: "docx.document.Document") -> Iterator[str | Table]:
    """Yield the paragraphs with their numbers, headings marked as such, and the tables in between."""
    numbers = Numbers(document)
    bare = not any(_level(p) and _marked(p.text) for p in document.paragraphs)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield block
            continue
        number = numbers.of(block) if block.text.strip() else ""
        if bare and not number and block.text.strip() and (level := _level(block)):
            number = "#" * level + " "
        yield number + block.text


def _level(paragraph: Paragraph) -> int:
    """Return the level of a heading, 0 for what is none."""
    heading = _HEADING.match((paragraph.style.name if paragraph.style else "") or "")
    return int(heading["level"]) if heading else 0


def _marked(text: str) -> bool:
    """Whether a line has a number of its own, typed by hand: such a text marks its headings itself."""
    return bool(markers.marker(Line(1, 0, text, fold(text)))[0])


def _lists(document: "docx.document.Document") -> dict[str, Levels]:
    """Return the levels of each list: how it counts and what stands around the number."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    shapes: dict[str, Levels] = {}
    for shape in root.findall(qn("w:abstractNum")):
        levels: Levels = {}
        for level in shape.findall(qn("w:lvl")):
            how, text = _value(level, "w:numFmt") or "decimal", _value(level, "w:lvlText") or "%1."
            levels[int(level.get(qn("w:ilvl")) or 0)] = how, text
        shapes[shape.get(qn("w:abstractNumId"))] = levels
    return {
        one.get(qn("w:numId")): shapes.get(_value(one, "w:abstractNumId") or "", {})
        for one in root.findall(qn("w:num"))
    }


def _where(paragraph: Paragraph) -> tuple[str, int] | None:
    """Return the list and the level of a paragraph, its own or its style's."""
    style = paragraph.style
    owners: list[Any] = [paragraph._p, style.element if style is not None else None]  # noqa: SLF001
    for owner in owners:
        properties = owner.find(qn("w:pPr")) if owner is not None else None
        told = properties.find(qn("w:numPr")) if properties is not None else None
        if told is not None:
            name, level = _value(told, "w:numId"), _value(told, "w:ilvl") or "0"
            return (name, int(level)) if name and level.isdecimal() else None
    return None


def _value(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    return child.get(qn("w:val")) if child is not None else None


def _han(number: int) -> str:
    tens, units = divmod(number, 10)
    ten = ("" if tens < 2 else _HAN[tens]) + "十" if tens else ""  # noqa: PLR2004 -- 十一, 二十一
    return ten + (_HAN[units] if units or not tens else "")
