"""Talking to applicants: hours that planners offer, of which each applicant takes one."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

MOST_SLOTS = 40  # that one press makes


class Slot(msgspec.Struct, frozen=True):
    """An hour to talk: of `capacity` places `taken` are booked."""

    id: UUID
    activity: UUID
    starts_at: datetime
    minutes: int
    place: str
    interviewer: str
    capacity: int
    taken: int
    cancelled_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.taken)


class NewSlots(msgspec.Struct, frozen=True, kw_only=True):
    """So many slots one after the other, from `starts_at` on the activity's own clock."""

    starts_at: datetime
    minutes: Annotated[int, msgspec.Meta(ge=5, le=240)] = 15
    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_SLOTS)] = 1
    pause: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    capacity: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1
    place: Annotated[str, msgspec.Meta(max_length=120)] = ""
    interviewer: Annotated[str, msgspec.Meta(max_length=100)] = ""


def beginnings(new: NewSlots) -> list[datetime]:
    """Return when each slot begins."""
    step = timedelta(minutes=new.minutes + new.pause)
    return [new.starts_at + step * n for n in range(new.count)]


def can_be_chosen(slot: Slot, now: datetime) -> bool:
    return slot.cancelled_at is None and slot.left > 0 and slot.starts_at > now


class SlotGone(Refusal):
    message = N_("This time has just been taken or called off. Please choose another one.")


class NothingToBook(Refusal):
    message = N_("There is no interview to book for you now.")


class TooLateToChange(Refusal):
    message = N_("Your interview has begun. Please tell the organiser if something came up.")


class NoSuchSlot(Refusal):
    status = 404
    message = N_("There is no such interview time.")


class InThePast(Refusal):
    status = 422
    message = N_("This time is over. Choose one that is still to come.")
