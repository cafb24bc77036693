"""Which entries a feed shows. It moves on Mondays, so that a feed has one body a week."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from exports.rules.entries import SHANGHAI, Entry, Status

BACK = timedelta(days=63)
AHEAD = timedelta(days=371)
TOMBSTONE = timedelta(days=14)
MOST = 500


def edge(now: datetime) -> date:
    """Return the Monday of this week in Shanghai."""
    today = now.astimezone(ZoneInfo(SHANGHAI)).date()
    return today - timedelta(days=today.weekday())


def midnight(day: date) -> datetime:
    """Return the moment `day` begins in Shanghai, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(SHANGHAI)).astimezone(UTC)


def shown(entries: Iterable[Entry], monday: date) -> list[Entry]:
    """Return those within the window of `monday` by (start, UID), at most the 500 nearest to it.

    Of several entries with one UID the newest stays. A tombstone leaves at the first Monday
    fourteen days or more after its end.
    """
    here = midnight(monday)
    newest = {entry.uid: entry for entry in sorted(entries, key=_age)}
    inside = [entry for entry in newest.values() if _is_inside(entry, here)]
    nearest = sorted(inside, key=lambda entry: (_distance(entry, here), entry.opens, entry.uid))
    return sorted(nearest[:MOST], key=lambda entry: (entry.opens, entry.uid))


def _age(entry: Entry) -> tuple[int, datetime, datetime, str]:
    return entry.sequence, entry.modified, entry.opens, entry.title


def _is_inside(entry: Entry, here: datetime) -> bool:
    if entry.status is Status.CANCELLED and here >= entry.closes + TOMBSTONE:
        return False
    return entry.opens < here + AHEAD and entry.closes > here - BACK


def _distance(entry: Entry, here: datetime) -> timedelta:
    return max(entry.opens - here, here - entry.closes, timedelta())
