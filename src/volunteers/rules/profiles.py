"""People of the association: what is known of somebody across activities, and how they are found."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.applications import (
    FREE_TIMES,
    INTERESTS,
    LANGUAGES,
    SKILLS,
    ApplicationStatus,
    student_number,
)

LONGEST_NUMBER = 30
_NUMBER = re.compile(
    r"[0-9A-Z][0-9A-Z-]{2,29}(~[0-9]{1,2})?"
)  # ~2: somebody else who gave the same


class Profile(msgspec.Struct, frozen=True):
    """One volunteer of the association, as they last described themselves or were described."""

    id: UUID
    name: str
    student_no: str
    college: str
    year: str
    phone: str
    email: str
    skills: tuple[str, ...]
    interests: tuple[str, ...]
    languages: tuple[str, ...]
    free: tuple[str, ...]
    note: str
    suspended_at: datetime | None
    version: int
    created_at: datetime


class NewProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What a planner may write of somebody; a sentence about them is read by them one day (A5)."""

    name: Annotated[str, msgspec.Meta(max_length=60)]
    student_no: Annotated[str, msgspec.Meta(max_length=30)]
    college: Annotated[str, msgspec.Meta(max_length=100)] = ""
    year: Annotated[str, msgspec.Meta(max_length=20)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    skills: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    note: Annotated[str, msgspec.Meta(max_length=300)] = ""


class Took(msgspec.Struct, frozen=True):
    """One activity somebody applied to, with what became of it."""

    application: UUID
    activity: UUID
    title: str
    starts_at: datetime | None
    zone: str
    status: ApplicationStatus
    post: str = ""


class Answer(msgspec.Struct, frozen=True):
    """One rule of a post, asked of one person: met, or what is in the way and how it goes away."""

    rule: str
    met: bool
    sentence: str = ""
    act: str = ""
    href: str = ""


class NoSuchVolunteer(Refusal):
    status = 404
    message = N_("There is no such person in this association.")


class NumberTaken(Refusal):
    status = 422
    message = N_(
        "Somebody else has this student number: %(name)s. Are they one person? Merge them."
    )


class ProfileChanged(Refusal):
    message = N_("Somebody else saved this person in the meantime. Please look again and save.")


def tidied(new: NewProfile) -> NewProfile:
    """Return `new` as it is stored: one spelling of numbers, only choices we offer."""
    return msgspec.structs.replace(
        new,
        name=" ".join(unicodedata.normalize("NFKC", new.name).split()),
        student_no=student_number(new.student_no),
        phone=unicodedata.normalize("NFKC", new.phone).strip(),
        email=unicodedata.normalize("NFKC", new.email).strip().lower(),
        skills=tuple(one for one in SKILLS if one in new.skills),
        interests=tuple(one for one in INTERESTS if one in new.interests),
        languages=tuple(one for one in LANGUAGES if one in new.languages),
        free=tuple(one for one in FREE_TIMES if one in new.free),
    )


def wrong_fields(new: NewProfile) -> dict[str, str]:
    """Return a sentence for each field of a tidied entry that does not fit."""
    wrong: dict[str, str] = {}
    if not new.name:
        wrong["name"] = gettext("Please fill this in.")
    if len(new.student_no) > LONGEST_NUMBER or not _NUMBER.fullmatch(new.student_no):
        wrong["student_no"] = gettext("A student number has at least three digits or letters.")
    if new.email and not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", new.email):
        wrong["email"] = gettext("This does not look like an e-mail address.")
    if new.phone and not re.fullmatch(r"\+?[0-9][0-9 ()-]{4,22}", new.phone):
        wrong["phone"] = gettext("This does not look like a phone number.")
    return wrong
