"""Asking to help: the public call, one person's application, and who gets a place."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.i18n import N_


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
LIVE = (ApplicationStatus.APPLIED, *HOLDING, ApplicationStatus.RESERVED)

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
    """The call of one activity. `taken` of `quota` places are held; `reserve` may wait."""

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


class Post(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    needed: int
    child_contact: bool
    qualification: str
    description: str
    position: int


class Application(msgspec.Struct, frozen=True):
    """One volunteer's request for one activity, with what they said of themselves in it.

    `rank` orders the reserve list (a sequence number with gaps; the place shown is computed).
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
