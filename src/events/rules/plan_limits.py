"""How much of a plan document rows can hold: longer texts are cut, what nobody can mean is left open.

Documents come from texts that people paste and from files of other makers. What they say at length
stands in the sections, which hold any text.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from zoneinfo import available_timezones

import msgspec

from events.rules.plans import Plan, PlanSection, PlanTask, Promise, Step, Traits, When

P = TypeVar("P", bound=msgspec.Struct)

# Characters of each text; the columns of the tables are as long.
LONGEST: dict[type[msgspec.Struct], dict[str, int]] = {
    Step: {"title": 120, "place": 120, "owner": 100, "lane": 60, "note": 500, "people": 100},
    PlanTask: {"owner": 100, "key": 30},
    PlanSection: {"key": 30},
    Promise: {"actor": 60, "subject": 20, "key": 30, "units": 60},
    Traits: {"short_title": 40, "address": 300, "contact_name": 100, "contact_phone": 40},
}
LONGEST_PLACE = 200
LONGEST_LANE = 60
MOST_DAYS = 366  # of one activity
FURTHEST = 3650  # days a task may be from the first day
MOST_TIMES = 1000  # of a promise, and of its periods
FIRST_YEAR, LAST_YEAR = 1970, 2100


def held(plan: Plan) -> Plan:
    """Return the document as rows can hold it."""
    lanes = tuple(dict.fromkeys(cut(lane, LONGEST_LANE) for lane in plan.lanes))
    return msgspec.structs.replace(
        plan,
        when=_when(plan.when),
        places=tuple(cut(place, LONGEST_PLACE) for place in plan.places),
        lanes=lanes,
        schedule=tuple(_step(step) for step in plan.schedule),
        tasks=tuple(_task(task) for task in plan.tasks),
        sections=tuple(fitting(section) for section in plan.sections),
        obligations=tuple(_promise(promise) for promise in plan.obligations),
        traits=_traits(plan.traits),
    )


def held_standing(plan: Plan) -> Plan:
    """Return the document of a programme as rows can hold it: it may run for years."""
    when = msgspec.structs.replace(
        plan.when, start_date=_meant(plan.when.start_date), end_date=_meant(plan.when.end_date)
    )
    return msgspec.structs.replace(held(plan), when=when)


def fitting(part: P) -> P:
    """Return a part with every text cut to what its column holds."""
    shorter: dict[str, Any] = {}
    for name, most in LONGEST[type(part)].items():
        value = getattr(part, name)
        if isinstance(value, str):
            shorter[name] = cut(value, most)
        elif isinstance(value, Sequence):
            shorter[name] = tuple(cut(one, most) for one in value)
    return msgspec.structs.replace(part, **shorter)


def cut(text: str, most: int) -> str:
    """Return `text`, or as much of it as fits, with an ellipsis that says so."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _step(step: Step) -> Step:
    return msgspec.structs.replace(fitting(step), day=max(1, min(step.day, MOST_DAYS)))


def _task(task: PlanTask) -> PlanTask:
    offset = task.offset_days
    if offset is not None:
        offset = max(-FURTHEST, min(offset, FURTHEST))
    return msgspec.structs.replace(fitting(task), offset_days=offset)


def _promise(promise: Promise) -> Promise:
    return msgspec.structs.replace(
        fitting(promise),
        at_least=max(1, min(promise.at_least, MOST_TIMES)),
        at_most=None if promise.at_most is None else max(1, min(promise.at_most, MOST_TIMES)),
        periods=max(1, min(promise.periods, MOST_TIMES)),
    )


def _traits(traits: Traits) -> Traits:
    zone = traits.zone if traits.zone in available_timezones() else Traits().zone
    return msgspec.structs.replace(fitting(traits), zone=zone)


def _when(when: When) -> When:
    """Leave a date open that nobody can mean, and an end that lies too far from its start."""
    start, end = _meant(when.start_date), when.end_date
    if start is None or end is None or not 0 <= (end - start).days < MOST_DAYS:
        end = None
    return msgspec.structs.replace(when, start_date=start, end_date=end)


def _meant(day: date | None) -> date | None:
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None
