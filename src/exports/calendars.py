"""Entries as iCalendar files (RFC 5545, 7986): the same facts always give the same bytes."""

import gzip
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from icalendar import Alarm, Calendar, Event, vText

from exports import zones
from exports.rules import window
from exports.rules.entries import SHANGHAI, Bell, Entry, Layer, Status, clean, local, summed

# How entries are worded and laid out is a layer of each of them. Whoever changes it raises both,
# or programs that compare revisions keep the old text.
RENDERING = 1
RENDERING_AT = datetime(2026, 1, 1, tzinfo=UTC)

MOST_BELLS = 2
_END = b"END:VCALENDAR\r\n"


def feed(name: str, anchor: Entry, entries: Iterable[Entry], monday: date) -> bytes:
    """Return a calendar to subscribe to: the anchor, then what the window of `monday` shows.

    Programs keep everything they have when a feed holds nothing, so the anchor is always there.
    """
    return _file(_head(clean(name)), [anchor, *window.shown(entries, monday)])


def single(entry: Entry) -> bytes:
    """Return a file with one entry, to be taken once; its UID is the one of the feeds."""
    return _file(_head(None), [entry])


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


@lru_cache(20_000)
def block(entry: Entry) -> bytes:
    """Return one VEVENT. The fact is the key, so a block cannot be stale."""
    revision = summed(
        [Layer(entry.sequence, entry.modified), Layer(RENDERING, _seconds(RENDERING_AT))]
    )
    event = Event()
    event.add("uid", clean(entry.uid))
    event.add("dtstamp", _seconds(revision.modified))
    event.add("created", _seconds(entry.created))
    event.add("last-modified", _seconds(revision.modified))
    event.add("sequence", revision.sequence)
    event.add("dtstart", local(entry.starts, entry.zone))
    event.add("dtend", local(entry.ends, entry.zone))
    event.add("summary", clean(entry.title))
    if entry.status is not Status.CANCELLED:
        _tell(event, entry)
    event.add("status", Status(entry.status).value)
    is_busy = entry.busy and entry.status is Status.CONFIRMED
    event.add("transp", "OPAQUE" if is_busy else "TRANSPARENT")
    if entry.private:
        event.add("class", "PRIVATE")
    if entry.all_day:
        event.add("x-microsoft-cdo-busystatus", "FREE")
    if entry.status is not Status.CANCELLED:
        for bell in entry.bells[:MOST_BELLS]:
            event.add_component(_alarm(bell))
    return bytes(event.to_ical(sorted=False))


def _file(head: bytes, entries: list[Entry]) -> bytes:
    return b"".join([head, zones.definitions(entries), *map(block, entries), _END])


@lru_cache(1_000)
def _head(name: str | None) -> bytes:
    """Return everything before the zones; a calendar with a name is one to subscribe to."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Banxing//Calendar 1//ZH")
    calendar.add("calscale", "GREGORIAN")
    if name is not None:
        calendar.add("name", vText(name))
        calendar.add("x-wr-calname", vText(name))
        calendar.add("x-wr-timezone", vText(SHANGHAI))
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vText("PT1H"))
    return bytes(calendar.to_ical(sorted=False)).removesuffix(_END)


def _tell(event: Event, entry: Entry) -> None:
    """Add what a tombstone must not have."""
    if entry.text:
        event.add("description", clean(entry.text))
    if entry.place:
        event.add("location", clean(entry.place))
    if entry.url:
        event.add("url", quote(clean(entry.url), safe=":/?#[]@!$&'()*+,;=%"))


def _alarm(bell: Bell) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -bell.before)
    alarm.add("description", clean(bell.text))
    return alarm


def _seconds(moment: datetime) -> datetime:
    """Return `moment` in UTC and whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)
