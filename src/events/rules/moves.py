"""How far the moments of a day move when the activity that has them does (E9)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from events.rules.plans import time_of
from events.rules.schedule import Block


class Moment(msgspec.Struct, frozen=True):
    """When a block starts: `starts_at`, or `clock` on the day counted from 1 while the date is unknown."""

    starts_at: datetime | None
    day: int
    clock: str


def moved(moment: Moment, before: Activity, after: Activity) -> Moment:
    """Return when a block starts after its activity has moved, been given a date or lost it."""
    zone, starts_at = ZoneInfo(after.zone), moment.starts_at
    if after.first_day is None:
        if starts_at is None or before.first_day is None:
            return moment
        local = starts_at.astimezone(zone)
        return Moment(None, (local.date() - before.first_day).days + 1, f"{local:%H:%M}")
    if starts_at is not None and before.starts_at is not None:
        return Moment(as_far(starts_at, before, after), moment.day, "")
    if starts_at is None and moment.clock:
        day = after.first_day + timedelta(days=moment.day - 1)
        return Moment(datetime.combine(day, time_of(moment.clock), zone), moment.day, "")
    return moment


def as_far(moment: datetime, before: Activity, after: Activity) -> datetime:
    """Move by whole days on the wall clock, and by the minutes only if both hours are known."""
    zone = ZoneInfo(after.zone)
    local = moment.astimezone(zone).replace(tzinfo=None)
    old = (before.starts_at or moment).astimezone(zone).replace(tzinfo=None)
    new = (after.starts_at or moment).astimezone(zone).replace(tzinfo=None)
    if before.has_clock_time and after.has_clock_time:
        return (local + (new - old)).replace(tzinfo=zone)
    return (local + (new.date() - old.date())).replace(tzinfo=zone)


def shifted(blocks: tuple[Block, ...], before: Activity, after: Activity) -> tuple[Block, ...]:
    """Return the blocks as far along as the start of their activity."""
    return tuple(
        msgspec.structs.replace(
            block, starts_at=as_far(block.starts_at, before, after).astimezone(UTC)
        )
        if block.starts_at
        else block
        for block in blocks
    )
