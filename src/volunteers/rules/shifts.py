"""Shifts: one post, one place, one span of time, and who stands there."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from events.rules.places import Place
from kit.errors import Gap, Refusal
from kit.i18n import N_, gettext
from volunteers.rules.applications import Post


class Standing(StrEnum):
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    OFFERED = "offered"  # looks for somebody to swap with, and stays responsible until then
    GIVEN_UP = "given_up"


STANDS = (Standing.PLANNED, Standing.CONFIRMED, Standing.OFFERED)  # whoever is counted in `taken`

STANDING_NAMES: dict[Standing, str] = {
    Standing.PLANNED: N_("Assigned"),
    Standing.CONFIRMED: N_("Chose it"),
    Standing.OFFERED: N_("Looks for somebody to swap"),
    Standing.GIVEN_UP: N_("Given up"),
}

MOST_SHIFTS = 600
MOST_AT_ONCE = 200
LONGEST = timedelta(hours=16)
NOT_CLEARED = "not-cleared"  # why somebody fell out: kept in `reason`, told to organisers only
PLACE_LOST = "place-lost"
WHY_GONE: dict[str, str] = {
    NOT_CLEARED: N_("may not stand here any more"),
    PLACE_LOST: N_("has no place in the activity any more"),
}
LATE = timedelta(hours=24)  # a swap this close to its start is told to the organisers at once


class Shift(msgspec.Struct, frozen=True):
    """One post at one place for one span; `taken` of `needed` people are found. Times are aware."""

    id: UUID
    activity: UUID
    post: UUID
    place: UUID | None
    starts_at: datetime
    ends_at: datetime
    needed: int
    taken: int
    note: str
    cancelled_at: datetime | None
    moved_from: datetime | None
    version: int
    created_at: datetime

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.taken)


class Stand(msgspec.Struct, frozen=True):
    """One person in one shift, with the name and number a roster prints."""

    id: UUID
    shift: UUID
    application: UUID
    standing: Standing
    replaces: UUID | None
    reason: str
    since: datetime
    version: int
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime
    name: str = ""
    student_no: str = ""


class Own(msgspec.Struct, frozen=True):
    """One shift of one person as calendars show it; nobody else is in it."""

    shift: Shift
    stand: Stand
    post: str
    place: str


class NewShifts(msgspec.Struct, frozen=True, kw_only=True):
    """Shifts as a form says them: every post at every place, in one span or in equal parts of it."""

    posts: tuple[UUID, ...] = ()
    places: tuple[UUID, ...] = ()
    day: date
    start: time
    end: time
    each_minutes: Annotated[int, msgspec.Meta(ge=15, le=960)] | None = None
    needed: Annotated[int, msgspec.Meta(ge=1, le=500)] = 1
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ChangedShift(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    day: date
    start: time
    end: time
    needed: Annotated[int, msgspec.Meta(ge=1, le=500)] = 1
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class NoSuchShift(Refusal):
    status = 404
    message = N_("There is no such shift.")


class ShiftChanged(Refusal):
    message = N_("Somebody else saved this shift in the meantime. Please look again and save.")


class ShiftFull(Refusal):
    message = N_("All places of this shift are taken.")


class ShiftOver(Refusal):
    message = N_("This shift has begun or was cancelled.")


class TooFew(Refusal):
    message = N_("%(taken)s people stand in this shift; it cannot need fewer.")


class NothingToMake(Refusal):
    status = 422
    message = N_("Choose at least one post.")


class TooManyShifts(Refusal):
    message = N_("That would be %(count)s shifts; at most %(most)s fit.")


class InTwoPlaces(Refusal):
    message = N_("%(name)s already stands somewhere else at that time.")


class NotReady(Refusal):
    """A gate is closed: `gaps` say why, in the order of their weight (G5, G6, G8)."""

    message = N_("%(name)s cannot take this post yet: %(why)s")


class NotTheirs(Refusal):
    status = 404
    message = N_("This shift is not yours.")


class HasNoPlace(Refusal):
    message = N_("%(name)s has no place in this activity (any more).")


class AlreadyThere(Refusal):
    message = N_("%(name)s stands in this shift already.")


class NotOffered(Refusal):
    message = N_("Nobody looks for a swap here (any more).")


class NotOpenForChoice(Refusal):
    message = N_("The organisers give out this shift themselves.")


def spans(new: NewShifts, zone: str) -> list[tuple[datetime, datetime]]:
    """Return the spans of time a form asks for, in order; past midnight counts as the next day.

    Raises:
        WrongSpan: it is longer than sixteen hours, or its parts do not fit in.
    """
    start = datetime.combine(new.day, new.start, ZoneInfo(zone))
    end = datetime.combine(new.day, new.end, ZoneInfo(zone))
    if end <= start:
        end += timedelta(days=1)
    if end - start > LONGEST:
        raise WrongSpan
    if new.each_minutes is None:
        return [(start, end)]
    each = timedelta(minutes=new.each_minutes)
    count = (end - start) // each
    if not count:
        raise WrongSpan
    return [(start + each * n, start + each * (n + 1)) for n in range(count)]


class WrongSpan(Refusal):
    status = 422
    message = N_("A shift ends after it starts and lasts at most sixteen hours.")


def overlap(one: Shift, other: Shift) -> bool:
    """Say whether nobody can stand in both; shifts that only touch can be taken one after the other."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def why_gone(reason: str) -> str:
    """Return in the reader's language why somebody is out of a shift: a code of ours, or their own words."""
    return gettext(WHY_GONE[reason]) if reason in WHY_GONE else reason


def near_children(activity: Activity, post: Post, place: Place | None) -> bool:
    """Say whether whoever stands there is with children: a place with children makes every post so (V24)."""
    return (activity.involves_minors and post.child_contact) or bool(place and place.with_children)


def first_announced(before: Shift, start: datetime) -> datetime | None:
    """Return the start calendars call the first one, or None if the shift is (again) where it was."""
    announced = before.moved_from or before.starts_at
    return None if announced == start else announced


def begun(shift: Shift, now: datetime) -> bool:
    return shift.cancelled_at is not None or shift.starts_at <= now


def late(shift: Shift, now: datetime) -> bool:
    """Say whether a swap is so late that the organisers hear of it at once."""
    return shift.starts_at - now < LATE


def refuse_two_places(name: str, shift: Shift, own: Iterable[Shift]) -> None:
    """Raise InTwoPlaces if one of somebody's own shifts overlaps this one."""
    if any(
        overlap(shift, other) for other in own if other.id != shift.id and not other.cancelled_at
    ):
        raise InTwoPlaces(name=name)


def refuse_gaps(name: str, gaps: Sequence[Gap], sentences: dict[str, str]) -> None:
    """Raise NotReady with the first reason why somebody cannot stand there."""
    if gaps:
        first = gaps[0]
        why = gettext(sentences[first.code]) % {"module": first.subject}
        raise NotReady(name=name, why=why)


def days(shifts: Iterable[Shift], zone: str) -> list[date]:
    """Return the days on which shifts start, in order."""
    return sorted({one.starts_at.astimezone(ZoneInfo(zone)).date() for one in shifts})


def unfilled(shifts: Iterable[Shift], now: datetime) -> list[Shift]:
    """Return the coming shifts that still lack people, the next one first."""
    return sorted(
        (one for one in shifts if one.missing and not begun(one, now)),
        key=lambda one: one.starts_at,
    )
