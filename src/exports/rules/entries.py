"""One thing in a calendar, as the outside may know it. What is not in this Struct cannot leak."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

SHANGHAI = "Asia/Shanghai"

_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Status(StrEnum):
    """The three words of RFC 5545 §3.8.1.11; CANCELLED is spelt with two L."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Layer(msgspec.Struct, frozen=True):
    """A counter and a time that only rise; each thing an entry is made of has one."""

    sequence: int
    modified: datetime


class Bell(msgspec.Struct, frozen=True):
    """A reminder: so long before the start, saying this."""

    before: timedelta
    text: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One VEVENT. `starts` and `ends` are aware moments, or dates with `ends` exclusive.

    `busy` blocks the time, `private` is for feeds of one person or crew, `zone` is an IANA name.
    """

    uid: str
    sequence: int
    created: datetime
    modified: datetime
    starts: datetime | date
    ends: datetime | date
    zone: str = SHANGHAI
    title: str
    text: str = ""
    place: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    busy: bool = False
    private: bool = False
    bells: tuple[Bell, ...] = ()

    @property
    def all_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    @property
    def opens(self) -> datetime:
        """The moment it begins, in UTC; a day begins at its zone's own midnight."""
        return _moment(self.starts, self.zone)

    @property
    def closes(self) -> datetime:
        return _moment(self.ends, self.zone)


def summed(layers: Iterable[Layer]) -> Layer:
    """Return what a calendar program compares: the sum of the counters, the latest of the times."""
    each = tuple(layers)
    return Layer(sum(layer.sequence for layer in each), max(layer.modified for layer in each))


def clean(text: str) -> str:
    """Return `text` with one kind of line end and nothing that cannot be seen."""
    return _UNSEEN.sub("", _ENDS.sub("\n", text).replace("\t", " "))


def local(moment: datetime | date, zone: str) -> datetime | date:
    """Return `moment` on the clocks of `zone`; a date stays one. A naive time is refused."""
    if not isinstance(moment, datetime):
        return moment
    if moment.utcoffset() is None:
        raise ValueError("a calendar entry needs an aware time")
    return moment.astimezone(ZoneInfo(zone))


def _moment(moment: datetime | date, zone: str) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), ZoneInfo(zone))
    return moment.astimezone(UTC)
