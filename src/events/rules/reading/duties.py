"""What is to be done before and after: tasks with an owner and a due date or an offset from the day."""

import re
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from events.rules.plans import PlanTask
from events.rules.reading import dates, grids, owners
from events.rules.reading.lines import Span, clean
from events.rules.reading.markers import han_number
from events.rules.reading.outline import Item, Outline

PHASES = {"prepare": "before", "follow_up": "after"}
_N = "[一二两三四五六七八九十半]|\\d{1,2}"
_OFFSET = re.compile(
    rf"(?P<dir>提前|前|活动(?:开始)?前(?:期)?的?|活动(?:结束)?后的?)\s?(?P<n>{_N})\s?(?:个)?(?P<unit>周|星期|天|日|个?月|工作日)(?P<tail>前|内|后)?"
    rf"|活动(?:开始|结束|举办)?[^\d,。;:]{{0,6}}?(?P<dir2>前|后)(?:的|第)?(?P<n2>{_N})\s?(?:个)?(?P<unit2>周|星期|天|日|月|工作日)"
    r"|the\s(?P<eve>day|week)\s(?P<side>before|after)"
    r"|\bt\s?(?P<sign>[-+])\s?(?P<t>\d{1,3})\b"
    r"|(?P<en>one|two|three|four|a|\d{1,3})\s(?P<eu>(?:working\s)?days?|weeks?|months?)\s(?P<ed>before|after|prior|earlier|later)"
    rf"|(?P<in>{_N})\s?(?:个)?(?P<iu>周|星期|天|日|工作日)(?:之)?内"
    r"|within\s(?P<wn>one|two|three|a|\d{1,2})\s(?P<wu>days?|weeks?)(?:\sof|\safter)?"
)
_TIMED = re.compile(
    rf"\s*(?:提前|(?:活动)?(?:开始|结束|举办)?(?:前|后)(?:期)?的?(?:第)?\s?(?:{_N})\s?个?(?:周|星期|天|日|月|工作日)|t\s?[-+]\s?\d|(?:{_N}|one|two|three|four|a)\s?(?:个)?(?:周|星期|天|日|月|days?|weeks?|months?)(?:之)?(?:\s?(?:before|after)|前|后|内)|within\s|by\s(?=.{{0,12}}\d)|the\s(?:day|week)\s(?:before|after))[^:。;]{{0,14}}[:\s]"
)
_SHORT_DATE = re.compile(r"\s*(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\s?(?:日?之?前|\s)(?!\d)")
_GOODBYE = re.compile(
    r"\s*(?:thank you|thanks|many thanks|best(?: wishes| regards)?|(?:kind )?regards|yours \w+|sincerely|此致|敬礼|谢谢)[\s,.!]*$"
)
_DUE = re.compile(r"\s?(?:\([^()]{0,8}\))?\s?(?:之前|以前|前|截止|:)")
_WORKING = re.compile("工作日|working day")
_AT = re.compile(r"[@＠]\s?([^\s,，。;；@]{1,12})")
_BY = re.compile(r"前|之前|截止|以前|\bby\b|before|due|deadline")
_WORDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "两": 2, "半": 1}
_COLUMNS = {
    "due": re.compile("时间|日期|截止|期限|due|when|date|deadline|by"),
    "owner": re.compile("负责|责任|人员|执行|owner|who|responsible|lead|charge"),
    "text": re.compile("任务|内容|工作|事项|项目|安排|task|what|action|item|activit"),
}


def read(
    outline: Outline, early: list[Item], first: date | None, today: date
) -> list[tuple[PlanTask, Span, int]]:
    """Return the tasks; `early` are preparations that stood in the schedule."""
    found = [_task(item, "before", first, today) for item in early]
    for chapter in outline.chapters:
        goodbye = next((i for i in chapter.items if _GOODBYE.match(i.folded)), None)
        if goodbye is not None:  # who signs a letter has no task
            rest = [i for i in chapter.items if i.start < goodbye.start]
            chapter = msgspec.structs.replace(chapter, items=rest)  # noqa: PLW2901
        phase = PHASES.get(chapter.key)
        if phase is None:
            if chapter.key == "staff":
                found += [
                    _task(item, _phase(item.folded), first, today)
                    for item in chapter.items
                    if timed(item.folded)
                ]
            continue
        tables, rest = grids.split(chapter.items)
        for table in tables:
            found += _table(table, phase, first, today)
        listed = bool(tables) or any(item.kind for item in rest)
        for item in rest:
            if item.kind or not listed:
                found += [_task(one, phase, first, today) for one in _sentences(item)]
    return [(_dated(task, first), span, line) for task, span, line in found if task.text][:400]


def timed(folded: str) -> bool:
    """Whether a line begins with when something is to be done: 活动前两周:…, 4月10日前:…."""
    if _TIMED.match(folded):
        return True
    day = next(iter(dates.days(folded[:24])), None)
    return bool(day and not folded[: day.span[0]].strip(" (") and _DUE.match(folded, day.span[1]))


def _phase(folded: str) -> str:
    return "after" if re.search("后|after", folded[:12]) else "before"


def _sentences(item: Item) -> list[Item]:
    """Return the sentences of a line that each say when: `One week before: …. Two days before: …`."""
    cuts = [
        m.end() for m in re.finditer(r"[.。;]\s*", item.folded) if timed(item.folded[m.end() :])
    ]
    if not cuts or not _OFFSET.search(item.folded[: cuts[0]]):
        return [item]
    edges = [0, *cuts, len(item.folded)]
    return [
        msgspec.structs.replace(
            item,
            start=item.start + a,
            text=item.text[a:b].rstrip(),
            folded=item.folded[a:b].rstrip(),
        )
        for a, b in pairwise(edges)
    ]


def _dated(task: PlanTask, first: date | None) -> PlanTask:
    """Return the task with the date that its offset gives, where the day is known."""
    if first is None or task.offset_days is None or task.due is not None:
        return task
    try:
        due = first + timedelta(days=task.offset_days)
    except OverflowError:
        return task
    return msgspec.structs.replace(task, due=due)


def _task(item: Item, phase: str, first: date | None, today: date) -> tuple[PlanTask, Span, int]:
    due, offset = when(item.folded, phase, first, today)
    who = owners.owner(item.text) or owners.given_name(item.text)
    at = _AT.search(item.text)
    owner = who[0] if who else owners.unit(item.text) or (at[1] if at else None)
    task = PlanTask(
        phase="after" if offset and offset > 0 else phase,
        text=clean(item.text),
        owner=clean(owner, 100) if owner else None,
        due=due,
        offset_days=offset,
    )
    return task, item.whole, item.line.number


def when(
    folded: str, phase: str, first: date | None, today: date
) -> tuple[date | None, int | None]:
    """Return (due date, offset from the day) as far as they are written."""
    match = _OFFSET.search(folded)
    if match:
        return None, _offset(match, phase)
    if short := _SHORT_DATE.match(folded):
        day = dates.Day(int(short["m"]), int(short["d"]), None, short.span())
        if 1 <= day.month <= 12 and 1 <= day.day <= 31:  # noqa: PLR2004
            return _beside(day, first, phase) if first else day.dated(today)[1], None
    for day in dates.days(folded):
        near = folded[max(0, day.span[0] - 8) : day.span[1] + 4]
        if _BY.search(near) or day.span[0] <= 2 or day.to_day:  # noqa: PLR2004
            return _beside(day, first, phase) if first else day.dated(today)[1], None
    return None, None


def _beside(day: dates.Day, first: date, phase: str) -> date:
    """A due date without a year takes the activity's, or the neighbouring one over New Year."""
    if day.year is not None:
        return day.dated(first)[1]
    month, number = (day.to_month or day.month), (day.to_day or day.day)
    due = dates.Day(month, number, first.year, day.span).dated(first)[0]
    half_a_year = 183
    if phase == "before" and (due - first).days > half_a_year:
        return dates.Day(month, number, first.year - 1, day.span).dated(first)[0]
    if phase == "after" and (first - due).days > half_a_year:
        return dates.Day(month, number, first.year + 1, day.span).dated(first)[0]
    return due


def _offset(match: "re.Match[str]", phase: str) -> int | None:
    got = match.groupdict()
    if got["t"]:
        return int(got["t"]) * (-1 if got["sign"] == "-" else 1)
    if got["eve"]:
        return (1 if got["eve"] == "day" else 7) * (-1 if got["side"] == "before" else 1)
    number = got["n"] or got["n2"] or got["en"] or got["in"] or got["wn"]
    unit = got["unit"] or got["unit2"] or got["eu"] or got["iu"] or got["wu"]
    count = int(number) if number.isdigit() else _WORDS.get(number) or han_number(number)
    if count is None:
        return None
    days = count * (
        7
        if unit.startswith(("周", "星期", "week"))
        else 30
        if "月" in unit or unit.startswith("month")
        else 1
    )
    later = (
        (got["dir"] or got["dir2"] or "").find("后") >= 0
        or got["ed"] in ("after", "later")
        or (got["tail"] == "后")
        or bool((got["wn"] or got["in"]) and phase == "after")
    )
    return days if later else -days


def _table(
    table: grids.Grid, phase: str, first: date | None, today: date
) -> list[tuple[PlanTask, Span, int]]:
    at = table.columns(_COLUMNS)
    found = []
    for row in table.rows:
        said = row.cell(at.get("due")).folded
        due, offset = when(said, phase, first, today)
        if due is None and offset is None and (days := dates.days(said)):
            due = _beside(days[-1], first, phase) if first else days[-1].dated(today)[1]
        task = PlanTask(
            phase=phase,
            text=clean(row.cell(at.get("text")).text),
            owner=owners.named(row.cell(at.get("owner")).text),
            due=due,
            offset_days=offset,
            offset_unit="wd" if offset is not None and _WORKING.search(said) else "days",
        )
        found.append((task, row.span, row.line))
    return found
