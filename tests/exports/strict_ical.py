"""A strict reader of iCalendar files, by RFC 5545, 5546 and 7986 and by what clients choke on.

It uses the standard library only and shares no code with the writer. `lint` returns the codes of
the rules a file breaks; `parse` reads a file that breaks none.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

ZONES = available_timezones()
KINDS = ("feed", "event", "series", "invite")
TEXTS = {
    *("SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME", "X-WR-CALNAME", "COMMENT", "PRODID"),
    *("TZNAME", "CONTACT"),
}
MANY = {"EXDATE", "RDATE", "ATTENDEE", "COMMENT", "CATEGORIES", "ATTACH", "CONTACT"}
TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE")
STATUSES = {"CONFIRMED", "TENTATIVE", "CANCELLED"}
NOWHERE = {"UID": "calendar-uid", "SOURCE": "source"}
PARENTS = {
    "VCALENDAR": {""},
    "VTIMEZONE": {"VCALENDAR"},
    "VEVENT": {"VCALENDAR"},
    "STANDARD": {"VTIMEZONE"},
    "DAYLIGHT": {"VTIMEZONE"},
    "VALARM": {"VEVENT"},
}
OCTETS = {
    "bom": rb"\A\xef\xbb\xbf",
    "no-final-crlf": rb"(?<!\r\n)\Z",
    "bare-lf": rb"(?<!\r)\n",
    "bare-cr": rb"\r(?!\n)",
    "blank-line": rb"(?:\A|\r\n)[ \t]*\r\n",
    "control-character": rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]",
}
NAME = r"[A-Z0-9-]+"
PARAMETER = rf'{NAME}=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*'
LINE = re.compile(rf"({NAME})((?:;{PARAMETER})*):(.*)", re.DOTALL)
TEXT = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*", re.DOTALL)
DAY = re.compile(r"\d{8}")
MOMENT = re.compile(r"\d{8}T\d{6}Z?")
DURATION = re.compile(
    r"[+-]?P(?:\d+W|\d+D(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?(?<!T))?|T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)"
)
OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass
class Line:
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def moment(self) -> datetime | date:
        """The value as a date, a naive wall time or an aware UTC time."""
        if DAY.fullmatch(self.value):
            return datetime.strptime(self.value, "%Y%m%d").date()  # noqa: DTZ007 -- a day
        wall = datetime.strptime(self.value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 -- as written
        return wall.replace(tzinfo=UTC) if self.value.endswith("Z") else wall

    @property
    def text(self) -> str:
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], self.value)


@dataclass
class Component:
    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def inside(self, *names: str) -> list["Component"]:
        return [part for part in self.parts if part.name in names]


def lint(data: bytes, kind: str = "feed") -> set[str]:
    """Return the codes of all rules that `data` breaks as a file of `kind`; empty if none."""
    assert kind in KINDS
    broken = set(_octets(data))
    if broken:
        return broken
    calendar, broken = _tree(data)
    if calendar is None or broken:
        return broken or {"nesting"}
    checks: tuple[Callable[..., Iterator[str]], ...] = (_calendar, _zones, _events)
    return {code for check in checks for code in check(calendar, kind)}


def parse(data: bytes) -> Component:
    calendar, broken = _tree(data)
    assert calendar is not None, broken
    return calendar


def _octets(data: bytes) -> Iterator[str]:
    """Look at bytes and physical lines (RFC 5545 §3.1)."""
    yield from (code for code, pattern in OCTETS.items() if re.search(pattern, data))
    if not _is_utf8(data.replace(b"\r\n ", b"")):
        yield "not-utf8"
        return
    for line in data.split(b"\r\n"):
        if len(line) > 75:
            yield "long-line"
        if not _is_utf8(line):
            yield "split-character"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _tree(data: bytes) -> tuple[Component | None, set[str]]:
    """Unfold, split into content lines and nest them."""
    broken: set[str] = set()
    root = Component("")
    path = [root]
    for raw in data.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]:
        found = LINE.fullmatch(raw)
        if not found:
            broken.add("bad-line")
            continue
        parameters = re.findall(rf";({NAME})=((?:\"[^\"]*\"|[^;:])*)", found[2])
        line = Line(found[1], {key: text.strip('"') for key, text in parameters}, found[3])
        if not _place(line, path):
            broken.add("nesting")
            break
        if line.name in TEXTS and not TEXT.fullmatch(line.value):
            broken.add("bad-escape")
    if path != [root] or len(root.parts) != 1:
        broken.add("nesting")
    return (root.parts[0] if root.parts else None), broken


def _place(line: Line, path: list[Component]) -> bool:
    """Put `line` where it belongs in the tree whose open branch is `path`; say whether it fits."""
    here = path[-1]
    if line.name == "BEGIN":
        if here.name not in PARENTS.get(line.value, {here.name}) or line.value in ("", here.name):
            return False
        part = Component(line.value)
        here.parts.append(part)
        path.append(part)
    elif line.name == "END":
        return len(path) > 1 and path.pop().name == line.value
    else:
        here.lines.append(line)
    return len(path) > 1


def _calendar(calendar: Component, kind: str) -> Iterator[str]:
    for part in _walk(calendar):
        counts = Counter(line.name for line in part.lines)
        if any(count > 1 for name, count in counts.items() if name not in MANY):
            yield "doubled-property"
    yield from (f"no-{name.lower()}" for name in ("VERSION", "PRODID") if not calendar[name])
    yield from (code for name, code in NOWHERE.items() if calendar[name])
    if (refresh := calendar["REFRESH-INTERVAL"]) and refresh.parameters.get("VALUE") != "DURATION":
        yield "no-value"
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        if (line := calendar[name]) and not DURATION.fullmatch(line.value):
            yield "bad-duration"
    if not calendar.inside("VEVENT"):
        yield "no-event"
    if kind == "invite" and not calendar["METHOD"]:
        yield "no-method"


def _zones(calendar: Component, _kind: str) -> Iterator[str]:
    zones = calendar.inside("VTIMEZONE")
    for zone in zones:
        yield from _zone(zone)
    known = {_value(zone, "TZID") for zone in zones}
    for line in (line for event in calendar.inside("VEVENT") for line in event.lines):
        zone_id = line.parameters.get("TZID")
        if zone_id and zone_id not in known:
            yield "tzid-without-zone"
        if zone_id and line.value.endswith("Z"):
            yield "tzid-on-utc"


def _zone(zone: Component) -> Iterator[str]:
    if _value(zone, "TZID") not in ZONES:
        yield "zone-unknown"
    if not zone.inside("STANDARD"):
        yield "no-standard"
    for observance in zone.inside("STANDARD", "DAYLIGHT"):
        if not observance["DTSTART"]:
            yield "observance-without-start"
        if not all(
            OFFSET.fullmatch(_value(observance, f"TZOFFSET{way}")) for way in ("FROM", "TO")
        ):
            yield "observance-without-offset"


def _events(calendar: Component, kind: str) -> Iterator[str]:
    events = calendar.inside("VEVENT")
    masters = {_value(event, "UID"): event for event in events if event["RRULE"]}
    seen = Counter((_value(e, "UID"), _value(e, "RECURRENCE-ID")) for e in events)
    if any(count > 1 for count in seen.values()):
        yield "same-entry-twice"
    for event in events:
        for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE"):
            if not event[name]:
                yield f"no-{name.lower()}"
        yield from _people(event, kind)
        yield from _alarms(event)
        status = event["STATUS"]
        if status and status.value not in STATUSES:
            yield "bad-status"
        for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
            stamp = event[name]
            if stamp and not (MOMENT.fullmatch(stamp.value) and stamp.value.endswith("Z")):
                yield "stamp-not-utc"
        wrong = set(_times(event))
        yield from wrong
        if event["DTSTART"] and not wrong:
            yield from _span(event)
            yield from _series(event, masters.get(_value(event, "UID")))


def _times(event: Component) -> Iterator[str]:
    for line in event.lines:
        if line.name not in TIMES:
            continue
        is_day = line.parameters.get("VALUE") == "DATE"
        for value in line.value.split(","):
            if not (DAY if is_day else MOMENT).fullmatch(value):
                yield "no-value" if DAY.fullmatch(value) else "bad-time"
            elif not is_day and "TZID" not in line.parameters and not value.endswith("Z"):
                yield "floating"


def _span(event: Component) -> Iterator[str]:
    start, end = event["DTSTART"], event["DTEND"]
    assert start is not None
    if not end:
        yield "no-dtend"
    elif _is_day(start) != _is_day(end):
        yield "date-against-time"
    elif not _instant(end) > _instant(start):
        yield "end-not-after-start"


def _series(event: Component, master: Component | None) -> Iterator[str]:
    start, rule = event["DTSTART"], event["RRULE"]
    assert start is not None
    if rule:
        parts = _rule(rule)
        if "COUNT" in parts and "UNTIL" in parts:
            yield "count-and-until"
        if "UNTIL" in parts and parts["UNTIL"].endswith("Z") == _is_day(start):
            yield "local-until"
        if not _fits(parts, start.moment, start.moment):
            yield "start-off-rule"
    for line in [*event.all("EXDATE"), *event.all("RECURRENCE-ID")]:
        owner = master or event
        first = owner["DTSTART"]
        assert first is not None
        if line.parameters != first.parameters:
            yield "exception-of-another-type"
        for value in line.value.split(","):
            moment = Line(line.name, line.parameters, value).moment
            rule = owner["RRULE"]
            if rule and (
                type(moment) is not type(first.moment)
                or not _fits(_rule(rule), first.moment, moment)
            ):
                yield "exception-off-series"


def _fits(parts: dict[str, str], first: datetime | date, moment: datetime | date) -> bool:
    """Say whether `moment` is an occurrence of the rule, as far as our own rules go."""
    if isinstance(first, datetime) and isinstance(moment, datetime):
        if first.time() != moment.time():
            return False
        first, moment = first.date(), moment.date()
    is_late = "UNTIL" in parts and f"{moment:%Y%m%d}" > parts["UNTIL"][:8]
    return first <= moment and not is_late and _is_on_rule(parts, first, moment)


def _is_on_rule(parts: dict[str, str], first: date, moment: date) -> bool:
    if "BYDAY" in parts and not any(_is_weekday(day, moment) for day in parts["BYDAY"].split(",")):
        return False
    if "BYMONTHDAY" in parts and str(moment.day) not in parts["BYMONTHDAY"].split(","):
        return False
    by_day = "BYDAY" in parts or "BYMONTHDAY" in parts
    interval = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "WEEKLY":
        monday, other = (day - timedelta(days=day.weekday()) for day in (first, moment))
        same_day = by_day or first.weekday() == moment.weekday()
        return same_day and (other - monday).days // 7 % interval == 0
    if parts["FREQ"] == "MONTHLY":
        months = (moment.year - first.year) * 12 + moment.month - first.month
        return (by_day or first.day == moment.day) and months % interval == 0
    return (moment - first).days % interval == 0


def _is_weekday(day: str, moment: date) -> bool:
    nth = day[:-2]
    return WEEKDAYS[moment.weekday()] == day[-2:] and nth in ("", str((moment.day + 6) // 7))


def _alarms(event: Component) -> Iterator[str]:
    for alarm in event.inside("VALARM"):
        trigger = alarm["TRIGGER"]
        if not trigger:
            yield "alarm-without-trigger"
        elif not DURATION.fullmatch(trigger.value):
            is_moment = MOMENT.fullmatch(trigger.value)
            has_value = trigger.parameters.get("VALUE") == "DATE-TIME"
            yield "no-value" if is_moment and not has_value else "bad-duration"
        if _value(alarm, "ACTION") == "DISPLAY" and not alarm["DESCRIPTION"]:
            yield "alarm-without-text"
    if event.inside("VALARM") and _value(event, "STATUS") == "CANCELLED":
        yield "tombstone-with-alarm"


def _people(event: Component, kind: str) -> Iterator[str]:
    if kind == "invite":
        if not event["ORGANIZER"]:
            yield "invite-without-organizer"
        if len(event.all("ATTENDEE")) != 1:
            yield "invite-not-for-one"
    elif event["ATTENDEE"] or event["ORGANIZER"]:
        yield "people-in-feed"


def _walk(part: Component) -> Iterator[Component]:
    yield part
    for child in part.parts:
        yield from _walk(child)


def _value(part: Component, name: str) -> str:
    line = part[name]
    return line.value if line else ""


def _rule(line: Line) -> dict[str, str]:
    return dict(part.split("=", 1) for part in line.value.split(";"))


def _is_day(line: Line) -> bool:
    return line.parameters.get("VALUE") == "DATE"


def _instant(line: Line) -> datetime | date:
    moment = line.moment
    if isinstance(moment, datetime) and moment.tzinfo is None:
        name = line.parameters["TZID"]
        zone = ZoneInfo(name) if name in ZONES else UTC
        return moment.replace(tzinfo=zone).astimezone(UTC)
    return moment
