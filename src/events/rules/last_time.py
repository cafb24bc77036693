"""What was last time beside what is planned now: blocks, costs, anything with a name."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from events.rules.schedule import Block, Lane

T = TypeVar("T")


class Moment(msgspec.Struct, frozen=True):
    """A block as two days can be compared: on which day, at what time (HH:MM or ""), how long."""

    title: str
    lane: str
    day: int
    clock: str
    minutes: int | None


def beside(
    then: Iterable[T], now: Iterable[T], name: Callable[[T], Hashable]
) -> list[tuple[T | None, T | None]]:
    """Pair what has the same name, in the order of now; what is no more comes after its neighbour.

    Of several with one name the first goes with the first.
    """
    old, waiting = list(then), list(now)
    partner: dict[int, int] = {}
    free: dict[Hashable, list[int]] = {}
    for place, one in enumerate(old):
        free.setdefault(name(one), []).append(place)
    for place, one in enumerate(waiting):
        if places := free.get(name(one)):
            partner[place] = places.pop(0)
    gone = sorted(place for places in free.values() for place in places)
    rows: list[tuple[T | None, T | None]] = []
    for place, one in enumerate(waiting):
        was = partner.get(place)
        while was is not None and gone and gone[0] < was:
            rows.append((old[gone.pop(0)], None))
        rows.append((old[was] if was is not None else None, one))
    return rows + [(old[place], None) for place in gone]


def moments(
    activity: Activity, blocks: Sequence[Block], lanes: Sequence[Lane]
) -> tuple[Moment, ...]:
    """Return the blocks of an activity in their order, by the clock where it takes place."""
    names = {lane.id: lane.name for lane in lanes}
    return tuple(
        Moment(
            block.title,
            names.get(block.lane, "") if block.lane else "",
            *_at(activity, block),
            block.minutes,
        )
        for block in blocks
    )


def _at(activity: Activity, block: Block) -> tuple[int, str]:
    first = activity.first_day
    if block.starts_at is None or first is None:
        return block.day, block.clock
    local = block.starts_at.astimezone(ZoneInfo(activity.zone))
    return (local.date() - first) // timedelta(days=1) + 1, f"{local:%H:%M}"
