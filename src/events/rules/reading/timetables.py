"""A schedule that is a table: a row is a step."""

import re

from events.rules.plans import Step, minute
from events.rules.reading import dates, grids, hours, lanes, owners, spells, titles
from events.rules.reading.blocks import Found, State
from events.rules.reading.lines import clean, fold

_COLUMNS = {
    "minutes": re.compile("时长|用时|duration|minutes|length"),
    "time": re.compile("时间|时段|时刻|time|when"),
    "place": re.compile("地点|场地|place|venue|location|where|room"),
    "owner": re.compile("负责|主持|责任人|带队|lead|owner|responsible|who|charge|host"),
    "lane": re.compile("组别|分组|^组|队伍|group|team|lane"),
    "note": re.compile("备注|说明|note|remark"),
    "day": re.compile("日期|天数|第几天|^天|^day|^date"),
    "title": re.compile(
        "内容|环节|流程|项目|活动|事项|议程|节目|安排|activit|item|programme|program|session|what|event"
    ),
}
_PERFORMED = re.compile("表演者|演出者|演员|performer|cast")
MOST_ROWS = 400


def rows(table: grids.Grid, state: State) -> None:
    """Add the steps of `table`."""
    at = table.columns(_COLUMNS)
    if "time" not in at and any(_PERFORMED.search(head) for head in table.heads):
        return  # acts have a length and no time
    for row in table.rows[:MOST_ROWS]:
        title = clean(row.cell(at.get("title")).text, 120)
        if title:
            day = _day(row.cell(at.get("day")).folded, state)
            day = day or _day(row.cell(at.get("time")).folded, state)
            state.days = (day or state.days[0],)
            state.found.append(Found(_step(row, at, title, state), row.span, row.line, row.text))


def _day(folded: str, state: State) -> int | None:
    """Return the day that a cell speaks of: 第2天, or a date counted from the first day."""
    if named := spells.day(folded):
        return named[0][0]
    said = next(iter(dates.days(folded)), None)
    if said is None or state.first is None:
        return None
    day = (said.dated(state.first)[0] - state.first).days + 1
    return day if 1 <= day <= MOST_ROWS else None


def _step(row: grids.Row, at: dict[str, int], title: str, state: State) -> Step:
    day = state.days[0]
    clock = next(iter(hours.clocks(row.cell(at.get("time")).folded)), None)
    if clock:
        clock = hours.continued(clock, state.before(day), state.hours)
    start, end = (clock.start, clock.end) if clock else (None, None)
    long = row.cell(at.get("minutes")).folded
    minutes = titles.minutes(f"{long}分钟" if long.isdecimal() else long) or titles.minutes(title)
    if start and end and minute(end) > minute(start):
        minutes = minute(end) - minute(start)
    lane = clean(row.cell(at.get("lane")).text, 60)
    where = clean(row.cell(at.get("place")).text, 120)
    if not lane:
        title, lane, told = lanes.of_group(title, fold(title))
        lane = lane if not told or not where else f"{lane} ({told})"
        where = where or told
    return Step(
        title=title,
        day=day,
        start=start,
        end=end,
        minutes=minutes,
        place=where or None,
        owner=owners.named(row.cell(at.get("owner")).text),
        lane=lane or None,
        floating=start is None,
        with_children=bool(titles.CHILDREN.search(row.folded)),
        note=clean(row.cell(at.get("note")).text, 480),
    )
