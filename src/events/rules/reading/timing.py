"""Checks of dates, the schedule and its places."""

import re
from collections.abc import Iterator

from events.rules.reading import dates, hours
from events.rules.reading.facts import Facts
from events.rules.reading.remarks import Remark, remark
from kit.i18n import day as written_day

_PERIOD = re.compile("本学期|本学年|今年|全年|本年度|学年度|新学期|this (?:term|year|semester)")
_VAGUE = re.compile(
    "指定(?:的)?(?:地点|位置|场所)|另行安排(?:地点|场地)?|地点待定|地点另行?[定安通][^,。;]{0,4}|(?:place|venue|location) (?:to be (?:announced|decided)|tba|tbc)|to be (?:announced|decided)"
)
MOST_NAMED = 4  # blocks of one written step
_TEACHES = re.compile(
    "另行通知|另行公布|待通知|details (?:to|will) follow|to be announced later|further notice"
)


def dated(facts: Facts) -> Iterator[Remark]:
    """The date of a plan or a notice."""
    when, day, item = facts.times.when, facts.times.day, facts.times.item
    if when.start_date is None:
        chapter = next(iter(facts.outline.of("time", "time_place")), None)
        line = item.line if item else chapter.line if chapter and chapter.line else None
        span = item.whole if item else (line.start, line.end) if line else (0, 0)
        yield remark("date-missing", line.number if line else 1, span)
        return
    assert item is not None
    assert day is not None
    what = item.line.text[day.span[0] - item.line.start : day.span[1] - item.line.start].strip()
    if not when.year_known:
        yield remark(
            "date-counted" if facts.times.how == "counted" else "date-year-missing",
            item.line.number,
            day.span,
            what=what,
            day=written_day(when.start_date),
        )
    if facts.times.how == "rough" and when.end_date:
        yield remark(
            "date-rough",
            item.line.number,
            day.span,
            what=what,
            first=written_day(when.start_date),
            last=written_day(when.end_date),
        )
    if when.start_time is None:
        yield remark("start-time-missing", item.line.number, day.span)


def tentative(facts: Facts) -> Iterator[Remark]:
    """暂定, wherever the date or the time stands."""
    for line in facts.outline.lines:
        match = dates.tentative(line.folded)
        if match and (
            dates.days(line.folded)
            or hours.clocks(line.folded)
            or re.search("时间|日期|date|time", line.folded)
        ):
            start = max(line.folded.rfind(mark, 0, match.start()) for mark in ",。;(:") + 1
            end = min(
                (at for mark in ",。;)" if (at := line.folded.find(mark, match.end())) > 0),
                default=len(line.text),
            )
            what = line.text[max(start, match.start() - 20) : min(end, match.end() + 20)].strip()
            yield remark("time-tentative", line.number, line.span(match), what=what)


def period(facts: Facts) -> Iterator[Remark]:
    """A programme or a report runs from one day to another."""
    if facts.kind not in ("programme", "report"):
        return
    if any(d.to_day for line in facts.outline.lines for d in dates.days(line.folded)):
        return
    if facts.times.how == "rough" and facts.times.when.end_date:
        return
    for line in facts.outline.lines:
        if match := _PERIOD.search(line.folded):
            yield remark("period-missing", line.number, line.span(match))
            return
    yield remark("period-missing", 1, (0, facts.outline.lines[0].end))


def blocks(facts: Facts) -> Iterator[Remark]:
    """Once per written step: how long, who leads."""
    lines: dict[int, list[int]] = {}
    for n, found in enumerate(facts.steps):
        lines.setdefault(found.line, []).append(n)
    for line, several in lines.items():
        own = [facts.steps[n] for n in several]
        spans = tuple(dict.fromkeys(f.span for f in own))
        title = "、".join(dict.fromkeys(f.step.title for f in own[:MOST_NAMED]))
        if all(f.step.minutes is None and f.step.end is None for f in own):
            yield remark("block-without-end", line, *spans, what=title)
        if all(f.step.owner is None for f in own):
            yield remark("block-without-lead", line, *spans, what=title)


def vague(facts: Facts) -> Iterator[Remark]:
    """A place that nobody could find."""
    for item in facts.outline.items("schedule", "place", "time_place", "prepare"):
        if match := _VAGUE.search(item.folded):
            yield remark(
                "place-vague",
                item.line.number,
                item.span(match),
                what=item.text[match.start() : match.end()],
            )


def deferred(facts: Facts) -> Iterator[Remark]:
    """What will be told some other time."""
    for line in facts.outline.lines:
        if match := _TEACHES.search(line.folded):
            clause = re.search(r"[^,。;:]{0,30}$", line.folded[: match.start()])
            start = match.start() - (len(clause[0]) if clause else 0)
            yield remark(
                "detail-deferred",
                line.number,
                line.span(match),
                what=line.text[start : match.end()].strip(),
            )
