"""When an activity keeps somebody busy, and whether two of them overlap."""

from datetime import datetime, time, timedelta
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

USUAL = timedelta(hours=2)
LONGEST = timedelta(days=60)  # no activity that still goes on began longer ago


class Timed(Protocol):
    """What has a beginning, and an end perhaps; a start at midnight means: that day, hour unknown."""

    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def zone(self) -> str: ...


class Booking(msgspec.Struct, frozen=True):
    """An activity somebody has a place in."""

    activity: UUID
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str


class Span(msgspec.Struct, frozen=True):
    start: datetime
    end: datetime


def span(activity: Timed) -> Span | None:
    """Return from when to when it takes place: whole days where no clock time is known."""
    if activity.starts_at is None:
        return None
    zone = ZoneInfo(activity.zone)
    local = activity.starts_at.astimezone(zone)
    if local.time() != time():
        return Span(activity.starts_at, activity.ends_at or activity.starts_at + USUAL)
    last = (activity.ends_at or activity.starts_at).astimezone(zone).date()
    midnight = datetime.combine(last + timedelta(days=1), time(), zone)
    return Span(local, midnight)


def overlap(one: Span | None, other: Span | None) -> bool:
    """Say whether two spans share a moment; one that begins as the other ends does not."""
    return bool(one and other and one.start < other.end and other.start < one.end)
