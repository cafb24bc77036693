"""Counselling slots and hotline hours: when, who, and where to next; never what was said (V7, 条例 16)."""

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext

MOST_SLOTS = 1_000

_OWN_PHONE = re.compile(r"(?<!\d)1[3-9]\d[-]?\d{4}[-]?\d{4}(?!\d)")

Short = Annotated[str, msgspec.Meta(max_length=100)]


class Setting(StrEnum):
    ROOM = "room"
    HOTLINE = "hotline"


class SlotState(StrEnum):
    FREE = "free"
    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"


class Referral(StrEnum):
    NONE = ""
    SCHOOL = "school"
    GUARDIAN = "guardian"
    HOSPITAL = "hospital"
    PROFESSIONAL = "professional"
    SAFEGUARDING = "safeguarding"
    POLICE = "police"


SETTING_NAMES: dict[Setting, str] = {
    Setting.ROOM: N_("Talk in a room"),
    Setting.HOTLINE: N_("Hotline"),
}
STATE_NAMES: dict[SlotState, str] = {
    SlotState.FREE: N_("free"),
    SlotState.BOOKED: N_("booked"),
    SlotState.HELD: N_("held"),
    SlotState.MISSED: N_("nobody came"),
}
REFERRAL_NAMES: dict[Referral, str] = {
    Referral.NONE: N_("No referral"),
    Referral.SCHOOL: N_("School"),
    Referral.GUARDIAN: N_("Guardian"),
    Referral.HOSPITAL: N_("Hospital"),
    Referral.PROFESSIONAL: N_("Professional counselling centre"),
    Referral.SAFEGUARDING: N_("Safeguarding lead"),
    Referral.POLICE: N_("Police, 110"),
}


class NewSlot(msgspec.Struct, frozen=True, kw_only=True):
    """A slot as its form says it. It has no field for notes, and none will be added (V7)."""

    setting: Setting = Setting.ROOM
    on: date
    begins: time
    ends: time
    place: Annotated[str, msgspec.Meta(max_length=120)]
    counsellor: Short
    qualification: Annotated[str, msgspec.Meta(max_length=60)] = ""
    checked_by: Short = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a slot once it is over: whether it was held, how many rang, where to next."""

    held: bool = False
    calls: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    referral: Referral = Referral.NONE


class Slot(msgspec.Struct, frozen=True):
    id: UUID
    activity: UUID | None
    programme: UUID | None
    setting: Setting
    starts_at: datetime
    ends_at: datetime
    place: str
    counsellor: str
    qualification: str
    checked_by: str
    participant: UUID | None
    state: SlotState
    calls: int
    referral: Referral
    version: int

    @property
    def proven(self) -> bool:
        """Say whether a number and somebody who has looked at it are noted."""
        return bool(self.qualification and self.checked_by)


class NoSuchSlot(Refusal):
    status = 404
    message = N_("There is no such slot.")


class SlotChanged(Refusal):
    message = N_("Somebody else changed this slot in the meantime. Please look again.")


class NotProven(Refusal):
    message = N_(
        "Before anything is booked, note the number of %(name)s's qualification and who has looked at it."
    )


class NoConsentToTalk(Refusal):
    message = N_("There is no consent to counselling for %(codename)s.")


class NotToBook(Refusal):
    message = N_("Whoever rings a hotline is counted and never named.")


class TooManySlots(Refusal):
    status = 422
    message = N_("There are at most %(most)s slots.")


class NotYet(Refusal):
    message = N_("This slot has not begun yet.")


def wrong_fields(new: NewSlot) -> dict[str, str]:
    """Return a sentence for each field that does not fit."""
    wrong = {
        name: gettext("Please fill this in.")
        for name in ("place", "counsellor")
        if not getattr(new, name).strip()
    }
    if new.setting is Setting.HOTLINE and _OWN_PHONE.search("".join(new.place.split())):
        wrong["place"] = gettext("Give the public number of the line, never somebody's own phone.")
    if new.ends <= new.begins:
        wrong["ends"] = gettext("It ends after it begins.")
    return wrong


def refuse_booking(slot: Slot, codename: str, *, consented: bool) -> None:
    """Raise a refusal unless this child may be booked into this slot (V7, 条例 16).

    Raises:
        NotToBook, NotProven, SlotChanged, NoConsentToTalk
    """
    if slot.setting is Setting.HOTLINE:
        raise NotToBook
    if not slot.proven:
        raise NotProven(name=slot.counsellor)
    if slot.state is not SlotState.FREE:
        raise SlotChanged
    if not consented:
        raise NoConsentToTalk(codename=codename)


def refuse_outcome(slot: Slot, now: datetime) -> None:
    """Raise a refusal unless it can be said by now how a slot went.

    Raises:
        NotYet, NotProven, SlotChanged
    """
    if slot.starts_at > now:
        raise NotYet
    if not slot.proven:
        raise NotProven(name=slot.counsellor)
    if slot.setting is Setting.ROOM and slot.state is SlotState.FREE:
        raise SlotChanged
