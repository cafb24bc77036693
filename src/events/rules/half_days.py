"""The half-days of an activity, and when heads are counted: at each of them and at each change of block (V16)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from events.rules.schedule import Day
from kit import i18n
from kit.i18n import N_, gettext

NOON = time(12)
MOST_DAYS = 60  # what lasts longer is no camp: nobody counts heads twice a day for a year


class Half(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


LABELS: dict[Half, str] = {
    Half.MORNING: N_("%(day)s, morning"),
    Half.AFTERNOON: N_("%(day)s, afternoon"),
}


class HalfDay(msgspec.Struct, frozen=True):
    """A morning or an afternoon (with its evening), as far as the activity lasts; moments are in UTC."""

    day: date
    half: Half
    starts_at: datetime
    ends_at: datetime

    @property
    def label(self) -> str:
        """Write it for people: `7月10日 周六 上午`."""
        return gettext(LABELS[self.half]) % {"day": i18n.day_and_weekday(self.day, year=False)}


class RollCall(msgspec.Struct, frozen=True):
    """One moment at which heads are counted: `half` begins, `blocks` (their titles) begin, or both."""

    at: datetime
    half: HalfDay | None
    blocks: tuple[str, ...]


def half_days(activity: Activity) -> tuple[HalfDay, ...]:
    """Return the half-days from the start of the activity to its end, in order; none without a date.

    Where the hour of the start is unknown the first morning counts, where that of the end is, the last
    afternoon; without an end it is the first day.
    """
    if activity.starts_at is None:
        return ()
    zone = ZoneInfo(activity.zone)
    starts = activity.starts_at.astimezone(zone)
    ends = activity.ends_at or datetime.combine(_next(starts.date()), time(), zone)
    return tuple(
        HalfDay(
            day,
            half,
            max(begin, starts).astimezone(UTC),
            min(end, ends).astimezone(UTC),
        )
        for day, half, begin, end in _halves(starts.date(), zone)
        if begin < ends and starts < end
    )


def roll_calls(activity: Activity, schedule: Day) -> tuple[RollCall, ...]:
    """Return when heads are counted, in order: what begins at the same moment is counted once."""
    halves = {half.starts_at: half for half in half_days(activity)}
    titles: dict[datetime, list[str]] = {}
    for block in schedule.timed:
        if block.starts_at is not None:
            titles.setdefault(block.starts_at, []).append(block.title)
    return tuple(
        RollCall(at, halves.get(at), tuple(titles.get(at, ()))) for at in sorted({*halves, *titles})
    )


def _halves(first: date, zone: ZoneInfo) -> Iterator[tuple[date, Half, datetime, datetime]]:
    day = first
    for _ in range(MOST_DAYS):
        midnight, noon = (datetime.combine(day, at, zone) for at in (time(), NOON))
        yield day, Half.MORNING, midnight, noon
        yield day, Half.AFTERNOON, noon, datetime.combine(_next(day), time(), zone)
        day = _next(day)


def _next(day: date) -> date:
    return day + timedelta(days=1)
