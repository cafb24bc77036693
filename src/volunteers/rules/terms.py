"""How long a consent lasts, and how long it is remembered that there was one (domain §6.4, V20)."""

from datetime import date, timedelta

from volunteers.rules.participants import Purpose
from volunteers.rules.retention import KEPT_AT_MOST

PUBLISHED = (
    Purpose.INTERNAL_REPORT,
    Purpose.SCHOOL_WALL,
    Purpose.PUBLIC_WEB,
    Purpose.MEDIA_INTERVIEW,
)
PICTURES = (Purpose.PHOTO_TAKEN, *PUBLISHED)  # what is taken back here is taken down (V20)

PUBLISHED_FOR = timedelta(days=365)
TAKEN_DOWN_WITHIN = timedelta(days=3)  # 72 hours
REMEMBERED = timedelta(
    days=3 * 366
)  # three years at least, whatever becomes of the entry (PIPL 56)
_JULY = 7


def lasts(purpose: Purpose, on: date, retain_until: date, last_day: date | None) -> date:
    """Return the last day of a yes given on that day; nothing is agreed to without an end.

    What keeps a pair in touch lasts thirteen months, what was published a year from the activity, a
    direct contact as long as the term; all else goes with the entry.
    """
    if purpose in (Purpose.DATA, Purpose.PAIRING_CONTACT):
        return on + KEPT_AT_MOST
    if purpose in PUBLISHED:
        return max(on, last_day or on) + PUBLISHED_FOR
    if purpose is Purpose.DIRECT_CONTACT:
        return term_end(max(on, last_day or on))
    return retain_until


def term_end(day: date) -> date:
    """Return the last day of the term: the end of January, or of July."""
    if day.month == 1:
        return date(day.year, 1, 31)
    return date(day.year, 7, 31) if day.month <= _JULY else date(day.year + 1, 1, 31)
