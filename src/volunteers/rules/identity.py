"""Who an application comes from: a student number alone makes nobody somebody else."""

from collections.abc import Iterable

import msgspec

from volunteers.rules.merges import digits
from volunteers.rules.names import wanted
from volunteers.rules.profiles import LONGEST_NUMBER


class Known(msgspec.Struct, frozen=True):
    """What is on file of one person: every spelling of the name, every way to reach them."""

    names: frozenset[str]
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


def known(people: Iterable[tuple[str, str, str]]) -> Known:
    """Put together what is on file, from (name, e-mail, phone) of the entry and its applications."""
    rows = list(people)
    return Known(
        frozenset(wanted(name) for name, _, _ in rows),
        frozenset(mail.strip().lower() for _, mail, _ in rows if mail.strip()),
        frozenset(digits(phone) for _, _, phone in rows if digits(phone)),
    )


def is_known(one: Known, name: str, email: str, phone: str) -> bool:
    """Say whether whoever writes this is the person on file: the name fits, and one way to reach them.

    Of somebody without any address on file the name has to do.
    """
    if wanted(name) not in one.names:
        return False
    if not one.emails and not one.phones:
        return True
    return email.strip().lower() in one.emails or (
        bool(digits(phone)) and digits(phone) in one.phones
    )


def suffixed(student_no: str, turn: int) -> str:
    """Return under which number another person with this number is kept: 20230101~2."""
    return f"{shared(student_no)}{turn}"


def shared(student_no: str) -> str:
    """Return what the numbers of all the others with this number begin with."""
    return student_no[: LONGEST_NUMBER - len("~99")] + "~"


def bare(student_no: str) -> str:
    """Return a number as its owner wrote it."""
    return student_no.partition("~")[0]
