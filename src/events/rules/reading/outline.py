"""The shape of a text: chapters by their headings, and what stands in each, item by item."""

import re

import msgspec

from events.rules.reading import attached, forms, headings, heads, markers
from events.rules.reading.lines import Line, Span

_MORE = re.compile(r"(?:(?P<gap>\s{3,})|[\s;,]|(?<=[;,]))(?P<label>[^\s:;,]{2,12}):(?!\d\d\b)\s?")
_WHOLE = ("budget", "sources", "awards", "materials", "staff", "safety", "notes")
MAJOR = ("md", "part", "cap", "han", "roman")


class Item(msgspec.Struct, frozen=True):
    """One line of content: `text` without its marker, `start` its offset in the whole text."""

    line: Line
    start: int
    text: str
    folded: str
    kind: str = ""
    number: int | None = None

    def span(self, match: "re.Match[str]", group: int | str = 0) -> Span:
        return self.start + match.start(group), self.start + match.end(group)

    @property
    def whole(self) -> Span:
        return self.start, self.start + len(self.text)


class Chapter(msgspec.Struct):
    """A heading and what follows it up to the next; `major` ones are the sections of the plan."""

    key: str
    heading: str
    line: Line | None
    major: bool
    items: list[Item]
    kind: str = ""
    parent: str = ""
    level: int = 0
    inherited: bool = False


class Outline(msgspec.Struct):
    lines: list[Line]
    chapters: list[Chapter]

    def of(self, *keys: str) -> list[Chapter]:
        return [c for c in self.chapters if c.key in keys]

    def items(self, *keys: str) -> list[Item]:
        """Return what stands in the chapters with these keys."""
        return [item for chapter in self.of(*keys) for item in chapter.items]

    @property
    def all(self) -> list[Item]:
        return [item for chapter in self.chapters for item in chapter.items]

    @property
    def keys(self) -> set[str]:
        return {c.key for c in self.chapters if c.key}


def outline(lines: list[Line]) -> Outline:
    """Return the chapters of `lines`; what stands before the first heading has one without a key."""
    marked = _marked(lines)
    filled = forms.rows(lines)
    behind = attached.starts(lines)
    structured = sum(kind in MAJOR for _, kind, _, _ in marked) >= 2  # noqa: PLR2004 -- one is chance
    numbered = not structured and (
        sum(
            kind in ("num", "dec") and bool(headings.key(markers.label(line.folded[at:])[0]))
            for line, kind, _, at in marked
        )
        >= 2  # noqa: PLR2004
    )
    chapters = [Chapter("", "", None, major=False, items=[])]
    last_number = 0
    for line, kind, number, at in marked:
        if found := _told(line, behind, filled):
            chapters += found
            continue
        if chapters[-1].kind == attached.KEY:
            chapters[-1].items.append(_item(line, at, kind, number))
            continue
        if _value_is_told(chapters[-1], line):
            chapters.append(Chapter("", "", None, major=False, items=[]))
        head = heads.head(
            chapters[-1].key,
            line,
            kind,
            at,
            structured=structured,
            numbered=numbered,
            follows=number == last_number + 1,
            filled=bool(chapters[-1].items),
        )
        if head is None:
            chapters[-1].items.append(_item(line, at, kind, number))
            continue
        if numbered and kind in ("num", "dec") and number:
            last_number = number
        label, rest, known, major = head
        level = len(line.folded.lstrip()) - len(line.folded.lstrip().lstrip("#"))
        over = _over(chapters, kind, level)
        if over is not None and over.key in _WHOLE and known not in ("sources", "budget"):
            known = ""  # 预算 has a part 宣传, which is no chapter about it
        if over is not None and (not known or kind == "dec"):
            major = False
        shown = line.text[at : at + label].strip(" *#:：|｜[]【】") or line.text.strip()
        chapter = Chapter(known, shown, line, major, [], kind, level=level)
        if not major and over is not None:
            chapter.parent = over.key
            chapter.key, chapter.inherited = known or over.key, not known
        chapters.append(chapter)
        chapters += _filled(chapter, line, rest)
    return Outline(lines, _without_contents(chapters))


def _without_contents(chapters: list[Chapter]) -> list[Chapter]:
    """Leave out a table of contents: headings with nothing under them that come again."""
    last = {(c.kind, c.heading): n for n, c in enumerate(chapters)}
    return [
        c
        for n, c in enumerate(chapters)
        if c.items or not c.major or last[c.kind, c.heading] == n or c.line is None
    ]


def _value_is_told(now: Chapter, line: Line) -> bool:
    """A field with its value on the same line ends with the paragraph."""
    told = [item.line for item in now.items]
    field = now.kind == "" and now.key in heads.FIELDS and now.line is not None
    return field and told == [now.line] and line.number > told[0].number + 1


def _marked(lines: list[Line]) -> list[tuple[Line, str, int | None, int]]:
    """Return the lines with their markers; where 壹、 counts chapters, 一、 counts what is in them."""
    marked = [(line, *markers.marker(line)) for line in lines if line.text.strip()]
    capital = sum(kind == "cap" for _, kind, _, _ in marked) >= 2  # noqa: PLR2004 -- one is chance
    return [(a, "num" if capital and kind == "han" else kind, n, at) for a, kind, n, at in marked]


def _form(line: Line, pairs: list[tuple[str, Span, Span]]) -> list[Chapter]:
    """Return a chapter per label of a row of a form."""
    return [
        Chapter(
            key,
            line.text[slice(*label)].strip(" *:："),
            line,
            major=True,
            items=[_item(line, value[0], "", None, value[1])] if value[0] < value[1] else [],
        )
        for key, label, value in pairs
    ]


def _told(
    line: Line, behind: dict[int, int], filled: dict[int, list[tuple[str, Span, Span]]]
) -> list[Chapter]:
    """Return the chapters that begin with a line for what it is: the head of an annex, a row of a form."""
    if line.number in behind:
        return [_annex(line, behind[line.number])]
    return _form(line, filled[line.number]) if line.number in filled else []


def _annex(line: Line, at: int) -> Chapter:
    """An annex is a chapter to its end; what is to be brought along is read as such."""
    title = line.text[at:].strip(" *#：:")
    key = "materials" if attached.about(line.folded[at:]) == "annex-packing" else attached.KEY
    return Chapter(key, title, line, major=True, items=[], kind=attached.KEY)


def _over(chapters: list[Chapter], kind: str, level: int) -> Chapter | None:
    """Return the chapter that a heading of this kind and level stands in, if it is a lower one."""
    if kind == "md":
        above = (c for c in reversed(chapters) if c.kind == "md" and c.level < level)
        found = next(above, None)
        return found if found is not None and found.key else None
    if kind == "phan":
        return next((c for c in reversed(chapters) if c.major), None)
    if kind == "dec":
        over = next((c for c in reversed(chapters) if c.major), None)
        return over if over is not None and over.kind == "num" else None
    return None


def _filled(chapter: Chapter, line: Line, at: int) -> list[Chapter]:
    """Put the rest of its line into `chapter`; return chapters for more labels on that line."""
    cuts = [
        mark
        for mark in _MORE.finditer(line.folded, at)
        if chapter.key in headings.SHORT_KEYS
        and (headings.key(mark["label"]) in headings.SHORT_KEYS or mark["gap"])
    ]
    ends = [mark.start() for mark in cuts] + [len(line.text)]
    more = [
        Chapter(headings.key(mark["label"]), mark["label"], line, False, [], "", chapter.parent)
        for mark in cuts
    ]
    starts = [at, *(mark.end() for mark in cuts)]
    for one, start, end in zip([chapter, *more], starts, ends, strict=True):
        if line.text[start:end].strip(" *\r"):
            one.items.append(_item(line, start, "", None, end))
    return more


def _item(line: Line, at: int, kind: str, number: int | None, end: int | None = None) -> Item:
    at = min(at, len(line.text))
    at += len(line.text[at:end]) - len(line.text[at:end].lstrip())
    text = line.text[at:end].rstrip()
    return Item(line, line.start + at, text, line.folded[at : at + len(text)], kind, number)
