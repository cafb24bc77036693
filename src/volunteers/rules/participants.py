"""Whom the activity serves: the closed list of what is kept, and the consents (domain §6.2, V9–V11)."""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.crypto import Secret
from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.telling import tells_who


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


AGE_NAMES: dict[AgeBand, str] = {
    AgeBand.A6_8: N_("6–8 years"),
    AgeBand.A9_11: N_("9–11 years"),
    AgeBand.A12_13: N_("12–13 years"),
    AgeBand.A14_15: N_("14–15 years"),
    AgeBand.A16_17: N_("16–17 years"),
    AgeBand.A18_59: N_("18–59 years"),
    AgeBand.A60_79: N_("60–79 years"),
    AgeBand.A80: N_("80 years and older"),
}
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
MOST_PARTICIPANTS = 5_000
MOST_TIES = 20  # row numbers of siblings, or of those who should stay apart

RowNumber = Annotated[str, msgspec.Meta(max_length=10)]

ADULTS = (AgeBand.A18_59, AgeBand.A60_79, AgeBand.A80)
_UNDER_14 = (AgeBand.A6_8, AgeBand.A9_11, AgeBand.A12_13)
_OVER_14 = (AgeBand.A14_15, AgeBand.A16_17, *ADULTS)


class NewParticipant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be said of one participant; anything else has no place to go (domain §6.2)."""

    codename: Annotated[str, msgspec.Meta(max_length=20)]
    partner_row: Annotated[str, msgspec.Meta(max_length=10)] = ""
    age_band: AgeBand = AgeBand.UNKNOWN
    under_14: bool = False
    grade: Annotated[int, msgspec.Meta(ge=1, le=12)] | None = None
    gender: Gender = Gender.UNSAID
    same_gender: bool = False
    interests: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    priority: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0
    allergy: bool = False
    mobility: bool = False
    ask_lead: bool = False
    source: Annotated[str, msgspec.Meta(max_length=100)] = ""
    earlier: bool | None = None
    previous_helper: UUID | None = None
    together: tuple[RowNumber, ...] = ()
    apart: tuple[RowNumber, ...] = ()
    met: tuple[UUID, ...] = ()


class Participant(msgspec.Struct, frozen=True):
    """One person served, pseudonymous: a codename the partner chose, never a name.

    `needs` name the helper's skills that meet them, so that both sides share one list. `source` is
    the school that sends them, `earlier` whether they were here before (None: nobody said),
    `together` and `apart` are row numbers of the partner's list, `met` the conditions said to be met.
    The sealed three are there in named mode only (V11).
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
    source: str = ""
    earlier: bool | None = None
    previous_helper: UUID | None = None
    together: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    met: tuple[UUID, ...] = ()
    room: UUID | None = None
    confirmed_at: datetime | None = None
    given_name: Secret | None = None
    birth_month: Secret | None = None
    allergy_text: Secret | None = None


class CarerKind(StrEnum):
    GUARDIAN = "guardian"
    CAREGIVER = "caregiver"  # cares day by day, cannot consent (未保法 22)


class Purpose(StrEnum):
    """What is asked of a guardian, one by one (domain §7)."""

    PARTICIPATE = "participate"
    DATA = "data"
    PAIRING_CONTACT = "pairing_contact"
    DIRECT_CONTACT = "direct_contact"
    COUNSELLING = "counselling"
    EMERGENCY_MEDICAL = "emergency_medical"
    OFF_SITE = "off_site"
    PHOTO_TAKEN = "photo_taken"
    INTERNAL_REPORT = "internal_report"
    SCHOOL_WALL = "school_wall"
    PUBLIC_WEB = "public_web"
    MEDIA_INTERVIEW = "media_interview"


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
    relation: str = ""
    own_word: bool = False

    @property
    def spoken(self) -> bool:
        """Say whether the one it is about has agreed too, or was the one who answered."""
        return self.own_word or self.given_by is GivenBy.SELF

    @property
    def wording(self) -> str:
        """Name the text that was read; `substance` names what of it matters for this purpose."""
        return self.text_version.partition(".")[0]

    @property
    def substance(self) -> str:
        return self.text_version.partition(".")[2]


class NoSuchParticipant(Refusal):
    status = 404
    message = N_("There is nobody of that codename in this activity.")


class CodenameTaken(Refusal):
    message = N_("“%(codename)s” is on the list already. Please choose another codename.")


class InALivePair(Refusal):
    message = N_("%(codename)s is in pair %(number)s. End that pair first, then remove the entry.")


class TooManyParticipants(Refusal):
    message = N_("A list holds at most %(most)s entries.")


def tidied(new: NewParticipant) -> NewParticipant:
    """Return `new` as it is kept: only choices we offer, gender only where a wish depends on it.

    Somebody whose age is not known counts as under 14, the stricter case (PIPL 31).
    """
    under_14 = new.under_14 if new.age_band is AgeBand.UNKNOWN else new.age_band in _UNDER_14
    wishes = new.same_gender and new.gender is not Gender.UNSAID
    return msgspec.structs.replace(
        new,
        codename=" ".join(unicodedata.normalize("NFKC", new.codename).split()),
        partner_row="".join(unicodedata.normalize("NFKC", new.partner_row).split()),
        under_14=under_14,
        gender=new.gender if wishes else Gender.UNSAID,
        same_gender=wishes,
        interests=_offered(new.interests, INTERESTS),
        needs=_offered(new.needs, NEEDS),
        languages=_offered(new.languages, LANGUAGES),
        free=_offered(new.free, FREE_TIMES),
        source=" ".join(unicodedata.normalize("NFKC", new.source).split()),
        together=_numbers(new.together, new.partner_row),
        apart=_numbers(new.apart, new.partner_row),
        met=tuple(dict.fromkeys(new.met)),
    )


def wrong_fields(new: NewParticipant) -> dict[str, str]:
    """Return a sentence for each field of a tidied entry that does not fit."""
    wrong: dict[str, str] = {}
    if sentence := _wrong_codename(new.codename):
        wrong["codename"] = sentence
    if sentence := tells_who(new.partner_row):
        wrong["partner_row"] = sentence
    if sentence := tells_who(new.source):
        wrong["source"] = sentence
    for field in ("together", "apart"):
        numbers = getattr(new, field)
        if any(tells_who(number) for number in numbers) or len(numbers) > MOST_TIES:
            wrong[field] = gettext("Please give row numbers of the school's list, at most twenty.")
    if both := set(new.together) & set(new.apart):
        wrong["apart"] = gettext("Row %(rows)s stands under “together” as well.") % {
            "rows": "、".join(sorted(both))
        }
    for field in ("interests", "needs"):
        if len(getattr(new, field)) > MOST_TAGS:
            wrong[field] = gettext("Please choose at most five.")
    return wrong


def _wrong_codename(codename: str) -> str:
    if not codename:
        return gettext("Please give a codename: the school chooses it.")
    if sentence := tells_who(codename):
        return sentence
    if codename.isdecimal():
        return gettext(
            "A number is no codename. Please choose a word: a plant, an animal, a nickname."
        )
    return ""


def _offered(chosen: tuple[str, ...], offered: dict[str, str]) -> tuple[str, ...]:
    return tuple(key for key in offered if key in chosen)


def _numbers(typed: tuple[str, ...], own: str) -> tuple[str, ...]:
    """Return row numbers half-width and once each, without the row's own."""
    plain = ("".join(unicodedata.normalize("NFKC", one).split()) for one in typed)
    return tuple(one for one in dict.fromkeys(plain) if one and one != own)
