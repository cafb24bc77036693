"""When an activity is, in words: one day with its hours, or from the first day to the last."""

from datetime import timedelta

from events.rules.activities import Activity
from kit import i18n
from kit.i18n import gettext


def written(activity: Activity, *, year: bool = True) -> str:
    """Write the day and the hours as far as they are known; "" while there is no date.

    `2026年12月5日 周六 08:00–12:00`, or of several days `2027年7月10日 周六 09:00 – 7月12日 周一 16:00`.
    """
    if activity.starts_at is None or activity.last_day is None:
        return ""
    zone = activity.zone
    first = i18n.day_and_weekday(activity.starts_at, zone, year=year)
    starts = i18n.clock(activity.starts_at, zone) if activity.has_clock_time else ""
    ends = i18n.clock(activity.ends_at, zone) if activity.ends_at and activity.has_end_time else ""
    if activity.days == 1:
        hours = f"{starts}–{ends}" if starts and ends else starts
        return f"{first} {hours}".strip()
    same_year = activity.starts_at.year == activity.last_day.year
    last = i18n.day_and_weekday(activity.last_day, year=year and not same_year)
    return f"{f'{first} {starts}'.strip()} – {f'{last} {ends}'.strip()}"


def days(activity: Activity, count: int) -> list[tuple[int, str]]:
    """Name the first `count` days, counted from 1: by their date where it is known."""
    first = activity.first_day
    if first is None:
        return [(n, gettext("Day %(n)s") % {"n": n}) for n in range(1, count + 1)]
    dates = [first + timedelta(days=n) for n in range(count)]
    return [(n, i18n.day_and_weekday(one, year=False)) for n, one in enumerate(dates, 1)]
