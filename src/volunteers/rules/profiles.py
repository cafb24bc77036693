"""People of the association: what is known of somebody across activities, and how they are found."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from pypinyin import Style, lazy_pinyin

from kit.errors import Gap, Refusal
from kit.i18n import N_, gettext
from volunteers.rules.applications import (
    FREE_TIMES,
    INTERESTS,
    LANGUAGES,
    SKILLS,
    ApplicationStatus,
    student_number,
)

LONGEST_KEY = 400
LONGEST_SEARCH = 60
MOST_ALIKE = 20
SHORTEST_NUMBER = 5  # characters, below which one slip says nothing
SHORTEST_PHONE = 7
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


class Hours(msgspec.Struct, frozen=True):
    """Minutes somebody served at one occasion, and those topped up afterwards (补录)."""

    id: UUID
    title: str
    on: date
    minutes: int
    topped_up: int
    confirmed_at: datetime | None
    version: int


class NewHours(msgspec.Struct, frozen=True, kw_only=True):
    """Service noted by hand: brought along from before, or left out when it was counted."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    on: date
    minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)]


class Why(StrEnum):
    """Why two entries look like one person."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    NUMBER = "number"
    SAME_NUMBER = "same_number"


WHY_ALIKE: dict[Why, str] = {
    Why.EMAIL: N_("Same e-mail address"),
    Why.PHONE: N_("Same phone number"),
    Why.NAME: N_("Same name and college"),
    Why.NUMBER: N_("Same name, and numbers that differ in one place"),
    Why.SAME_NUMBER: N_("Another person with this number?"),
}


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


class NoSuchHours(Refusal):
    status = 404
    message = N_("There are no such hours.")


class NoSuchMerge(Refusal):
    status = 404
    message = N_("There is no such merge.")


class NumberTaken(Refusal):
    status = 422
    message = N_(
        "Somebody else has this student number: %(name)s. Are they one person? Merge them."
    )


class ProfileChanged(Refusal):
    message = N_("Somebody else saved this person in the meantime. Please look again and save.")


class SamePerson(Refusal):
    status = 422
    message = N_("Choose two different entries.")


class BothApplied(Refusal):
    message = N_(
        "Both entries applied to “%(activity)s” and both still stand there. "
        "Withdraw or decline one of the two first."
    )


class KeepTheOther(Refusal):
    message = N_(
        "The entry you want to let go still stands in “%(activity)s”, and the other one does not. "
        "Keep the one that stands there."
    )


class CannotUnmerge(Refusal):
    message = N_("This cannot be taken apart any more: something has changed since.")


class NotConfirmed(Refusal):
    status = 422
    message = N_("This day is still to come: hours are noted when they were served.")


def search_key(name: str) -> str:
    """Return what a name is found by, in letters: syllables, run together, and initials.

    张伟 → ``zhang wei zhangwei zw``; Latin names keep their words. Readings are those of names, so 曾
    begins with z and 单 with s (pypinyin's phrases know the surnames).
    """
    plain = unicodedata.normalize("NFKC", name).lower()
    words = " ".join(lazy_pinyin(_spaced(plain), style=Style.NORMAL)).split()
    if words and (first := SURNAMES.get(plain[:1])):
        words[0] = first
    words = [_bare(word) for word in words]
    forms = (*words, "".join(words), "".join(word[:1] for word in words))
    with_u = (form.replace("v", "u") for form in forms)  # 吕 is looked for as lv, lu and lü
    return " ".join(dict.fromkeys(form for form in (*forms, *with_u) if form))[:LONGEST_KEY]


# Characters that are read otherwise when they are a family name.
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "任": "ren", "朴": "piao", "查": "zha",
    "尹": "yin", "盖": "ge", "区": "ou", "覃": "qin", "华": "hua", "尉": "wei", "乐": "yue",
}  # fmt: skip


def wanted(search: str) -> str:
    """Return a search as names and keys are compared with: one width, one case, single spaces."""
    plain = unicodedata.normalize("NFKC", search[:LONGEST_SEARCH]).lower()
    return " ".join(plain.split())


def in_letters(search: str) -> str:
    """Return a search for letters as keys have it: ``Zhang'wei`` and ``zhāng wèi`` read zhangwei."""
    bare = _bare(wanted(search))
    return re.sub(r"[^a-z]", "", bare) if bare.isascii() else ""


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


def alike(one: Profile, other: Profile) -> Why | None:
    """Return why two entries may be one person, the surest reason first; None if nothing says so."""
    if one.email and one.email == other.email:
        return Why.EMAIL
    if digits(one.phone) and digits(one.phone) == digits(other.phone):
        return Why.PHONE
    if _plain_number(one.student_no) == _plain_number(other.student_no):
        return Why.SAME_NUMBER
    if wanted(one.name) != wanted(other.name):
        return None
    if one.college and one.college == other.college:
        return Why.NAME
    return Why.NUMBER if _one_slip(one.student_no, other.student_no) else None


def suspected(people: Sequence[Profile]) -> list[tuple[Profile, Profile, Why]]:
    """Return pairs of entries that look like one person, at most twenty.

    Only entries that share an address, a number or a name are compared: n people cost n looks.
    """
    found: dict[tuple[UUID, UUID], tuple[Profile, Profile, Why]] = {}
    buckets: dict[tuple[str, str], list[Profile]] = {}
    for one in people:
        for bucket in (
            ("email", one.email),
            ("phone", digits(one.phone)),
            ("name", wanted(one.name)),
            ("number", _plain_number(one.student_no)),
        ):
            if bucket[1]:
                buckets.setdefault(bucket, []).append(one)
    for shared in buckets.values():
        for i, one in enumerate(shared[:MOST_ALIKE]):
            for other in shared[i + 1 : MOST_ALIKE]:
                if (why := alike(one, other)) and len(found) < MOST_ALIKE:
                    found.setdefault((one.id, other.id), (one, other, why))
    return list(found.values())


def joined(kept: Profile, gone: Profile) -> NewProfile:
    """Return what remains of two entries: what `kept` says, and where it is silent what `gone` says."""

    def both(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*a, *b)))

    note = "；".join(dict.fromkeys(filter(None, (kept.note, gone.note))))
    return NewProfile(
        name=kept.name,
        student_no=kept.student_no,
        college=kept.college or gone.college,
        year=kept.year or gone.year,
        phone=kept.phone or gone.phone,
        email=kept.email or gone.email,
        skills=both(kept.skills, gone.skills),
        interests=both(kept.interests, gone.interests),
        languages=both(kept.languages, gone.languages),
        free=both(kept.free, gone.free),
        note=note[:300],
    )


def served(records: Iterable[Hours]) -> int:
    """Return the minutes of all records, topped-up ones included."""
    return sum(one.minutes + one.topped_up for one in records)


def half_hours(minutes: int) -> str:
    """Return minutes as hours in halves, rounded down, the way they are certified (domain §4.3)."""
    halves = minutes // 30
    return f"{halves // 2}.5" if halves % 2 else f"{halves // 2}"


def explained(gaps: Iterable[Gap], rule: str, met: str, act: str, href: str) -> list[Answer]:
    """Return one answer for a gate: met, or one for each gap with the way out of it."""
    found = [Answer(rule, met=False, sentence=gap.code, act=act, href=href) for gap in gaps]
    return found or [Answer(rule, met=True, sentence=met)]


def _plain_number(student_no: str) -> str:
    return student_no.partition("~")[0]


def _spaced(name: str) -> str:
    """Set Latin letters apart from characters, so that each word is read as one."""
    return re.sub(r"([a-z]+)", r" \1 ", name)


def digits(phone: str) -> str:
    """Return the digits that tell one line from another: the last eleven, where there are so many."""
    digits = re.sub(r"\D", "", phone)
    return digits[-11:] if len(digits) >= SHORTEST_PHONE else ""


def _bare(text: str) -> str:
    """Return text without tone marks and other accents."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


def _one_slip(one: str, other: str) -> bool:
    """Say whether two numbers differ by one character typed wrong or left out, or two neighbours swapped."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_NUMBER or len(long) - len(short) > 1:
        return False
    if len(short) < len(long):
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    apart = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 1:
        return True
    first, *rest = apart or [0]
    return rest == [first + 1] and (one[first], one[first + 1]) == (other[first + 1], other[first])
