"""Which day of the activity steps belong to: by their line, by a heading above, or on every day alike."""

import re

import msgspec

from events.rules.reading import dates, programmes, spells
from events.rules.reading.blocks import Found, State
from events.rules.reading.lines import fold
from events.rules.reading.outline import Chapter, Item

_SAME_DAYS = re.compile(
    r"(?:两|三|四|五|几|\d)天(?:的)?(?:活动)?(?:安排|流程|内容)?(?:均|都|完全)?(?:相同|一致|一样)|每天(?:的)?(?:安排|流程|内容)(?:均|都)?(?:相同|一致)|same (?:programme|schedule|plan) (?:on )?(?:both|every|each|all)"
)
_SHORT = re.compile(
    r"\s*(?P<m>\d{1,2})\.(?P<d>\d{1,2})(?:\s?-{1,2}\s?(?:\d{1,2}\.)?(?P<d2>\d{1,2}))?\s+"
)
MOST_DAYS = 100


def dated(chapter: Chapter) -> bool:
    """Whether a chapter is a list of days: `7.13 开营`, `7.17 运动会`."""
    listed = [i for i in chapter.items if i.kind == "dec" and _SHORT.match(i.line.folded)]
    return len(listed) > 1 and len(listed) == len(chapter.items)


def of_item(item: Item, state: State) -> tuple[list[int], int, bool]:
    """Return the days an item speaks of, where its content begins, and whether it names a day."""
    short = _SHORT.match(item.line.folded) if item.kind in ("dec", "") and state.first else None
    if short and state.first and state.last:
        for year in {state.first.year, state.last.year}:
            day = dates.Day(int(short["m"]), int(short["d"]), year, (0, 0)).dated(state.first)[0]
            if state.first <= day <= state.last:
                number = (day - state.first).days + 1
                last = number + int(short["d2"] or short["d"]) - int(short["d"])
                if not number <= last <= (state.last - state.first).days + 1:
                    last = number
                state.days, state.half = tuple(range(number, last + 1)), ""
                begins = max(0, short.end() - (item.start - item.line.start))
                return list(state.days), begins, True
    return of_line(item.folded, state)


def of_line(folded: str, state: State) -> tuple[list[int], int, bool]:
    """Return the days a line speaks of, where its content begins, and whether it names a day."""
    if named := spells.day(folded):
        state.days, state.half = tuple(named[0]), ""
        return named[0], named[1], True
    said = next(iter(dates.days(folded[:40])), None)
    if said and said.span[0] <= programmes.FRONT // 4 and state.first:
        day = (said.dated(state.first)[0] - state.first).days + 1
        if 1 <= day <= MOST_DAYS:
            state.days, state.half = (day,), ""
            trail = re.match(r"\s?(?:\([^()]{0,12}\))?[\s:,]*", folded[said.span[1] :])
            return [day], said.span[1] + (trail.end() if trail else 0), True
    return list(state.days), 0, False


def of_heading(chapter: Chapter, state: State) -> None:
    """A heading names the day of what stands under it: 第2天, Sunday 14 March."""
    heading = fold(chapter.heading)
    if named := spells.day(heading):
        state.days, state.half = tuple(named[0]), ""
    elif chapter.inherited and state.first and (said := dates.days(heading)):
        day = (said[0].dated(state.first)[0] - state.first).days + 1
        if 1 <= day <= MOST_DAYS:
            state.days, state.half = (day,), ""


def alike(folded: str) -> bool:
    """Whether a line says that every day is like the first."""
    return bool(_SAME_DAYS.search(folded))


def every_day(state: State) -> list[Found]:
    """Return the steps of the first day on each day: 两天安排相同."""
    if state.first is None or state.last is None or {f.step.day for f in state.found} != {1}:
        return state.found
    days = min((state.last - state.first).days + 1, MOST_DAYS)
    more = [
        msgspec.structs.replace(f, step=msgspec.structs.replace(f.step, day=day))
        for day in range(2, days + 1)
        for f in state.found
    ]
    return (state.found + more)[: programmes.MOST_STEPS]
