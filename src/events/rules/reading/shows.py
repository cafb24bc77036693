"""What is performed: acts with who performs them, their props, and who checks them beforehand."""

import re
from collections.abc import Iterator

import msgspec

from events.rules.plan_parts import PlanAct
from events.rules.reading import grids, listing
from events.rules.reading.blocks import Found
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Item, Outline

_EACH = re.compile(
    r"(?P<who>每(?:位|个|名|班|组|队|人|个班)[^,。;]{0,6}?)(?:须|需|要|至少)?(?:准备|表演|出|上报|排练)(?:一|1|两|\d)(?:个|项)(?P<t>[^,。;、并]{0,8}?节目)"
)
_LED = re.compile(
    r"(?P<who>小组长|各组|每组|各班|班长)[^。;]{0,16}(?P<t>节目)(?:安排|编排|表演|排练)"
)
_PROPS = re.compile(r"道具(?:[、和及与](?:服装|音乐|伴奏(?:带)?|背景))*")
_CHECKED = re.compile(r"节目[^。;]{0,8}由(?P<who>[^,。;]{2,8}?)(?:检验|审核|检查|把关|审查)")
_FORMS = re.compile(
    r"(?:通过|以)(?P<all>(?:[^,。;、]{2,8}[、,]){1,6}[^,。;、]{2,8}?)等(?:不同|多种|各种|丰富)?(?:的)?形式[^。;]{0,8}(?:展示|表演|汇报|演出)"
)
_ACT = re.compile(
    r"(?:合唱|独唱|舞蹈|相声|小品|朗诵|诗朗诵|歌曲|话剧|情景剧|魔术|器乐|吉他弹唱|吉他|戏曲|快板|武术|钢琴|手语操|song|dance|choir|skit|magic|recital)"
)
_NAMED = re.compile(r"[《](?P<t>[^》]{1,40})[》]")
_COLUMNS = {
    "title": re.compile("节目|曲目|名称|act|performance|title|programme"),
    "performers": re.compile("表演者|演出者|表演单位|演员|班级|performer|cast|by"),
    "props": re.compile("道具|服装|props|equipment"),
    "minutes": re.compile("时长|分钟|用时|minutes|length|duration"),
    "checked": re.compile("审核|检查|验收|检验|checked"),
}
MOST = 100

Act = tuple[PlanAct, Span]


def acts(outline: Outline, steps: list[Found]) -> list[Act]:
    """Return the acts in their order, each title once."""
    found: list[Act] = [*_tables(outline)]
    if not found:
        found = [act for item in outline.all for act in _in(item)]
    if not found:
        found = [*_steps(steps)]
    checker = next((m["who"] for i in outline.all if (m := _CHECKED.search(i.folded))), "")
    first: dict[str, Act] = {}
    for act, span in found:
        checked = act.checked_by or checker
        first.setdefault(act.title, (msgspec.structs.replace(act, checked_by=checked), span))
    return sorted(first.values(), key=lambda one: one[1])[:MOST]


def _in(item: Item) -> Iterator[Act]:
    for pattern in (_EACH, _LED):
        if match := pattern.search(item.folded):
            who = clean(item.text[match.start("who") : match.end("who")], 60)
            title = clean(item.text[match.start("t") : match.end("t")], 60)
            props = _PROPS.search(item.folded, match.start())
            needed = item.text[props.start() : props.end()] if props else ""
            performers = who if pattern is _EACH or who != "小组长" else "各组"
            yield PlanAct(title=title, performers=performers, props=needed), item.span(match)
            return
    for match in _FORMS.finditer(item.folded):
        for name, span in listing.parts(item, *match.span("all")):
            yield PlanAct(title=name), span


def _steps(steps: list[Found]) -> Iterator[Act]:
    """Steps that name a piece: 合唱《星河》."""
    for found in steps:
        step = found.step
        if _ACT.search(step.title.lower()) and _NAMED.search(step.title):
            yield (
                PlanAct(title=step.title, performers=step.owner or "", minutes=step.minutes),
                found.span,
            )


def _tables(outline: Outline) -> Iterator[Act]:
    for chapter in outline.of("schedule", "prepare", "annex", ""):
        for table in grids.split(chapter.items)[0]:
            at = table.columns(_COLUMNS)
            if not {"title", "performers"} <= at.keys():
                continue
            for row in table.rows[:MOST]:
                title = clean(row.cell(at["title"]).text, 100)
                long = re.match(r"\d{1,3}", row.cell(at.get("minutes")).folded)
                if title:
                    yield (
                        PlanAct(
                            title=title,
                            performers=clean(row.cell(at["performers"]).text, 100),
                            props=clean(row.cell(at.get("props")).text, 200),
                            minutes=int(long[0]) or None if long else None,
                            checked_by=clean(row.cell(at.get("checked")).text, 60),
                        ),
                        row.span,
                    )
