"""How this slice's pages write when an activity is."""

from zoneinfo import ZoneInfo

import msgspec
from babel import dates

from events.rules.activities import Activity
from kit import i18n


class Leaf(msgspec.Struct, frozen=True):
    """A calendar leaf: `date` is the same, to be read out."""

    month: str
    day: str
    weekday: str
    date: str


def leaf(activity: Activity) -> Leaf | None:
    """Return the leaf of the activity's first day, None while it is unknown."""
    if activity.starts_at is None:
        return None
    local = activity.starts_at.astimezone(ZoneInfo(activity.zone)).date()
    return Leaf(
        month=dates.format_date(local, "LLL", locale=i18n.locale()),
        day=str(local.day),
        weekday=i18n.weekday(local),
        date=i18n.day(local),
    )
