"""Whom the activity serves: the closed list of what is kept, and the consents (domain §6.2, V9–V11)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.i18n import N_
from volunteers.rules.applications import Gender


class AgeBand(StrEnum):
    UNKNOWN = ""
    A6_8 = "6-8"
    A9_11 = "9-11"
    A12_13 = "12-13"
    A14_15 = "14-15"
    A16_17 = "16-17"
    A18_59 = "18-59"
    A60_79 = "60-79"
    A80 = "80+"


NEEDS: dict[str, str] = {
    "maths": N_("Help with maths"),
    "chinese": N_("Help with reading and writing"),
    "english": N_("Help with English"),
    "biology": N_("Curious about nature"),
    "crafts": N_("Likes making things"),
    "music": N_("Likes music"),
    "sports": N_("Likes moving"),
    "listening": N_("Somebody who listens"),
}
MOST_TAGS = 5


class Participant(msgspec.Struct, frozen=True):
    """One person served, pseudonymous: a codename the partner chose, never a name.

    `needs` name the helper's skills that meet them, so that both sides share one list.
    """

    id: UUID
    activity: UUID
    codename: str
    partner_row: str
    age_band: AgeBand
    under_14: bool
    grade: int | None
    gender: Gender
    same_gender: bool
    interests: tuple[str, ...]
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    free: tuple[str, ...]
    priority: int
    allergy: bool
    mobility: bool
    ask_lead: bool
    retain_until: date
    version: int


class Purpose(StrEnum):
    PARTICIPATE = "participate"
    DATA = "data"
    PAIRING_CONTACT = "pairing_contact"
    PHOTO_TAKEN = "photo_taken"


class ConsentState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class GivenBy(StrEnum):
    GUARDIAN = "guardian"
    SELF = "self"


class Method(StrEnum):
    PAPER = "paper"
    PARTNER_BATCH = "partner_batch"
    PHONE = "phone"
    E_SIGN = "e_sign"


class Consent(msgspec.Struct, frozen=True):
    """The latest answer to one purpose for one participant."""

    participant: UUID
    purpose: Purpose
    state: ConsentState
    given_by: GivenBy
    method: Method
    text_version: str
    on: date
    expires_on: date | None
    recorded_at: datetime
