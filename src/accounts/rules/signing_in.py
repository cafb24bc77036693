"""How people get in: what a link is good for, how many tries there are, and where it leads afterwards."""

import re
from datetime import timedelta

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

LINK_LIVES = timedelta(minutes=15)
CONFIRMATION_LIVES = timedelta(days=1)
LONGEST_PATH = 500

_INSIDE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


class Limit(msgspec.Struct, frozen=True):
    """At most `most` in each window of `every`; `bucket` says what is counted."""

    bucket: str
    most: int
    every: timedelta


class WrongPassword(Refusal):
    status = 422
    message = N_("This address and this password do not belong together.")


class TooManyTries(Refusal):
    status = 429
    message = N_("That was too often. Wait a few minutes, or sign in by a link in a mail.")


class LinkOver(Refusal):
    """Unknown, used and expired look alike."""

    status = 404
    message = N_("This link has been used or is too old. Ask for a new one, it takes a moment.")


def tries(person: str, network: str, *, own_device: bool) -> list[Limit]:
    """Return what bounds the tries of one password (safety reference §3.5).

    `person` stands for the address that was typed, whether we know it or not. Whoever signed
    in before on this device has tries of their own, so a stranger's tries lock nobody out.
    """
    if own_device:
        return [Limit(f"password:{person}:own", 10, timedelta(minutes=15))]
    return [
        Limit(f"password:{person}:{network}", 5, timedelta(minutes=15)),
        Limit(f"password:{person}", 20, timedelta(hours=1)),
    ]


def letters(person: str, network: str) -> list[Limit]:
    """Return what bounds the mails that strangers make us send."""
    return [
        Limit(f"letter:{person}", 3, timedelta(hours=1)),
        Limit(f"letters:{network}", 300, timedelta(hours=1)),
    ]


def inside(path: str) -> str:
    """Return `path` if it leads to a page of ours, else "/": no other host, no scheme, no control."""
    return path if len(path) <= LONGEST_PATH and _INSIDE.fullmatch(path) else "/"
