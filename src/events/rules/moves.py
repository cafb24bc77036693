"""How far the moments of a day move when the activity that has them does (E9)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from events.rules.schedule import Block


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
