"""Checks of the text itself: gaps, numbers of items, annexes, cadence, stray marks, announcements."""

import re
from collections.abc import Iterator

from events.rules.findings import Severity
from events.rules.reading.facts import Facts
from events.rules.reading.lines import HAN, Line, Span
from events.rules.reading.markers import han_number
from events.rules.reading.outline import Item
from events.rules.reading.remarks import Remark, remark

_GAP = re.compile(
    r"(?:20)?_{2,}|(?<![0-9a-z_])(?<![人天元个次份张瓶条本只名]\b)x{1,3}(?=[一-鿿])(?!x)|\(\s*(?:待填|待定填写)\s*\)|\[\s*\]|\btbd\b|\bx{3,}\b"
)
_SOMEBODY = re.compile("(?:我们班|班里|班上|同学|叫|名叫|学生|孩子|名为)\\s?$")
_ANNEX = re.compile(
    r"(?P<a>附(?:件|录|表)?|annex|appendix)\s?(?P<n>\d{1,2}|[一二三四五六七八九十](?![一-鿿]{2})|[a-d]\b)|(?P<plain>附件|\bannex\b|\bappendix\b)(?!\s?[\d一二三四五六])"
)
_CADENCE = re.compile(
    "定期|周末(?=[一-鿿])(?!的|和|与|时|有|休|一起|去|来|到|我们|大家|将)|regularly|from time to time|at weekends"
)
_HOW_OFTEN = re.compile(
    r"\d|[一二两三四五六七八九十](?:次|节|周|月|年|个|场|回)|每(?:个)?(?:周|月|年|天|日|星期|学期|季)|once|twice|weekly|monthly|every (?:week|month|year|day|term)|(?:a|per|each) (?:week|month|term|year)"
)
_CUT = re.compile(r"[,。;!?]|\.\s")
_BROKEN_SPACE = re.compile("[一-鿿] {1,2}(?=[一-鿿])")
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
SHORTEST_PROSE = 25
_COLUMNS = re.compile(r"\d[:x*=]\s?\d|\||\t")
_APOSTROPHE = re.compile("[一-鿿]'(?=[一-鿿])|(?<=[一-鿿])'(?=[。,;])")
_LISTED = re.compile(
    r"(?P<all>(?:[^,。;、:\"\s]{2,10}、){1,6}[^,。;、:\"\s]{2,8}?)(?:等)?(?P<n>[二两三四五六七八九十\d])(?:大|项|个)(?P<noun>行动|活动|工程|计划|板块|环节|主题|服务)"
)
_IN_CHARGE = re.compile(r"分管(?:社区|学校|本校|单位)?(?P<what>[^,。;的、]{2,6})的")
_MEMBERS = re.compile("任成员|为成员|成员(?:有|为|:|由|包括)|members?:")


def gaps(facts: Facts, covered: list[Span]) -> Iterator[Remark]:
    """Placeholders that no finding about the date covers."""
    for line in facts.outline.lines:
        for match in _GAP.finditer(line.folded):
            start, end = line.span(match)
            times = line.text[match.start() : match.end()] == "×"
            box = match[0].startswith("[") and re.match(
                r"\s*[-*+]\s*$", line.folded[: match.start()]
            )
            if times or box or any(a <= start and end <= b for a, b in covered):
                continue
            name = bool(_SOMEBODY.search(line.folded[: match.start()])) and facts.kind == "report"
            what = line.text[max(0, match.start() - 4) : match.end() + 4].strip()
            yield remark(
                "placeholder-left",
                line.number,
                (start, end),
                severity=Severity.NOTE if name else None,
                what=what,
            )


def numbering(facts: Facts) -> Iterator[Remark]:
    """Item numbers that do not follow each other."""
    last: dict[str, int] = {}
    for chapter in facts.outline.chapters:
        if chapter.line is not None and chapter.kind in ("han", "phan"):
            number = _number_of(chapter.line, chapter.kind)
            yield from _follows(
                chapter.line, (chapter.line.start, chapter.line.end), chapter.kind, number, last
            )
            if chapter.kind == "han":
                last = {"han": last.get("han", 0)}
        last.pop("num", None)
        last.pop("pnum", None)
        last.pop("ring", None)
        for item in chapter.items:
            if item.kind in ("num", "pnum", "ring") and item.number is not None:
                span = (item.line.start, item.start + len(item.text))
                yield from _follows(item.line, span, item.kind, item.number, last)
                if item.kind == "num":
                    last.pop("pnum", None)


def _number_of(line: Line, kind: str) -> int | None:
    match = re.match(r"\W*([一二三四五六七八九十]{1,3})", line.folded)
    return han_number(match[1]) if match and kind else None


def _follows(
    line: Line, span: Span, kind: str, number: int | None, last: dict[str, int]
) -> Iterator[Remark]:
    if number is None:
        return
    before = last.get(kind)
    last[kind] = number
    if (before is not None and number not in (before + 1, 1)) or (number == 1 and before == 1):
        yield remark("numbering-broken", line.number, span, number=number, before=before)


def annexes(facts: Facts) -> Iterator[Remark]:
    """Annexes that are cited and do not follow."""
    cited: dict[int | str, Line] = {}
    places: dict[int | str, Span] = {}
    attached: set[int | str] = set()
    shown: dict[int | str, str] = {}
    for line in facts.outline.lines:
        for match in _ANNEX.finditer(line.folded):
            name = _annex(match)
            if match.start() <= len(line.folded) - len(line.folded.lstrip(" *#[")) and not re.match(
                r"[^:]{0,3}(?:见|。)", line.folded[match.end() :]
            ):
                attached.add(name)
                continue
            cited.setdefault(name, line)
            places.setdefault(name, line.span(match))
            shown.setdefault(name, line.text[match.start() : match.end()])
    missing = [name for name in cited if name not in attached and not (name == "" and attached)]
    seen = sorted(n for n in {*cited, *attached} if isinstance(n, int))
    for name in missing:
        line = cited[name]
        between: list[int] = []
        if isinstance(name, int):
            lower = max((n for n in seen if n < name), default=0)
            between = list(range(lower + 1, name))[:10]
        said = "annex-missing-between" if between else "annex-missing"
        yield remark(
            said, line.number, places[name], what=shown[name], between="、".join(map(str, between))
        )


def _annex(match: "re.Match[str]") -> int | str:
    number = match["n"] or ""
    if number.isdigit():
        return int(number)
    return han_number(number) or number


def cadence(facts: Facts) -> Iterator[Remark]:
    """Something that returns, without a number; once per line."""
    for item in facts.outline.all:
        for match in _CADENCE.finditer(item.folded):
            start, end = _clause(item.folded, match.start(), match.end())
            if match[0] == "定期" and item.folded[: match.start()].endswith("不"):
                continue
            if not _HOW_OFTEN.search(item.folded[start:end]):
                what = item.text[match.start() : min(end, match.end() + 16)]
                yield remark("cadence-missing", item.line.number, item.span(match), what=what)
                break


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    left = 0
    for mark in _CUT.finditer(folded, max(0, start - 200), start):
        left = mark.end()
    right = _CUT.search(folded, end)
    return left, right.start() if right else min(len(folded), end + 200)


def stray(facts: Facts) -> Iterator[Remark]:
    """Marks and breaks that slipped in; once per line."""
    heads = {c.line.number for c in facts.outline.chapters if c.line}
    followed = _broken(facts)
    for line in facts.outline.lines:
        bare = _BRACKETS.sub(lambda inside: "(" * len(inside[0]), line.folded)
        match = _BROKEN_SPACE.search(bare) if _prose(line) else None
        match = match or _APOSTROPHE.search(line.text)
        if match is None and line.number in heads and line.text.rstrip().endswith("、"):
            match = re.search(r"、\s*$", line.text)
        if match is None and line.number in followed:
            match = re.search(r"\S{1,4}\s*$", line.text)
        if match:
            what = line.text[max(0, match.start() - 3) : match.end() + 4].strip()
            yield remark("stray-mark", line.number, line.span(match), what=what)


def _prose(line: Line) -> bool:
    """A sentence, not a row of columns that are parted by spaces."""
    marks = len(re.findall("[,。;、]", line.folded))
    return len(line.folded) >= SHORTEST_PROSE and marks > 1 and not _COLUMNS.search(line.folded)


def _broken(facts: Facts) -> set[int]:
    """The lines whose sentence goes on in another paragraph."""
    broken = set()
    for chapter in facts.outline.chapters:
        for one, following in zip(chapter.items, chapter.items[1:], strict=False):
            if _goes_on(one, following):
                broken.add(one.line.number)
    return broken


def _goes_on(one: Item, following: Item) -> bool:
    text = one.folded.rstrip()
    return (
        len(text) >= 40  # noqa: PLR2004 -- a short line is a title
        and bool(HAN.match(text[-1:]))
        and "。" in text
        and not following.kind
        and bool(HAN.match(following.folded[:1]))
        and following.line.number <= one.line.number + 2
        and bool(re.search("[,。;]", following.folded))
    )


def announced(facts: Facts) -> Iterator[Remark]:
    """Elements of a counted list that no heading takes up; duties of people who are no members."""
    leads = [(c.line.number, c.heading) for c in facts.outline.chapters if c.line]
    leads += [(i.line.number, i.text[:24]) for i in facts.outline.all]
    for line in facts.outline.lines:
        for match in _LISTED.finditer(line.folded):
            noun = match["noun"]
            names = [
                re.sub("^(?:通过|以|围绕|开展|实施|实行|推进)", "", n).removesuffix(noun)
                for n in match["all"].split("、")
            ]
            later = [head for number, head in leads if number > line.number]
            without = [n for n in names if n and not any(n[:2] in head for head in later)]
            if without and len(without) < len(names):
                yield remark(
                    "announced-but-unplanned",
                    line.number,
                    line.span(match, "all"),
                    what="、".join(without),
                )
    yield from _duties(facts)


def _duties(facts: Facts) -> Iterator[Remark]:
    members = "".join(
        re.sub(r"\s", "", line.folded)
        for line in facts.outline.lines
        if _MEMBERS.search(line.folded)
    )
    if not members:
        return
    for line in facts.outline.lines:
        without = [m for m in _IN_CHARGE.finditer(line.folded) if m["what"] not in members]
        if without:
            spans = [line.span(m, "what") for m in without]
            yield remark(
                "duty-unplanned", line.number, *spans, what="、".join(m["what"] for m in without)
            )
