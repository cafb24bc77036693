"""When steps begin and end, as far as it follows from what is written."""

import re

import msgspec

from events.rules.plans import clock_of, minute
from events.rules.reading import lanes, titles
from events.rules.reading.blocks import Found, State

_AFTER = re.compile(r"(?P<what>[^\s,。;:\d]{2,12}?)(?P<n>\d{1,3})\s?分钟(?:之)?后")


def timed_through(found: list[Found], start: str | None) -> list[Found]:
    """Compute start and end of steps with durations after a known start.

    Lanes begin together, where the step before them ends; what follows waits for the longest.
    """
    answer: list[Found] = []
    clock: dict[int, str | None] = {1: start}
    lanes_end: dict[int, list[str | None]] = {}
    for one in found:
        step = one.step
        if step.lane is None and (ends := lanes_end.pop(step.day, [])):
            clock[step.day] = max(filter(None, ends)) if all(ends) else None
        begins = step.start or (clock.get(step.day) if step.minutes else None)
        end = step.end
        if begins and step.minutes and not end and minute(begins) + step.minutes < titles.LONGEST:
            end = clock_of(minute(begins) + step.minutes)
        if step.lane is None:
            clock[step.day] = end
        else:
            lanes_end.setdefault(step.day, []).append(end)
        timed = msgspec.structs.replace(step, start=begins, end=end)
        answer.append(msgspec.structs.replace(one, step=timed))
    return answer


def minutes_of_the_one_before(folded: str, state: State, day: int) -> None:
    """`X 20分钟后集合` says how long the step X takes, and that it ends then."""
    match = _AFTER.search(folded)
    if match is None or not 0 < int(match["n"]) <= titles.LONGEST:
        return
    for found in reversed([f for f in state.found if f.step.day == day]):
        if lanes.alike(found.step.title.lower(), match["what"]) and found.step.minutes is None:
            at = state.found.index(found)
            longer = msgspec.structs.replace(found.step, minutes=int(match["n"]), hard_end=True)
            state.found[at] = msgspec.structs.replace(found, step=longer)
            return
