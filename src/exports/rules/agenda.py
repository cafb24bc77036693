"""How our dated things read in somebody's calendar: fixed sentences, times, and nobody's name.

Everything here is written in the current language; wrap calls in `i18n.speaking(link.locale)`.
"""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from exports.rules.entries import SHANGHAI, Bell, Entry, Layer, Status, summed
from kit import i18n
from kit.i18n import gettext as _

UNKNOWN_LENGTH = timedelta(hours=1)
LONGEST = timedelta(hours=24)


class Gone(StrEnum):
    """Why an entry is crossed out. Who was removed gets no tombstone: leave the entry out."""

    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with a date, as calendars may know it. A thing without one has no entry.

    `title` is the activity's public title; `layers` are those of the activity, the dated row and
    the reader's application, as far as each exists; `place` is a public site at building level,
    "" where it is not public; `url` a page that asks to sign in or, `for_anyone`, a public one, never
    a personal link. `moved_from` is the start as it was first announced. Moments are aware.
    """

    uid: str
    layers: tuple[Layer, ...]
    created: datetime
    starts: datetime | date
    ends: datetime | date | None = None
    zone: str = SHANGHAI
    title: str
    url: str = ""
    for_anyone: bool = False
    place: str = ""
    moved_from: datetime | date | None = None
    tentative: bool = False
    gone: Gone | None = None


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed's link says about its entries; alarms are times before."""

    layer: Layer
    busy_only: bool = False
    alarms: tuple[timedelta, ...] = ()


def shift(dated: Dated, post: str, arrive_at: datetime | None = None) -> Entry:
    """Return somebody's own hours in a post; a reserve place is `tentative`.

    A thing that goes on for days shows its days; its hours stay on the site.
    """
    sentences = []
    if not isinstance(_span(dated)[0], datetime):
        sentences.append(_("Times and meeting place are in the schedule on the site."))
    elif arrive_at is not None:
        sentences.append(_("Please be there at %(time)s.") % {"time": _clock(arrive_at, dated)})
    return _entry(dated, _joined(dated.title, post), *sentences, busy=True, has_place=True)


def block(dated: Dated, part: str) -> Entry:
    """Return one block of the released run sheet."""
    return _entry(dated, _joined(dated.title, part), has_place=True)


def training(dated: Dated) -> Entry:
    return _entry(dated, _joined(dated.title, _("Training")), busy=True, has_place=True)


def task(dated: Dated, label: str) -> Entry:
    """Return a task on the day it is due."""
    return _entry(_on_its_day(dated), _("[Due] %(task)s") % {"task": _joined(label, dated.title)})


def contact(dated: Dated, pod: str) -> Entry:
    """Return a monthly contact on the slot agreed on, or its due day; it says no more than that.

    `pod` is the number of the pod, or a random code where there is none.
    """
    return _entry(dated, _("Monthly contact (small group %(pod)s)") % {"pod": pod})


def activity(dated: Dated, summary: str) -> Entry:
    """Return a public activity with its published summary, for anyone."""
    public = msgspec.structs.replace(dated, for_anyone=True)
    return _entry(public, dated.title, *filter(None, [summary]), has_place=True)


def subscribed(entry: Entry, link: Subscription) -> Entry:
    """Return `entry` as the feed of `link` shows it: private, with its detail and its alarms."""
    revision = summed([Layer(entry.sequence, entry.modified), link.layer])
    shown = msgspec.structs.replace(
        entry, private=True, sequence=revision.sequence, modified=revision.modified
    )
    if link.busy_only:
        shown = msgspec.structs.replace(shown, title=_("Banxing: busy"), text="", place="")
    return ringing(shown, *link.alarms)


def ringing(entry: Entry, *alarms: timedelta) -> Entry:
    """Return `entry` with a bell so long before it, the earliest first; a tombstone stays silent."""
    if entry.status is Status.CANCELLED:
        return entry
    bells = tuple(Bell(before, entry.title) for before in sorted(set(alarms), reverse=True))
    return msgspec.structs.replace(entry, bells=bells)


def personal_name() -> str:
    """Return what a personal feed is called: never a person."""
    return _("Banxing · My schedule")


def anchor(uid: str, layer: Layer, created: datetime, *, private: bool = True) -> Entry:
    """Return the entry every feed has: all-day on the day its link (or organisation) was made."""
    return _note(_("Subscribed to the Banxing calendar"), uid, layer, created, private=private)


def notice(uid: str, layer: Layer, revoked_at: datetime) -> Entry:
    """Return all that a revoked feed shows; `uid` is `notice-…`."""
    title = _("This subscription has ended. Please subscribe again.")
    return _note(title, uid, layer, revoked_at, private=True)


def _note(title: str, uid: str, layer: Layer, at: datetime, *, private: bool) -> Entry:
    day = at.astimezone(ZoneInfo(SHANGHAI)).date()
    return Entry(
        uid=uid,
        sequence=layer.sequence,
        created=at,
        modified=max(layer.modified, at),
        starts=day,
        ends=day + timedelta(days=1),
        title=title,
        private=private,
    )


def _entry(
    dated: Dated, title: str, *sentences: str, busy: bool = False, has_place: bool = False
) -> Entry:
    revision = summed(dated.layers)
    starts, ends = _span(dated)
    text = [*filter(None, [_moved(dated)]), *sentences]
    if dated.url:
        told = _("Details: %(url)s") if dated.for_anyone else _("Details (sign in first): %(url)s")
        text.append(told % {"url": dated.url})
    return Entry(
        uid=dated.uid,
        sequence=revision.sequence,
        created=dated.created,
        modified=revision.modified,
        starts=starts,
        ends=ends,
        zone=dated.zone,
        title=_crossed_out(title, dated.gone),
        text="\n".join(text),
        place=(dated.place or _("See the site for the place")) if has_place else "",
        url=dated.url,
        status=_status(dated),
        busy=busy and isinstance(starts, datetime),
    )


def _status(dated: Dated) -> Status:
    if dated.gone is not None:
        return Status.CANCELLED
    return Status.TENTATIVE if dated.tentative else Status.CONFIRMED


def _crossed_out(title: str, gone: Gone | None) -> str:
    if gone is Gone.CANCELLED:
        return _("[Cancelled] %(title)s") % {"title": title}
    if gone is Gone.WITHDRAWN:
        return _("[Withdrawn] %(title)s") % {"title": title}
    return title


def _span(dated: Dated) -> tuple[datetime, datetime] | tuple[date, date]:
    """Return start and end in UTC, or as days with an exclusive end from 24 hours on.

    An end that is unknown or not after the start counts as an hour, or a day, after it.
    """
    starts, ends = dated.starts, dated.ends
    if not isinstance(starts, datetime):
        last = starts if ends is None else _day(ends, dated.zone)
        return starts, max(last, starts + timedelta(days=1))
    opens = _utc(starts)
    closes = _utc(ends) if isinstance(ends, datetime) else opens
    if closes <= opens:
        closes = opens + UNKNOWN_LENGTH
    if closes - opens < LONGEST:
        return opens, closes
    last_day = _day(closes - timedelta(microseconds=1), dated.zone)
    return _day(opens, dated.zone), last_day + timedelta(days=1)


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a calendar entry needs an aware time")
    return moment.astimezone(UTC)


def _on_its_day(dated: Dated) -> Dated:
    day = _day(dated.starts, dated.zone)
    was = None if dated.moved_from is None else _day(dated.moved_from, dated.zone)
    return msgspec.structs.replace(dated, starts=day, ends=None, moved_from=was)


def _day(moment: datetime | date, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment


def _moved(dated: Dated) -> str:
    """Return when it was first to be, or "" if it still is."""
    was = dated.moved_from
    if was is None or was == dated.starts:
        return ""
    if isinstance(was, datetime):
        return _("Originally: %(when)s.") % {"when": i18n.moment(was, dated.zone)}
    when = f"{i18n.day(was, year=False)}{_space()}{i18n.weekday(was)}"
    return _("Originally: %(when)s.") % {"when": when}


def _space() -> str:
    return "" if i18n.locale().startswith("zh") else " "


def _clock(moment: datetime, dated: Dated) -> str:
    return i18n.clock(moment, dated.zone)


def _joined(first: str, second: str) -> str:
    return f"{first} · {second}" if first and second else first or second
