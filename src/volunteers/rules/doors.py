"""The codes at the door of a training: one on the screen that changes each minute, one on each phone.

A code on the screen is HMAC over the session's key and the minute it stands for, six digits of it. It
is taken for its own minute and half of the next, so that whoever begins to type it may finish; a picture
of it in a group chat is worth nothing by then. The key is made of the installation's secret, the
session's id and its `door_secret`: no table alone is enough to make codes up.
"""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta

import msgspec

from kit import tokens
from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.training import TrainingSession

CHANGES_EVERY = 60  # seconds
TOLERANCE = 30  # seconds that a code is taken after it has gone from the screen
TICKET_LASTS = timedelta(minutes=3)  # to write one's name after the code was scanned
DIGITS = 6
PRINTED_DIGITS = 8
OWN_LENGTH = 6
OWN_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none is taken for another on a cracked screen

_SPACES = re.compile(r"[\s\-·.]+")


class StaleCode(Refusal):
    status = 422
    message = N_(
        "This code is not valid (any more). Look at the screen again: it changes each minute."
    )


class OtherTraining(Refusal):
    status = 422
    message = N_("This code belongs to another training: “%(title)s”.")


class NoDoorOpen(Refusal):
    message = N_("No training of yours is open right now.")


class NotOnTheList(Refusal):
    """The same for a wrong name, a wrong number and somebody who does not train."""

    status = 422
    message = N_(
        "We found nobody with this name and number in this training. Check both, or speak to the trainer."
    )


class UnknownCode(Refusal):
    status = 422
    message = N_("Nobody in this activity has this code. Check it, or use the list.")


class Showing(msgspec.Struct, frozen=True):
    """What the screen at the door shows, and for how many more seconds."""

    code: str
    seconds: int


def key(session: TrainingSession, secret: bytes) -> bytes:
    """Return what the codes of one session are made with."""
    return tokens.signature(secret, "door", str(session.id), session.door_secret).encode()


def showing(door: bytes, now: datetime) -> Showing:
    """Return the code of this minute."""
    window, passed = divmod(int(now.timestamp()), CHANGES_EVERY)
    return Showing(_code(door, str(window), DIGITS), CHANGES_EVERY - passed)


def fits(door: bytes, typed: str, now: datetime) -> bool:
    """Return whether `typed` is the code of this minute, or of the one that has just gone."""
    moment = now.timestamp()
    windows = {int(moment // CHANGES_EVERY), int((moment - TOLERANCE) // CHANGES_EVERY)}
    return any(tokens.same(_code(door, str(one), DIGITS), plain(typed)) for one in windows)


def printed(session: TrainingSession, door: bytes) -> str:
    """Return the code that can hang on the wall, "" unless somebody has asked for one."""
    return _code(door, "printed", PRINTED_DIGITS) if session.door_secret else ""


def opens(session: TrainingSession, door: bytes, typed: str, now: datetime) -> bool:
    """Return whether a typed code lets somebody in to this session at this moment."""
    on_the_wall = printed(session, door)
    return fits(door, typed, now) or (bool(on_the_wall) and tokens.same(on_the_wall, plain(typed)))


def ticket(door: bytes, now: datetime) -> str:
    """Return the word that whoever opened the page with a fresh code finishes it with."""
    at = str(int(now.timestamp()))
    return f"{at}.{tokens.signature(door, 'ticket', at)[:32]}"


def refuse_stale(door: bytes, shown: str, now: datetime) -> None:
    """Raise StaleCode unless `shown` is a ticket of this door and not older than three minutes."""
    at, _, signed = shown.partition(".")
    age = now.timestamp() - int(at) if at.isdecimal() and len(at) < OWN_LENGTH * 2 else -1
    right = tokens.same(tokens.signature(door, "ticket", at)[:32], signed)
    if not right or not 0 <= age <= TICKET_LASTS.total_seconds():
        raise StaleCode


def own_code() -> str:
    """Return a new code for one volunteer, to be shown at the door."""
    return "".join(secrets.choice(OWN_LETTERS) for _ in range(OWN_LENGTH))


def plain(typed: str) -> str:
    """Return a code as it is compared, however it was typed."""
    half_width = unicodedata.normalize("NFKC", typed)
    return _SPACES.sub("", half_width).upper().replace("O", "0").replace("I", "1").replace("L", "1")


def _code(door: bytes, what: str, digits: int) -> str:
    return f"{int(tokens.signature(door, 'code', what), 16) % 10**digits:0{digits}}"
