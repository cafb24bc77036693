"""What a calendar file says about the zones it uses: fixed bytes for Shanghai, the rest reckoned.

The `icalendar` library writes the day summer time begins by the clocks after the change; RFC 5545
§3.6.5 wants the clocks before it, so these lines are our own.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from exports.rules.entries import SHANGHAI, Entry

_HOUR = timedelta(hours=1)


def definitions(entries: Iterable[Entry]) -> bytes:
    """Return a VTIMEZONE for Shanghai, then one for each other zone of `entries` by name."""
    years: dict[str, set[int]] = {}
    for entry in entries:
        if not entry.all_day:
            years.setdefault(entry.zone, set()).update((entry.opens.year, entry.closes.year))
    years.pop(SHANGHAI, None)
    others = (definition(zone, min(used), max(used)) for zone, used in sorted(years.items()))
    return b"".join([_SHANGHAI, *others])


@lru_cache(1_000)
def definition(zone: str, first: int, last: int) -> bytes:
    """Return the VTIMEZONE of an IANA zone, true from before the year `first` to after `last`."""
    clocks = ZoneInfo(zone)
    begin = datetime(first - 1, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}", f"X-LIC-LOCATION:{zone}"]
    lines += _observance(begin.astimezone(clocks), begin.astimezone(clocks))
    for before, after in _changes(clocks, begin, datetime(last + 2, 1, 1, tzinfo=UTC)):
        lines += _observance(before, after)
    return "".join(f"{line}\r\n" for line in [*lines, "END:VTIMEZONE"]).encode()


def _changes(
    clocks: ZoneInfo, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield each change of the clocks as the hour before and the moment of it.

    Every change since 1970 that matters here falls on a whole half hour of UTC.
    """
    step = _HOUR / 2
    moment = begin
    while moment < end:
        if _differ(clocks, moment, moment + 24 * _HOUR):
            while not _differ(clocks, moment, moment + step):
                moment += step
            yield moment.astimezone(clocks), (moment + step).astimezone(clocks)
            moment += step
        else:
            moment += 24 * _HOUR


def _differ(clocks: ZoneInfo, one: datetime, other: datetime) -> bool:
    return one.astimezone(clocks).utcoffset() != other.astimezone(clocks).utcoffset()


def _observance(before: datetime, after: datetime) -> list[str]:
    kind = "DAYLIGHT" if after.dst() else "STANDARD"
    offset = before.utcoffset() or timedelta()
    onset = after.astimezone(UTC).replace(tzinfo=None) + offset
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{before:%z}",
        f"TZOFFSETTO:{after:%z}",
        f"TZNAME:{after:%Z}",
        f"END:{kind}",
    ]


_SHANGHAI = (
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Asia/Shanghai\r\n"
    b"X-LIC-LOCATION:Asia/Shanghai\r\n"
    b"BEGIN:STANDARD\r\n"
    b"DTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0800\r\n"
    b"TZOFFSETTO:+0800\r\n"
    b"TZNAME:CST\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)
