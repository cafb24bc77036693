"""The shape of a text: chapters by their headings, and what stands in each, item by item."""

import re

import msgspec

from events.rules.reading import headings, markers
from events.rules.reading.lines import Line, Span

_SENTENCE = re.compile(r"[。;!?,]")
_MORE = re.compile(r"(?:[\s;,]|(?<=[;,]))(?P<label>[^\s:;,]{2,12}):(?!\d\d\b)\s?")
LONGEST_HEAD = 40
# Chapters whose lines look like labels: 其他:300, 宣传:张三.
_FULL = ("budget", "schedule", "staff", "prepare", "materials", "awards", "sources")
# Chapters of one value: a label behind them starts something else, even one we do not know.
_FIELDS = (
    "name",
    "theme",
    "place",
    "host",
    "organiser",
    "co_organiser",
    "supervisor",
    "sponsor",
    "media",
    "partner",
)
_DIGIT = re.compile(r"\d")
_PAID = re.compile(r"\d\s?元|\d\s?[=x*]|[¥￥$£€]")
_ROLES = (
    "people",
    "sponsor",
    "host",
    "organiser",
    "co_organiser",
    "supervisor",
    "partner",
    "media",
)
_WHOLE = ("budget", "sources", "awards", "materials", "staff", "safety", "notes")
MAJOR = ("md", "part", "han", "roman")


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
    marked = [(line, *markers.marker(line)) for line in lines if line.text.strip()]
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
        head = _head(
            chapters[-1],
            line,
            kind,
            at,
            structured=structured,
            numbered=numbered,
            follows=number == last_number + 1,
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
        if over is not None and not known:
            major = False
        shown = line.text[at : at + label].strip(" *#:：[]【】") or line.text.strip()
        chapter = Chapter(known, shown, line, major, [], kind, level=level)
        if not major and over is not None:
            chapter.parent = over.key
            chapter.key, chapter.inherited = known or over.key, not known
        chapters.append(chapter)
        chapters += _filled(chapter, line, rest)
    return Outline(lines, chapters)


def _over(chapters: list[Chapter], kind: str, level: int) -> Chapter | None:
    """Return the chapter that a heading of this kind and level stands in, if it is a lower one."""
    if kind == "md":
        above = (c for c in reversed(chapters) if c.kind == "md" and c.level < level)
        found = next(above, None)
        return found if found is not None and found.key else None
    if kind == "phan":
        return next((c for c in reversed(chapters) if c.major), None)
    return None


def _filled(chapter: Chapter, line: Line, at: int) -> list[Chapter]:
    """Put the rest of its line into `chapter`; return chapters for more labels on that line."""
    cuts = [
        mark
        for mark in _MORE.finditer(line.folded, at)
        if chapter.key in headings.SHORT_KEYS and headings.key(mark["label"]) in headings.SHORT_KEYS
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


Head = tuple[int, int, str, bool]


def _head(
    now: Chapter, line: Line, kind: str, at: int, *, structured: bool, numbered: bool, follows: bool
) -> Head | None:
    """Return (length of the heading, offset of the rest, key, major) when `line` is a heading."""
    folded = line.folded[at:]
    label, ends = markers.label(folded)
    known = headings.key(label)
    if kind in ("md", "part", "han", "phan"):
        return _marked_head(folded, at, known, ends, kind)
    if kind in ("num", "dec", "roman"):
        if numbered and not known and follows and _plain(folded):
            ends = len(folded)
        elif not known or not (numbered or (kind == "roman" and not structured)):
            return None
        return ends, at + ends, known, True
    if "|" in label or "\t" in label:
        return None
    if known:
        return _labelled_head(
            now, folded, at, known, ends, kind, structured=structured, numbered=numbered
        )
    field = now.key in _FIELDS and folded[ends - 1 : ends] == ":"
    other = ends and (
        field or (now.key not in _FULL and folded.startswith("**") and ":" in folded[:ends])
    )  # a field whose name we do not know
    return (ends, at + ends, "", False) if other else None


def _marked_head(folded: str, at: int, known: str, ends: int, kind: str) -> Head | None:
    """A line that begins with 一、 (一) 第一 or #."""
    major = kind != "phan"
    if not known and re.fullmatch(r"[^:。]{2,40}[。;]\s*", folded):
        return len(folded), at, "", major  # a sentence that is its own heading
    if not known:
        stop = re.search(r":(?!\d\d)|。", folded[:LONGEST_HEAD])
        ends = stop.end() if stop else len(folded)
        known = headings.key(folded[:ends]) or headings.about(folded[:ends].strip(" *#:"))
    return None if not known and ends > LONGEST_HEAD else (ends, at + ends, known, major)


def _labelled_head(  # noqa: PLR0917 -- the parts of a line
    now: Chapter, folded: str, at: int, known: str, ends: int, kind: str, *, structured: bool, numbered: bool
) -> Head | None:  # fmt: skip
    """A line that begins with a word we know: `时间:…`, 【时间】, or the word alone."""
    alone = ends >= len(folded.rstrip())
    if known == "name" and alone:
        return None
    short = known in headings.SHORT_KEYS
    if kind == "bullet" and (alone or not short):
        return None
    paid = _PAID if known == "people" else _DIGIT
    if now.key in ("budget", "sources") and known in _ROLES and paid.search(folded[ends:]):
        return None
    bare = alone and structured and ":" not in folded and "[" not in folded
    inside = now.key in _FULL and not folded.startswith("[") and (not short or bare)
    if inside and (structured or (not alone and _belongs(now.key, known, folded[ends:]))):
        return None
    return ends, at + ends, known, not (structured or numbered)


def _belongs(now: str, known: str, rest: str) -> bool:
    """Whether a labelled line is an item of the chapter it stands in: 其他:300, 宣传:张三."""
    if now in ("budget", "sources"):
        return bool(re.search(r"\d", rest)) and known not in ("safety", "contact")
    return now == "staff" and known not in ("safety", "notes", "budget", "contact")


def _plain(folded: str) -> bool:
    return len(folded) <= LONGEST_HEAD // 2 and not re.search(r"[,。;:\d]", folded)


def _item(line: Line, at: int, kind: str, number: int | None, end: int | None = None) -> Item:
    at = min(at, len(line.text))
    at += len(line.text[at:end]) - len(line.text[at:end].lstrip())
    text = line.text[at:end].rstrip()
    return Item(line, line.start + at, text, line.folded[at : at + len(text)], kind, number)
