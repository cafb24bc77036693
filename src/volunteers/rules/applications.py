"""Asking to help: the public call, and one person's application with what it must say."""

import hashlib
import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext


class Mode(StrEnum):
    FIRST_COME = "first_come"
    LOTTERY = "lottery"
    REVIEW = "review"


class ApplicationStatus(StrEnum):
    APPLIED = "applied"
    ACCEPTED = "accepted"
    RESERVED = "reserved"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


# Those who have a place: they are counted in `taken`, train, are paired, appear on papers.
HOLDING = (ApplicationStatus.ACCEPTED, ApplicationStatus.CONFIRMED)
COUNTED = (*HOLDING, ApplicationStatus.RESERVED)  # who may be asked on the day
LIVE = (ApplicationStatus.APPLIED, *HOLDING, ApplicationStatus.RESERVED)

STATUS_NAMES: dict[ApplicationStatus, str] = {
    ApplicationStatus.APPLIED: N_("Has applied"),
    ApplicationStatus.ACCEPTED: N_("Has a place"),
    ApplicationStatus.CONFIRMED: N_("Confirmed"),
    ApplicationStatus.RESERVED: N_("On the reserve list"),
    ApplicationStatus.DECLINED: N_("Not chosen"),
    ApplicationStatus.LAPSED: N_("Place lapsed"),
    ApplicationStatus.WITHDRAWN: N_("Withdrawn"),
    ApplicationStatus.REMOVED: N_("Taken off"),
}

FREE_TIMES: dict[str, str] = {
    "weekday-evening": N_("Weekday evenings"),
    "sat-am": N_("Saturday morning"),
    "sat-pm": N_("Saturday afternoon"),
    "sun-am": N_("Sunday morning"),
    "sun-pm": N_("Sunday afternoon"),
}
INTERESTS: dict[str, str] = {
    "drawing": N_("Drawing"),
    "paper": N_("Paper folding and crafts"),
    "plants": N_("Plants"),
    "insects": N_("Insects and animals"),
    "stories": N_("Stories and reading"),
    "football": N_("Football"),
    "ball-games": N_("Other ball games"),
    "singing": N_("Singing"),
    "dancing": N_("Dancing"),
    "chess": N_("Board games and chess"),
    "science": N_("Experiments"),
    "photography": N_("Photography"),
}
SKILLS: dict[str, str] = {
    "maths": N_("Maths"),
    "chinese": N_("Chinese and writing"),
    "english": N_("English"),
    "biology": N_("Biology"),
    "crafts": N_("Crafts"),
    "music": N_("Music"),
    "sports": N_("Sports"),
    "listening": N_("Listening"),
}
LANGUAGES: dict[str, str] = {
    "mandarin": N_("Mandarin"),
    "sichuan": N_("Sichuan dialect"),
    "chongqing": N_("Chongqing dialect"),
    "cantonese": N_("Cantonese"),
    "hakka": N_("Hakka"),
    "tujia": N_("Tujia"),
    "miao": N_("Miao"),
    "english": N_("English"),
}


class Gender(StrEnum):
    UNSAID = ""
    FEMALE = "f"
    MALE = "m"


class Recruitment(msgspec.Struct, frozen=True):
    """The call of one activity. `taken` of `quota` places are held; `reserve` may wait.

    `weights` has one number for each of `criteria`; `asks_wish` asks which post one would like.
    """

    id: UUID
    activity: UUID
    mode: Mode
    quota: int
    taken: int
    reserve: int
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    risk_statement: str
    summary: str
    criteria: tuple[str, ...]
    version: int
    weights: tuple[int, ...] = ()
    reviewers: int = 2
    blind: bool = False
    answer_hours: int = 48
    seed: str = ""
    drawn_at: datetime | None = None
    asks_wish: bool = False


class Post(msgspec.Struct, frozen=True):
    """What volunteers do. Of its own `quota`, if it has one, `taken` are held; `modules` train for it."""

    id: UUID
    name: str
    needed: int
    child_contact: bool
    qualification: str
    description: str
    position: int
    open: bool = True
    quota: int | None = None
    taken: int = 0
    modules: tuple[UUID, ...] = ()
    version: int = 1


class Application(msgspec.Struct, frozen=True):
    """One volunteer's request for one activity, with what they said of themselves in it.

    `rank` orders the reserve list (a sequence number with gaps; the place shown is computed).
    `ticked` are the rules they say they meet; `earlier` is whether our records know them.
    """

    id: UUID
    activity: UUID
    volunteer: UUID
    number: int
    name: str
    student_no: str
    college: str
    year: str
    phone: str
    email: str
    gender: Gender
    free: tuple[str, ...]
    skills: tuple[str, ...]
    interests: tuple[str, ...]
    languages: tuple[str, ...]
    experience: int
    motivation: str
    status: ApplicationStatus
    rank: int | None
    score: int | None
    note: str
    applied_at: datetime
    decided_at: datetime | None
    answered_at: datetime | None
    version: int
    calendar_sequence: int
    calendar_modified: datetime
    post: UUID | None = None
    source: UUID | None = None
    ticked: tuple[UUID, ...] = ()
    earlier: bool | None = None
    override_reason: str = ""
    answer_by: datetime | None = None
    door_code: str = ""


class NewApplication(msgspec.Struct, frozen=True, kw_only=True):
    """What an applicant says of themselves; `consent` is to our keeping it (PIPL 13, 17).

    `source` is where they come from, `post` what they would like to do, `ticked` the rules they meet.
    """

    name: Annotated[str, msgspec.Meta(max_length=60)]
    student_no: Annotated[str, msgspec.Meta(max_length=30)]
    college: Annotated[str, msgspec.Meta(max_length=100)] = ""
    year: Annotated[str, msgspec.Meta(max_length=20)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    gender: Gender = Gender.UNSAID
    free: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    experience: Annotated[int, msgspec.Meta(ge=0, le=20)] = 0
    motivation: Annotated[str, msgspec.Meta(max_length=500)] = ""
    consent: bool = False
    source: UUID | None = None
    post: UUID | None = None
    ticked: tuple[UUID, ...] = ()


CONSENT = N_(
    "%(organisation)s may use these details to choose, prepare and reach volunteers for this "
    "activity. Nobody else gets them without asking me. If I am not chosen they are deleted "
    "30 days after the activity."
)
CONSENT_VERSION = hashlib.sha256(CONSENT.encode()).hexdigest()[:12]

_STUDENT_NO = re.compile(r"[0-9A-Z][0-9A-Z-]{2,29}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,22}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def tidied(new: NewApplication) -> NewApplication:
    """Return `new` as it is stored: one spelling of numbers and addresses, only choices we offer."""
    return msgspec.structs.replace(
        new,
        student_no=student_number(new.student_no),
        phone=unicodedata.normalize("NFKC", new.phone).strip(),
        email=unicodedata.normalize("NFKC", new.email).strip().lower(),
        free=_offered(new.free, FREE_TIMES),
        skills=_offered(new.skills, SKILLS),
        interests=_offered(new.interests, INTERESTS),
        languages=_offered(new.languages, LANGUAGES),
    )


def student_number(written: str) -> str:
    """Return a student number as we compare it: half-width capitals without spaces."""
    return "".join(unicodedata.normalize("NFKC", written).upper().split())


def wrong_fields(new: NewApplication) -> dict[str, str]:
    """Return a sentence for each field of a tidied application that does not fit."""
    wrong: dict[str, str] = {}
    if not _STUDENT_NO.fullmatch(new.student_no):
        wrong["student_no"] = gettext("A student number is made of digits and letters.")
    if not new.phone and not new.email:
        wrong["phone"] = gettext("Please give a phone number or an e-mail address.")
    if new.phone and not _PHONE.fullmatch(new.phone):
        wrong["phone"] = gettext("Please check this phone number.")
    if new.email and not _EMAIL.fullmatch(new.email):
        wrong["email"] = gettext("Please check this e-mail address.")
    if not new.consent:
        wrong["consent"] = gettext("Without your consent we may not keep your application.")
    return wrong


def masked(application: Application) -> Application:
    """Return what a role without leave to reach volunteers sees: that there is somebody (§6.3)."""
    return msgspec.structs.replace(
        application,
        name=f"{application.name[:1]}**",
        student_no="",
        phone="",
        email="",
        motivation="",
        note="",
        door_code="",
    )


def _offered(chosen: tuple[str, ...], offered: dict[str, str]) -> tuple[str, ...]:
    return tuple(key for key in offered if key in chosen)


class NoSuchApplication(Refusal):
    status = 404
    message = N_("There is no such application.")


class AlreadyApplied(Refusal):
    """Says nothing about the earlier application: whoever knows a number learns no more (V1)."""

    message = N_("You have already applied. Use your own link, or have it sent to you again.")


class AlreadyDrawn(Refusal):
    message = N_("The lots are drawn: how places are given stays as it is.")
