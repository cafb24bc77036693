"""The monthly contact each pair promises: when it falls due, met, attempted or overdue (domain §4.2).

The duty begins the day after the activity. Period k is month k from that day; only a contact that
was made meets it. All days are those of the place where the activity is.
"""

import calendar
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, day

PERIODS = 12
REMIND_ON_DAY = 25  # of a period
SILENT_DAYS = 35  # without a contact that was made, and the planner hears of it
DAY = timedelta(days=1)


class Channel(StrEnum):
    SCHOOL_PHONE = "school_phone"
    LETTER = "letter"
    VISIT = "visit"


CHANNEL_NAMES: dict[Channel, str] = {
    Channel.SCHOOL_PHONE: N_("School phone, with a teacher there"),
    Channel.LETTER: N_("Letter, passed on by the school"),
    Channel.VISIT: N_("Visit at the school"),
}


class Contact(msgspec.Struct, frozen=True):
    """One contact of a pair, made or attempted; metadata only, never what was said (V19)."""

    id: UUID
    pair: UUID
    period: int
    happened_on: date
    made: bool
    channel: Channel
    minutes: int | None
    adult: str
    logged_at: datetime


class NewContact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as its form says it. There is no field for what was said (未保法 63)."""

    happened_on: date
    made: bool = False
    channel: Channel = Channel.SCHOOL_PHONE
    minutes: Annotated[int, msgspec.Meta(ge=1, le=600)] | None = None
    adult: Annotated[str, msgspec.Meta(max_length=60)] = ""


class State(StrEnum):
    """Where one period of one pair stands."""

    MET = "met"
    ATTEMPTED = "attempted"  # tried, not reached, and still time
    DUE = "due"
    SOON = "soon"  # day 25 has come
    OVERDUE = "overdue"  # the period is over and nobody was reached
    UPCOMING = "upcoming"
    EXEMPT = "exempt"  # before the pair was confirmed, after it ended, or no contact agreed on


STATE_NAMES: dict[State, str] = {
    State.MET: N_("Made"),
    State.ATTEMPTED: N_("Tried, not reached"),
    State.DUE: N_("Due this month"),
    State.SOON: N_("Due soon"),
    State.OVERDUE: N_("Missed"),
    State.UPCOMING: N_("Still to come"),
    State.EXEMPT: N_("Not asked for"),
}
COUNTED = tuple(state for state in State if state is not State.EXEMPT)


class Promise(msgspec.Struct, frozen=True):
    """What one pair owes: from `start` on, but not before `since` and not after `until`."""

    start: date
    since: date
    until: date | None = None


class Standing(msgspec.Struct, frozen=True):
    """One pair's twelve periods, how many attempts there were, and how long it has been silent."""

    periods: tuple[State, ...]
    attempts: int
    silent_days: int
    last_made: date | None

    @property
    def met(self) -> int:
        return self.periods.count(State.MET)

    @property
    def owed(self) -> int:
        """How many periods count at all."""
        return sum(state in COUNTED for state in self.periods)

    @property
    def late(self) -> bool:
        return self.silent_days >= SILENT_DAYS and self.owed > 0


class ContactInTheFuture(Refusal):
    status = 422
    message = N_("This day is still to come.")


class ContactTooEarly(Refusal):
    status = 422
    message = N_("Contacts count from %(start)s on, the day after the activity.")


class NoContactNow(Refusal):
    message = N_(
        "This pair has no contact to note: it is not confirmed, it has ended, "
        "or contact is not agreed on."
    )


class NoSuchContact(Refusal):
    status = 404
    message = N_("There is no such contact.")


def begins(last_day: date) -> date:
    """Return the first day of the duty: the day after the activity."""
    return last_day + DAY


def period(start: date, number: int) -> tuple[date, date]:
    """Return the first and the last day of period `number`, counted from 1."""
    return _months_after(start, number - 1), _months_after(start, number) - DAY


def period_of(start: date, on: date) -> int | None:
    """Return the period a day belongs to, None outside the year."""
    for number in range(1, PERIODS + 1):
        first, last = period(start, number)
        if first <= on <= last:
            return number
    return None


def remind_on(start: date, number: int) -> date:
    """Return the day on which the helper is reminded."""
    return period(start, number)[0] + timedelta(days=REMIND_ON_DAY - 1)


def stand(promise: Promise, contacts: Iterable[Contact], today: date) -> Standing:
    """Return where a pair stands today.

    The activity itself counts as the last time they met, so that day 35 after it is the first
    on which the pair is late; a pair confirmed later is counted from then.
    """
    contacts = list(contacts)
    made = {one.period for one in contacts if one.made}
    tried = {one.period for one in contacts if not one.made}
    last_made = max((one.happened_on for one in contacts if one.made), default=None)
    met_on = max(promise.start - DAY, promise.since)
    since = max(met_on, last_made) if last_made else met_on
    until = min(today, promise.until or today)
    return Standing(
        periods=tuple(
            _state(promise, number, number in made, number in tried, today)
            for number in range(1, PERIODS + 1)
        ),
        attempts=sum(not one.made for one in contacts),
        silent_days=max(0, (until - since).days) if promise.until is None else 0,
        last_made=last_made,
    )


def refuse_contact(start: date, new: NewContact, today: date) -> None:
    """Raise unless a contact of that day can be noted today."""
    if new.happened_on > today:
        raise ContactInTheFuture
    if new.happened_on < start:
        raise ContactTooEarly(start=day(start))


def _state(promise: Promise, number: int, made: bool, tried: bool, today: date) -> State:
    if made:
        return State.MET
    first, last = period(promise.start, number)
    if last < promise.since or (promise.until is not None and last >= promise.until):
        return State.EXEMPT
    if today < first:
        return State.UPCOMING
    if today > last:
        return State.OVERDUE
    if tried:
        return State.ATTEMPTED
    return State.SOON if today >= remind_on(promise.start, number) else State.DUE


def _months_after(start: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
