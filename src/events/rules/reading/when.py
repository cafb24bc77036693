"""When the activity is: the date under its heading, else the first that stands in front."""

import re
from datetime import date

import msgspec

from events.rules.plans import When
from events.rules.reading import dates
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
_OVER = re.compile(r"\s?(?:左右)?(?:返校|结束|返程|解散|散会|回校|end|finish)")
_LIMIT = re.compile("截止|之前|以前|前完成|前报名|deadline|before|by $")


def when(outline: Outline, today: date) -> Times:
    """Return the date and times, with the year suggested where it is not written (E4)."""
    own = outline.items("time", "time_place")
    day, item = _first(own)
    if day is None and not own:
        day, item = _first([i for c in outline.chapters if c.key not in _LATER for i in c.items])
        if day is None:
            day, item = _heading(outline)
    if day is None or item is None:
        clock = _clock(own)
        return Times(_when(clock, None, None), None, own[0] if own else None)
    first, last = day.dated(today)
    if day.to_day is None and len(own) > 1:
        others = [d for i in own for d in dates.days(i.folded, i.start)]
        last = max([last, *(d.dated(today)[0] for d in others)])
        last = last if (last - first).days <= 366 else first  # noqa: PLR2004
    clock = _clock(own or [item]) or _schedule(outline)
    tentative = any(dates.tentative(i.folded) for i in own) or _same_day_tentative(outline, day)
    found = msgspec.structs.replace(
        _when(clock, first, last), tentative=tentative, year_known=day.year is not None
    )
    return Times(found, day, item)


def _when(clock: dates.Clock | None, first: date | None, last: date | None) -> When:
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


def _clock(items: list[Item]) -> dates.Clock | None:
    for item in items:
        clocks = dates.clocks(item.folded)
        if clocks:
            first = clocks[0]
            if (
                first.end is None
                and len(clocks) > 1
                and _OVER.match(item.folded, clocks[1].span[1])
            ):
                return dates.Clock(first.start, clocks[1].start, first.span)
            return first
    return None


def _schedule(outline: Outline) -> dates.Clock | None:
    """The first step that has a time says when it starts."""
    for item in outline.items("schedule", ""):
        clock = next(iter(dates.clocks(item.line.folded[:40])), None)
        if clock and clock.span[0] <= FRONT:
            return dates.Clock(clock.start, None, clock.span)
    return None


def _same_day_tentative(outline: Outline, day: dates.Day) -> bool:
    """The same date stands somewhere as tentative."""
    for line in outline.lines:
        if dates.tentative(line.folded) and any(
            (d.month, d.day) == (day.month, day.day) for d in dates.days(line.folded)
        ):
            return True
    return False
