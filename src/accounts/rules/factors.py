"""The second factor: six digits from a phone, each good once (RFC 6238), and ten spare codes."""

import secrets
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import quote

import msgspec
import pyotp

from kit import tokens
from kit.errors import Refusal
from kit.i18n import N_

STEP = 30  # seconds (RFC 6238 §5.2)
EITHER_SIDE = 1  # steps a phone's clock may be off
FRESH = timedelta(minutes=10)  # safety reference §3.5: of a reveal, an export with C4
SPARES = 10
SPARE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32, none like another: 80 bits a code
_SPARE_LENGTH, _GROUP = 16, 4

TRIES, EVERY = 5, timedelta(minutes=15)


class Factor(msgspec.Struct, frozen=True):
    """Where an account stands: without one, about to set one up, or with one since `since`."""

    pending: bool
    since: datetime | None
    spares: int

    @property
    def on(self) -> bool:
        return self.since is not None


class WrongCode(Refusal):
    status = 422
    message = N_("This code does not fit, or was used already. Wait for the next one.")


class HasFactor(Refusal):
    message = N_("You have a second step already. Take it off first to set up another phone.")


class NoFactor(Refusal):
    message = N_("You have no second step yet. Set it up first.")


def accepted_step(secret: str, code: str, now: datetime, last: int) -> int | None:
    """Return the time step whose code this is, None if there is none after `last`.

    All codes are compared, in constant time: how long it takes tells nothing.
    """
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    found = None
    for step in range(present - EITHER_SIDE, present + EITHER_SIDE + 1):
        if tokens.same(totp.generate_otp(step), typed(code)) and step > last:
            found = step
    return found


def address(secret: str, email: str) -> str:
    """Return what the square code says to the app on the phone (Key URI format)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Banxing")


def step_up_address(after: str) -> str:
    """Return where the second step is asked for once more, on the way to `after`."""
    return f"/profile/step-up?next={quote(after)}"


def new_secret() -> str:
    """Return 160 random bits in base 32 (RFC 4226 §4 R6)."""
    return pyotp.random_base32()


def grouped(text: str, by: int = _GROUP) -> str:
    """Return a long code in groups, as it is read off and typed."""
    return " ".join(text[at : at + by] for at in range(0, len(text), by))


def new_spare() -> str:
    return "".join(secrets.choice(SPARE_LETTERS) for _ in range(_SPARE_LENGTH))


def typed(code: str) -> str:
    """Return a code as it was meant: without spaces and hyphens, in plain capitals and digits."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(letter for letter in plain if letter.isalnum())
