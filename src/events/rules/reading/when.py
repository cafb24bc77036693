"""When the activity is: the date under its heading, else the first that stands in front."""

import re
from datetime import date

import msgspec

from events.rules.plans import When
from events.rules.reading import dates, hours, reckoned
from events.rules.reading.facts import Times
from events.rules.reading.outline import Item, Outline

_LATER = (
    "budget",
    "sources",
    "prepare",
    "follow_up",
    "recruitment",
    "background",
    "notes",
    "safety",
    "awards",
)
FRONT = 16
_OVER = re.compile(r"\s?(?:左右)?(?:返校|回来|返回|结束|返程|解散|散会|回校|end|finish)")
_UNTIL = re.compile(r"\s*(?:-{1,3}|~|至|到|to\b|until\b|till\b)")
_LIMIT = re.compile("截止|之前|以前|前完成|前报名|deadline|before|by $")


def when(outline: Outline, today: date) -> Times:
    """Return the date and times, with the year suggested where it is not written (E4)."""
    own = outline.items("time", "time_place")
    day, item = _first(own)
    if day is None and not own:
        day, item = _first([i for c in outline.chapters if c.key not in _LATER for i in c.items])
        if day is None:
            day, item = _heading(outline)
    how = ""
    if day is None or item is None:
        day, item, how = _reckoned(outline, own, today)
    if day is None or item is None:
        clock = _clock(own)
        return Times(_when(clock, None, None), None, own[0] if own else None)
    first, last = day.dated(today)
    if day.to_day is None and len(own) > 1:
        others = [d for i in own for d in dates.days(i.folded, i.start)]
        last = max([last, *(d.dated(today)[0] for d in others)])
        last = last if (last - first).days <= 366 else first  # noqa: PLR2004
    elif day.to_day is None and (later := _later_day(item)):
        last = max(first, later.dated(first)[0])
    clock = _clock(own or [item]) or _schedule(outline)
    tentative = any(dates.tentative(i.folded) for i in own) or _same_day_tentative(outline, day)
    found = msgspec.structs.replace(
        _when(clock, first, last),
        tentative=tentative or how == "rough",
        year_known=day.year is not None and how != "counted",
    )
    return Times(found, day, item, how)


def _reckoned(
    outline: Outline, own: list[Item], today: date
) -> tuple[dates.Day | None, Item | None, str]:
    """Return a day that is only told: 下周六, tomorrow, or a stretch of months."""
    front = [i for c in outline.chapters if c.key not in _LATER for i in c.items]
    for item in own or front:
        if day := reckoned.counted(item.folded, item.start, today, bare=bool(own)):
            return day, item, "counted"
    for item in own or front:
        day = reckoned.spell(item.folded, item.start)
        if day and (own or (day.to_month, day.to_year) != (day.month, None)):
            return day, item, "rough"
    return None, None, ""


def _when(clock: hours.Clock | None, first: date | None, last: date | None) -> When:
    start, end = (clock.start, clock.end) if clock else (None, None)
    return When(start_date=first, end_date=last, start_time=start, end_time=end)


def _first(items: list[Item]) -> tuple[dates.Day | None, Item | None]:
    for item in items:
        for day in dates.days(item.folded, item.start):
            around = item.folded[
                max(0, day.span[0] - item.start - 6) : day.span[1] - item.start + 4
            ]
            if not _LIMIT.search(around):
                return day, item
    return None, None


def _heading(outline: Outline) -> tuple[dates.Day | None, Item | None]:
    for chapter in outline.chapters:
        if (
            chapter.line
            and chapter.key not in _LATER
            and (said := dates.days(chapter.line.folded, chapter.line.start))
        ):
            line = chapter.line
            return said[0], Item(line, line.start, line.text, line.folded)
    return None, None


def _clock(items: list[Item]) -> hours.Clock | None:
    for item in items:
        clocks = hours.clocks(item.folded)
        if clocks:
            first = clocks[0]
            if (
                first.end is None
                and len(clocks) > 1
                and _OVER.match(item.folded, clocks[1].span[1])
            ):
                return hours.Clock(first.start, clocks[1].start, first.span)
            if _later_day(item):
                return hours.Clock(first.start, clocks[1].start, first.span)
            return first
    return None


def _later_day(item: Item) -> dates.Day | None:
    """Return the day on which it ends at the second of two hours: 5月1日 9:00 — 5月3日 16:00."""
    clocks = hours.clocks(item.folded)
    if len(clocks) < 2 or clocks[0].end is not None:  # noqa: PLR2004 -- a start and an end
        return None
    between = item.folded[clocks[0].span[1] : clocks[1].span[0]]
    told = dates.days(between) if _UNTIL.match(between) else []
    return told[0] if len(told) == 1 else None


def _schedule(outline: Outline) -> hours.Clock | None:
    """The first step that has a time says when it starts."""
    for item in outline.items("schedule", ""):
        clock = next(iter(hours.clocks(item.line.folded[:40])), None)
        if clock and clock.span[0] <= FRONT:
            return hours.Clock(clock.start, _last(outline, clock.start), clock.span)
    return None


def _last(outline: Outline, start: str) -> str | None:
    """Return when people come back, where a short note says it in a line of its own."""
    for item in outline.chapters[0].items:
        for clock in hours.clocks(item.folded):
            if _OVER.match(item.folded, clock.span[1]) and clock.start > start:
                return clock.start
    return None


def _same_day_tentative(outline: Outline, day: dates.Day) -> bool:
    """The same date stands somewhere as tentative."""
    for line in outline.lines:
        if dates.tentative(line.folded) and any(
            (d.month, d.day) == (day.month, day.day) for d in dates.days(line.folded)
        ):
            return True
    return False
