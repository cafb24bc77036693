"""Which lines of a plan are its schedule, and which come before the day."""

import re
from itertools import pairwise

import msgspec

from events.rules.reading import hours, spells, titles
from events.rules.reading.lines import fold
from events.rules.reading.outline import Chapter, Item, Outline

FRONT = 14  # a time or a date this near to the beginning of a line is that of its step
_BEFORE = re.compile("活动前|前一周|前一天|前期|提前|征求|事先|排练|征集|招募|联系好|准备|before")
_ARRIVAL = re.compile("到达|抵达|出发|集合|签到|开幕|启动|arriv|depart|registration|gather")
_WORDS = re.compile(
    r"(?:[一-鿿]{2,8}(?:\([^()\s]{1,12}\))? ){2,9}[一-鿿]{2,8}(?:\([^()\s]{1,12}\))?"
)
_NEXT = re.compile(r"(?:[,;、。]|(?:^|[^\d\s:-]))\s*$")
_DOES = re.compile(r"[^\W\d_点时半刻分上下中午早晚apm]{2}")
MOST_STEPS = 400


def timed(items: list[Item]) -> bool:
    return (
        sum(
            bool((said := hours.clocks(item.folded[:30])) and said[0].span[0] < FRONT)
            for item in items
        )
        > 1
    )


def hourly(item: Item) -> list[Item]:
    """Return the steps of a line that holds several: `9点集合 9点半包饺子`, `包饺子 聊天 唱歌`."""
    if _WORDS.fullmatch(item.folded.strip()):
        spans = [word.span() for word in re.finditer(r"\S+", item.folded)]
        return [_part(item, a, b) for a, b in spans]
    cuts: list[int] = []
    for clock in hours.clocks(item.folded):
        start = clock.span[0]
        if not cuts and item.folded[:start].strip(" -*·、"):
            return [item]
        if not cuts or _NEXT.search(item.folded[:start]):
            cuts.append(start)
    edges = [*cuts, len(item.folded)]
    if len(cuts) < 2 or any(not _DOES.search(item.folded[a:b]) for a, b in pairwise(edges)):  # noqa: PLR2004
        return [item]
    return [_part(item, a, b) for a, b in pairwise(edges)]


def _part(item: Item, start: int, end: int) -> Item:
    return msgspec.structs.replace(
        item,
        start=item.start + start,
        text=item.text[start:end].rstrip(" ,，、;；。"),
        folded=item.folded[start:end].rstrip(" ,、;。"),
        kind=item.kind or "bullet",
    )


def arrived(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Split what comes before people arrive from the day itself, where a list holds both."""
    if timed(items):
        return [], items
    arrival = next((n for n, item in enumerate(items) if _ARRIVAL.search(item.folded[:12])), 0)
    if (
        arrival
        and sum(bool(_BEFORE.search(item.folded)) for item in items[:arrival]) * 2 >= arrival
    ):
        return items[:arrival], items[arrival:]
    return [], items


def elsewhere(outline: Outline) -> list[Item]:
    """Timed lines under a heading that speaks of something else."""
    chapters = outline.of("prepare", "people", "notes", "background")
    return [item for c in chapters if timed(c.items) for item in c.items][:MOST_STEPS]


def headed(chapter: Chapter) -> Item | None:
    """Return the heading as a step of its own: it has a time, or only prose stands under it."""
    line = chapter.line
    if line is None or spells.day(fold(chapter.heading)):
        return None
    at = max(line.text.find(chapter.heading), 0)
    text = line.text[at:].rstrip(" *#")
    folded = line.folded[at : at + len(text)]
    has_time = bool(hours.clocks(folded)) or titles.minutes(folded) is not None
    listed = any(item.kind for item in chapter.items) or timed(chapter.items)
    if chapter.items and chapter.items[0].line == line:
        return None
    return Item(line, line.start + at, text, folded, "phan") if has_time or not listed else None
