"""Which lines are headings, and of what: 一、活动时间, `地点:…`, 【时间】, ## Budget, or a word alone."""

import re

from events.rules.reading import headings, markers
from events.rules.reading.lines import Line

LONGEST_HEAD = 40
# Chapters whose lines look like labels: 其他:300, 宣传:张三.
_FULL = ("budget", "schedule", "staff", "prepare", "materials", "awards", "sources")
# Chapters of one value: a label behind them starts something else, even one we do not know.
FIELDS = (
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
    "venue",
)
_NAMED = re.compile(r"\s*[^\W\d_]")
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

Head = tuple[int, int, str, bool]


def head(  # noqa: PLR0911 -- one answer per kind of line
    now: str,
    line: Line,
    kind: str,
    at: int,
    *,
    structured: bool,
    numbered: bool,
    follows: bool,
    filled: bool,
) -> Head | None:
    """Return (length of the heading, offset of the rest, key, major) when `line` is a heading."""
    folded = line.folded[at:]
    label, ends = markers.label(folded)
    known = headings.key(label)
    if kind in ("md", "part", "cap", "han", "phan"):
        return _marked_head(folded, at, known, ends, kind)
    if kind in ("num", "dec", "roman"):
        if numbered and not known and follows:
            known = _told(folded)
            ends = len(folded)
            if not known and not _plain(folded):
                return None
        elif not known or not (numbered or (kind == "roman" and not structured)):
            return None
        return ends, at + ends, known, True
    if fancy := _fancy(folded, line, kind, known) if not structured else "":
        return len(folded), at + len(folded), fancy.strip(), True
    if "|" in label or "\t" in label:
        return None
    if known:
        return _labelled_head(
            now, folded, at, known, ends, kind, structured=structured, numbered=numbered
        )
    told = re.match(r"\[(?P<name>[^\[\]]{2,20})\]\s*:?\s*$", folded)
    if told and (filled or now or headings.about(told["name"])):
        return len(folded), at + len(folded), headings.about(told["name"]), not structured
    field = filled and now in FIELDS and folded[ends - 1 : ends] == ":"
    other = ends and (
        field or (now not in _FULL and folded.startswith("**") and ":" in folded[:ends])
    )  # a field whose name we do not know
    return (ends, at + ends, "", False) if other else None


def _fancy(folded: str, line: Line, kind: str, known: str) -> str:
    """Return the key, or a blank, of a short line behind ◆ or ■: a heading in texts without numbers."""
    words = folded.strip(" :*")
    if kind != "bullet" or line.folded.lstrip()[0] not in "◆■▲▼◇□●":
        return ""
    key = known or headings.about(words)
    return (key or " ") if len(words) <= LONGEST_HEAD // 2 and (key or _plain(folded)) else ""


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
    now: str, folded: str, at: int, known: str, ends: int, kind: str, *, structured: bool, numbered: bool
) -> Head | None:  # fmt: skip
    """A line that begins with a word we know: `时间:…`, 【时间】, or the word alone."""
    alone = ends >= len(folded.rstrip())
    if known == "name" and alone:
        return None
    short = known in headings.SHORT_KEYS
    if kind == "bullet" and (alone or not short):
        return None
    paid = _PAID if known == "people" else _DIGIT
    if known == "sponsor" and now in ("budget", "sources") and _NAMED.match(folded, ends):
        return ends, at + ends, known, not (structured or numbered)
    if now in ("budget", "sources") and known in _ROLES and paid.search(folded[ends:]):
        return None
    bare = alone and structured and ":" not in folded and "[" not in folded
    inside = now in _FULL and not folded.startswith("[") and (not short or bare)
    if inside and (structured or (not alone and _belongs(now, known, folded[ends:]))):
        return None
    return ends, at + ends, known, not (structured or numbered)


def _belongs(now: str, known: str, rest: str) -> bool:
    """Whether a labelled line is an item of the chapter it stands in: 其他:300, 宣传:张三."""
    if now in ("budget", "sources"):
        return bool(re.search(r"\d", rest)) and known not in ("safety", "contact")
    if known in ("prepare", "schedule", "materials", "recruitment", "awards"):
        return now == "staff" and not re.search(r"\d", rest)
    return now == "staff" and known in ("staff", "media", "follow_up", "other", "rules")


def _told(folded: str) -> str:
    """Return the key of a heading that is a short sentence: `Whom it is for, and who helps`."""
    words = folded.strip()
    return (
        "" if len(words) > LONGEST_HEAD or re.search(r"[:;.\d]", words) else headings.about(words)
    )


def _plain(folded: str) -> bool:
    return len(folded) <= LONGEST_HEAD // 2 and not re.search(r"[,。;:\d]", folded)
