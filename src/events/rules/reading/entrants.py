"""Who may take part: conditions, hard or soft, and places per school or unit."""

import re
from collections.abc import Iterator

from events.rules.plan_parts import PlanCondition, PlanQuota
from events.rules.reading import grids, listing
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Item, Outline

_WHERE = ("people", "recruitment", "notes", "rules", "")
_SOFT = re.compile(
    "放宽|酌情|may be waived|原则上|优先|最好|尽量|preferabl|preferred|ideally|priority"
)
_HARD = re.compile(
    r"(?:必须|务必|须|需(?!要?(?:的|提前|准备))|应当?(?!急)|要求|仅限|限(?!时|制|定)|不得参加|must(?: be| have)?|required|only (?:for|open to)|have to be)"
)
# What is asked of a person, not of what they do.
_QUALITY = re.compile(
    "健康|自愿|支持|同意|年龄|周?岁|户籍|在读|在校|团员|党员|注册|经验|证书|持证|普通话|责任心|耐心|爱心|热心|恐高|游泳|"
    "高血压|心脏病|healthy|in good health|aged|years old|experience|consent|speak|qualified|licen|able to swim|enrolled|weigh|体重|献血间隔"
)
_AGED = re.compile(
    r"(?:[一二三四五六七八九\d]年级|大[一二三四]|高[一二三]|初[一二三]|\d{1,2}\s?周?岁)\s?(?:及|\(含\)|或)?(?:以上|以下|及以上|及以下)"
    r"|\d{1,2}\s?(?:周?岁)?\s?(?:-{1,2}|~|至|到)\s?\d{1,2}\s?周?岁|[一二三四五六\d]\s?(?:-|至|到)\s?[一二三四五六\d]年级"
    r"|(?:aged\s)?\d{1,2}\s?(?:-|to)\s?\d{1,2}\s(?:years old|year-olds)|aged\s\d{1,2}\s?(?:-|to)\s?\d{1,2}|(?:over|under|at least|aged)\s\d{1,2}(?:\syears)?(?:\s(?:or|and) (?:over|older|above))?(?!\s?(?:%|people|min|m\b))"
    r"|\d{1,2}\s(?:or|and)\s(?:over|older|above)|year\s\d{1,2}\s(?:or|and)\s(?:above|up)"
)
_CONDITIONS = re.compile(
    r"条件|\bconditions\b|^who (?:may|can) (?:take part|come|join|apply)|^eligibility"
)
_SPLIT = re.compile(r"[,;]|且|并且|(?<=[^\d上下])、(?=[^、\d]{3,6}(?:[、,;。]|$))")
_CITED = re.compile(r"名额(?:分配)?(?:表)?[^,。;]{0,8}见(?P<a>附(?:件|表|录)?\s?\d{0,2})")
_EACH = re.compile(
    r"(?P<s>(?:每|各)(?:个|所)?(?:学校|校|班级?|学院|系|社区|单位|社团|支部|年级|小组))[^,。;\d]{0,10}?(?P<n>\d{1,4})\s?(?:名|人|个名额)(?!以上)"
)
_UNIT = re.compile(
    r"(?P<s>[一-鿿]{2,14}?(?:小学|中学|学院|学校|社区|班|系|村|大学|书院))\s?[:(]?\s?(?P<n>\d{1,4})\s?(?:名|人|个)(?!以上)"
)
_ENGLISH = re.compile(
    r"(?P<s>[A-Z][A-Za-z' ]{2,40}?(?:School|College|House|Centre|Center|University|Class))\s?[:(,–-]\s?(?P<n>\d{1,4})\s?(?:places|seats|pupils|students|people|\))"
)
_COLUMNS = {
    "source": re.compile("学校|单位|学院|班级|社区|来源|支部|school|college|unit|class"),
    "places": re.compile("名额|人数|places|quota|seats|number"),
    "note": re.compile("备注|说明|note|remark"),
}
MOST = 100


def conditions(outline: Outline) -> list[tuple[PlanCondition, Span]]:
    """Return what is asked of those who take part; a soft condition only asks for a reason."""
    found: list[tuple[PlanCondition, Span]] = []
    for chapter in outline.of(*_WHERE):
        for item in chapter.items:
            asked = bool(_CONDITIONS.search(chapter.heading.lower()))
            if asked and item.kind and _SOFT.search(item.folded):
                found.append((PlanCondition(text=clean(item.text), hard=False), item.whole))
                continue
            found += _in(item, chapter.key == "recruitment", asked)
    first: dict[str, tuple[PlanCondition, Span]] = {}
    for one, span in found:
        first.setdefault(one.text, (one, span))
    return sorted(first.values(), key=lambda one: one[1])[:MOST]


def _in(item: Item, asked: bool, whole: bool) -> Iterator[tuple[PlanCondition, Span]]:
    for start, end in _sentences(item.folded):
        taken: list[Span] = []
        told = item.folded[start:end]
        if soft := _SOFT.search(told):
            a, b = listing.clause(item, start + soft.start())
            if re.search(
                "参加|报名|录取|予以|安排|者|员|生|applicant|volunteer|student|people",
                item.folded[a:b],
            ):
                taken.append((a, b))
                yield _condition(item, (a, b), hard=False)
        must = _HARD.search(told)
        if must and _QUALITY.search(told, must.start()):
            yield from _clauses(item, start + must.end(), end, taken, whole)
        elif asked and not must:
            yield from _clauses(item, start, end, taken, whole)
        for match in _AGED.finditer(item.folded, start, end):
            if not any(a <= match.start() < b for a, b in taken):
                yield _condition(item, match.span(), hard=True)


def _clauses(
    item: Item, start: int, end: int, taken: list[Span], whole: bool
) -> Iterator[tuple[PlanCondition, Span]]:
    """Yield the clauses between two offsets that ask for a quality; `taken` learns where they are.

    Under a heading about conditions the `whole` of them asks for one.
    """
    at = start
    for stop, following in [
        *((m.start(), m.end()) for m in _SPLIT.finditer(item.folded, start, end)),
        (end, end),
    ]:
        here = any(a <= at < b for a, b in taken)
        if not here and (whole or _QUALITY.search(item.folded, at, stop)):
            taken.append((at, stop))
            yield _condition(item, (at, stop), hard=True)
        at = following


def _condition(item: Item, edges: Span, *, hard: bool) -> tuple[PlanCondition, Span]:
    a, b = edges
    a += len(item.text[a:b]) - len(item.text[a:b].lstrip())
    text = clean(item.text[a:b])
    if text.endswith((")", "）")) and not re.search("[(（]", text):
        text = text[:-1]  # the bracket was opened before
    return PlanCondition(text=text, hard=hard), (item.start + a, item.start + b)


def _sentences(folded: str) -> list[Span]:
    edges, at = [], 0
    for mark in re.finditer(r"[。;!?]|\.\s", folded):
        edges.append((at, mark.start()))
        at = mark.end()
    return [(a, b) for a, b in [*edges, (at, len(folded))] if b > a]


def quotas(outline: Outline) -> list[tuple[PlanQuota, Span]]:
    """Return the places per school or unit: a table, a list in a line, or the annex that holds them."""
    found: list[tuple[PlanQuota, Span]] = []
    for chapter in outline.chapters:
        if chapter.key in ("budget", "sources"):
            continue
        tables, rest = grids.split(chapter.items)
        for table in tables:
            found += _rows(table)
        if chapter.key in _WHERE:
            for item in rest:
                found += _told(item)
    placed = [(quota, span) for quota, span in found if quota.places]
    return (placed or found)[:MOST]


def _told(item: Item) -> Iterator[tuple[PlanQuota, Span]]:
    if match := _CITED.search(item.folded):
        start, end = listing.clause(item, match.start())
        annex = clean(item.text[match.start("a") : match.end("a")], 40)
        yield PlanQuota(source=annex, note=clean(item.text[start:end])), item.span(match)
    if match := _EACH.search(item.folded):
        yield _quota(item, match)
    units = [*_UNIT.finditer(item.folded), *_ENGLISH.finditer(item.text)]
    if len(units) > 1:
        yield from (_quota(item, match) for match in units)


def _quota(item: Item, match: "re.Match[str]") -> tuple[PlanQuota, Span]:
    source = clean(item.text[match.start("s") : match.end("s")], 100)
    return PlanQuota(source=source, places=int(match["n"])), item.span(match)


def _rows(table: grids.Grid) -> Iterator[tuple[PlanQuota, Span]]:
    at = table.columns(_COLUMNS)
    if not {"source", "places"} <= at.keys():
        return
    for row in table.rows[:MOST]:
        source = clean(row.cell(at["source"]).text, 100)
        number = re.match(r"\D{0,3}(\d{1,5})", row.cell(at["places"]).folded)
        if source and number and not re.match("合计|共计|总计|total", source.lower()):
            note = clean(row.cell(at.get("note")).text)
            yield PlanQuota(source=source, places=int(number[1]), note=note), row.span
