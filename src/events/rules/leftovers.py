"""What a pasted text says beyond its data: a chapter keeps only the lines that were not read wholly.

The page of a plan prints the data of a chapter below its text. A line all of whose words have become
such data would stand there twice, and would go on saying what somebody has changed since.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from events.rules import stated
from events.rules.plans import Cost, Headcount, Plan, PlanSection, PlanTask, Source, Step
from events.rules.reading import Reading, dates, headings, hours, markers
from events.rules.reading.costs import is_total
from events.rules.reading.lines import Line, fold, split
from events.rules.stated import amount

# The fields whose data a chapter shows, by its key; a chapter without one is judged by its tasks.
SHOWN: dict[str, tuple[str, ...]] = {
    "purposes": ("purposes",),
    "theme": ("theme",),
    "time": ("when",),
    "place": ("places.0",),
    "parties": ("parties",),
    "people": ("headcounts",),
    "schedule": ("tasks", "schedule"),
    "follow_up": ("tasks",),
    "budget": ("budget.lines", "budget.sources"),
    "": ("tasks", "budget.sources"),
}
SHOW_FREE = {"schedule", "budget"}  # chapters that show what was read in one without a key
COUNTED = ("volunteer", "participant")
PARTS = ("prepare", "schedule", "follow_up")  # headings inside a chapter that its page has itself
PLANNED = ("time", "schedule", "")  # keys of chapters whose days and hours are data
# Words that only lead to a value.
_LED = re.compile(
    "负责人|负责|主持人|主持|主讲|带队|地点|时间|现场|环节|活动|结束|尾声|小组|\\b(?:led by|lead|at|in|by)\\b"
)
_LABELS: dict[str, re.Pattern[str]] = {
    "time": re.compile("活动|时间|日期|至|到|\\b(?:from|to|till|until|on|at|date|time)\\b"),
    "place": re.compile("活动|地点|\\b(?:at|in|venue|place)\\b"),
    "people": re.compile(
        "志愿者|志工|义工|儿童|孩子|小朋友|大约|大概|约|左右|共|各|和|与|及|名|位|个|人|\\b(?:student )?volunteers?\\b|\\bchildren\\b|\\band\\b"
    ),
    "schedule": _LED,
    "budget": re.compile(
        "经费来源|资金来源|来源|单价|数量|金额|小计|人民币|元|rmb|cny|\\b(?:each|at|for|of|funding|sources?|funded by)\\b"
    ),
    "": re.compile("元|rmb|cny"),
}
_LABEL = re.compile(r"[^:,;。]{2,40}?:")
_WORD = re.compile(r"[^\W_]")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TIMES = re.compile(r"(?<=[\d\s])x(?=[\s\d¥$£€])")
_BRACKETS = re.compile(r"\([\s于为在是]*\)")
_TABLE = re.compile(r"[|\t]")


def told_once(reading: Reading, text: str) -> Plan:
    """Return the plan that was read from `text`, its chapters without what its data say as well."""
    plan = stated.stated(reading)
    shown = {section.key for section in plan.sections} >= SHOW_FREE
    kept = []
    for n, section in enumerate(plan.sections):
        [(start, end), *_] = reading.spans.get(f"sections.{n}", ((0, 0),))
        at = text.rfind(section.text, start, end) if section.text else -1
        if at < 0 or section.key not in SHOWN or (not section.key and not shown):
            kept.append(section)
            continue
        left = _Chapter(reading, plan, section, at).left()
        if section.key:
            kept.append(msgspec.structs.replace(section, text=left))
        elif left:  # read in parts only: it stays as a whole
            kept.append(section)
    return msgspec.structs.replace(plan, sections=tuple(kept))


class _Chapter:
    """One chapter on its way through the lines it holds; `at` is where its text begins."""

    def __init__(self, reading: Reading, plan: Plan, section: PlanSection, at: int) -> None:
        self.plan, self.key = plan, section.key
        self.lines = split(section.text)
        self.spans = [
            (start - at, end - at, name)
            for name, several in reading.spans.items()
            if self._shows(name)
            for start, end in several
            if start < at + len(section.text) and at < end
        ]
        self.clocks, self.days = _moments(plan, self.key)

    def _shows(self, name: str) -> bool:
        return any(name == one or name.startswith(f"{one}.") for one in SHOWN[self.key])

    def left(self) -> str:
        """Return the lines that were not read wholly, as they were written."""
        gone = {line.number for line in self.lines if self._is_read(line)}
        gone |= set(self._heads(gone))
        gone |= set(self._parts(gone))
        kept = "\n".join(line.text for line in self.lines if line.number not in gone)
        return re.sub(r"\n{3,}", "\n\n", kept).strip()

    def _is_read(self, line: Line) -> bool:
        if not line.text.strip():
            return False
        if self.key == "budget" and is_total(line.folded.strip(" |\t*")):
            return self._adds_up(line)
        names = [name for start, end, name in self.spans if start < line.end and line.start < end]
        if not names:
            return False
        _, _, at = markers.marker(line)
        return not _WORD.search(self._residue(line.folded[at:], names))

    def _residue(self, folded: str, names: list[str]) -> str:
        """Return what is left of a line without the values that were read in it."""
        if self.key in PLANNED:
            folded = self._without_moments(folded)
        values, numbers = set[str](), set[Decimal]()
        for name in names:
            said, counted = _values(self.plan, name)
            values |= {fold(value).strip() for value in said if value}
            numbers |= {number for one in counted if (number := amount(one)) is not None}
        for value in sorted(values, key=len, reverse=True):
            folded = folded.replace(value, " ") if len(value) > 1 else folded
        if self.key == "parties":
            folded = _LABEL.sub(lambda m: " " if headings.key(m[0].strip(" :,")) else m[0], folded)
        elif labels := _LABELS.get(self.key):
            folded = labels.sub(" ", folded)
        if self.key == "budget":
            folded = _TIMES.sub(" ", folded)
        return _NUMBER.sub(lambda m: " " if amount(m[0]) in numbers else m[0], folded)

    def _without_moments(self, folded: str) -> str:
        for clock in reversed(hours.clocks(folded)):
            if {clock.start, clock.end or clock.start} <= self.clocks:
                folded = _blanked(folded, clock.span)
        for day in reversed(dates.days(folded)):
            if (day.month, day.day) in self.days:
                folded = _blanked(folded, day.span)
        found = (
            dates.weekday(folded) if self.days else None,
            dates.tentative(folded) if self.plan.when.tentative else None,
        )
        for match in filter(None, found):
            folded = folded.replace(match[0], " ")
        return folded.replace("__年", " ") if self.days else folded

    def _adds_up(self, line: Line) -> bool:
        """Say whether a total is the one that the lines of the plan add up to."""
        budget = self.plan.budget
        if budget.stated_total is None or any(one.stated for one in budget.lines):
            return False
        total = amount(budget.computed_total)
        numbers = [amount(match[0]) for match in _NUMBER.finditer(line.folded)]
        rest = re.sub("共计|合计|总计|总共|总额|total|人民币|元|rmb|cny", " ", line.folded)
        return numbers == [total] and not _WORD.search(_NUMBER.sub(" ", rest))

    def _heads(self, gone: set[int]) -> Iterator[int]:
        """Yield the rows above and rules inside of tables whose rows are all gone."""
        table: list[Line] = []
        for line in [*self.lines, None]:
            if line is not None and _TABLE.search(line.text.strip()):
                table.append(line)
                continue
            rows = [one for one in table if _WORD.search(one.folded)]
            if rows[1:] and all(one.number in gone for one in rows[1:]):
                yield from (one.number for one in table)
            table = []

    def _parts(self, gone: set[int]) -> Iterator[int]:
        """Yield headings that the page has itself, or that name a lane, when nothing is left below."""
        if self.key not in ("schedule", ""):
            return
        lanes = {fold(lane) for lane in self.plan.lanes}
        filled, heading = False, None
        for line in [*self.lines, None]:
            if line is not None and (line.number in gone or not line.text.strip()):
                filled = filled or line.number in gone
                continue
            if heading is not None and filled:
                yield heading
            heading, filled = None, False
            if line is not None:
                _, _, at = markers.marker(line)
                said = self._without_moments(line.folded[at:])
                name = _BRACKETS.sub(" ", said).strip(" :*#")
                heading = line.number if headings.key(name) in PARTS or name in lanes else None


def _values(plan: Plan, name: str) -> tuple[Iterable[str | None], Iterable[str | int | None]]:
    """Return the words and the numbers that a field of the plan holds."""
    row = _row(plan, name)
    match row:
        case Step():
            texts = (row.note, row.owner, row.place, row.lane, *row.people)
            return (row.title, *row.title.split(), *texts), ()
        case Cost():
            numbers = (row.quantity, row.unit_price, row.amount, row.stated, *row.factors)
            return (row.name, row.note, row.unit), numbers
        case Headcount():
            return (), (row.count,) if row.kind in COUNTED else ()
        case PlanTask():
            return (row.text,), ()
        case str():
            return (row,), ()
    return (row.name,), (row.amount,) if isinstance(row, Source) else ()


def _row(plan: Plan, name: str) -> Any:
    field, _, n = name.rpartition(".")
    if not field:
        return plan.theme if name == "theme" else ""
    holder, _, several = field.rpartition(".")
    return getattr(plan.budget if holder else plan, several)[int(n)]


def _moments(plan: Plan, key: str) -> tuple[set[str | None], set[tuple[int, int]]]:
    """Return the hours and the days that the data of a chapter hold."""
    when = plan.when
    days = {(day.month, day.day) for day in (when.start_date, when.end_date) if day}
    clocks = {when.start_time, when.end_time}
    if key == "schedule":
        clocks |= {clock for step in plan.schedule for clock in (step.start, step.end)}
    return clocks - {None}, days


def _blanked(folded: str, span: tuple[int, int]) -> str:
    start, end = span
    return folded[:start] + " " * (end - start) + folded[end:]
