"""The lines of a plan's tables: what happens when, of the release where there is one, and what is due."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec

from events.rules import schedule
from events.rules.plans import clock_of, minute
from events.rules.tasks import OffsetUnit, Phase, Task, TaskStatus
from exports.rules.filled.facts import Facts, clock
from exports.rules.proposals import Duty, Step
from kit import i18n
from kit.i18n import gettext, ngettext

BESIDE_NOTES = 2  # columns besides time and title


def blocks(facts: Facts) -> tuple[schedule.Block, ...]:
    """Return the blocks in their order; while nobody knows the date, day by day."""
    found = facts.snapshot.blocks if facts.snapshot else facts.draft[1]
    if facts.activity.starts_at is None:
        return tuple(sorted(found, key=lambda block: block.day))
    return found


def steps(facts: Facts) -> tuple[Step, ...]:
    """Return the schedule; of several days, each is named where it begins."""
    lanes = facts.snapshot.lanes if facts.snapshot else facts.draft[0]
    names = {lane.id: lane.name for lane in lanes}
    days = [_day(facts, block) for block in blocks(facts)]
    several = len({day for day in days if day}) > 1
    found = [
        _step(facts, block, names, day if several else "")
        for block, day in zip(blocks(facts), days, strict=True)
    ]
    return tuple(_once_a_day(found if _has_room(found) else map(_noteless, found)))


def _has_room(steps: list[Step]) -> bool:
    """Say whether notes fit beside what else the table says."""
    columns = zip(*((step.day, step.lane, step.place, step.lead) for step in steps), strict=True)
    return sum(any(column) for column in columns) <= BESIDE_NOTES


def _noteless(step: Step) -> Step:
    return msgspec.structs.replace(step, note="")


def due(facts: Facts, phase: Phase) -> tuple[Duty, ...]:
    """Return what is to be done in a phase, but for what was found needless."""
    first = facts.activity.first_day
    return tuple(
        _duty(task, first.year if first else None)
        for task in facts.tasks
        if task.phase is phase and task.status is not TaskStatus.SKIPPED
    )


def _day(facts: Facts, block: schedule.Block) -> str:
    """Name the day of a block: by its date or, while nobody knows that, by its number."""
    if block.starts_at:
        return i18n.day(block.starts_at, facts.activity.zone, year=False)
    if facts.activity.starts_at is None:
        return gettext("Day %(n)s") % {"n": block.day}
    return ""


def _once_a_day(steps: Iterable[Step]) -> Iterator[Step]:
    """Say the day where it begins and not in each line."""
    before = ""
    for step in steps:
        again = step.day == before
        before = step.day or before
        yield msgspec.structs.replace(step, day="") if again else step


def _step(facts: Facts, block: schedule.Block, lanes: dict[UUID, str], day: str) -> Step:
    return Step(
        day=day,
        time="–".join(moment for moment in _hours(facts, block) if moment),
        title=block.title,
        lane=lanes.get(block.lane, "") if block.lane else "",
        place=block.place,
        lead=block.lead,
        note=block.note,
    )


def _hours(facts: Facts, block: schedule.Block) -> tuple[str, str]:
    """Return when a block starts and ends on the clock, which may be known before its date is."""
    zone, minutes = facts.activity.zone, block.minutes
    if block.starts_at:
        return (
            clock(block.starts_at, zone),
            clock(schedule.ends_at(block), zone) if minutes else "",
        )
    if not block.clock or not minutes:
        return block.clock, ""
    return block.clock, clock_of((minute(block.clock) + minutes) % (24 * 60))


def _duty(task: Task, year: int | None) -> Duty:
    """Return a task; the year of its day is said where it is not that of the activity."""
    day = i18n.day(task.due, year=task.due.year != year) if task.due else _counted(task)
    return Duty(due=day, text=task.title, lead=task.owner)


def _counted(task: Task) -> str:
    """Write how long before or after the activity a task is due, while nobody knows its date."""
    if not task.offset:
        return "" if task.offset is None else gettext("On the day of the activity")
    written = {
        (OffsetUnit.DAYS, True): ngettext("%(n)s day earlier", "%(n)s days earlier", -task.offset),
        (OffsetUnit.DAYS, False): ngettext("%(n)s day later", "%(n)s days later", task.offset),
        (OffsetUnit.WORKING_DAYS, True): ngettext(
            "%(n)s working day earlier", "%(n)s working days earlier", -task.offset
        ),
        (OffsetUnit.WORKING_DAYS, False): ngettext(
            "%(n)s working day later", "%(n)s working days later", task.offset
        ),
    }[task.offset_unit, task.offset < 0]
    return written % {"n": abs(task.offset)}
