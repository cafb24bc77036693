"""Two entries of one person: what makes them look alike, and what remains of them."""

import re
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.names import wanted
from volunteers.rules.profiles import NewProfile, Profile

MOST_ALIKE = 20
SHORTEST_NUMBER = 5  # characters, below which one slip says nothing
SHORTEST_PHONE = 7


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


class NoSuchMerge(Refusal):
    status = 404
    message = N_("There is no such merge.")


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


def _plain_number(student_no: str) -> str:
    return student_no.partition("~")[0]


def digits(phone: str) -> str:
    """Return the digits that tell one line from another: the last eleven, where there are so many."""
    digits = re.sub(r"\D", "", phone)
    return digits[-11:] if len(digits) >= SHORTEST_PHONE else ""


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
