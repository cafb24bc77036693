"""The code on a printed page: short, signed, and enough to say whether the page still holds (X3).

`<slug>-<kind><language><release>-<content>-<signature>`: which paper of which activity, what it said,
and eight characters that nobody can make up. No table remembers what was printed.
"""

from collections.abc import Collection
from enum import StrEnum

import msgspec

from events.rules.releases import ReleaseState
from exports.rules.kinds import Kind
from kit import tokens
from kit.errors import Refusal
from kit.i18n import N_

LETTERS = {
    Kind.RUN_SHEET: "r",
    Kind.BUDGET: "b",
    Kind.PROPOSAL: "p",
    Kind.PAIRS: "l",
    Kind.SIGN_IN_SHEET: "s",
    Kind.BADGES: "n",
    Kind.APPROVAL_FORM: "a",
    Kind.DIFF_SHEET: "d",
    Kind.LEADING_GROUP: "g",
    Kind.NOTICE: "o",
    Kind.CONSENT_LETTER: "c",
    Kind.SAFETY_PLEDGE: "y",
    Kind.ROLL_CALL: "k",
    Kind.POSTER: "w",
    Kind.SELECTION_LIST: "e",
    Kind.VOLUNTEER_LIST: "v",
    Kind.CODE_OF_CONDUCT: "q",
    Kind.SHIFT_ROSTER: "t",
    Kind.CODENAME_BADGES: "m",
    Kind.CHANGES: "f",
}
LANGUAGES = {"zh_Hans": "z", "en": "e"}
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: none is taken for another on paper
LENGTH = 8
SHOWN = 6


class Reference(msgspec.Struct, frozen=True):
    """What a code is about. `content` is the head of the paper's fingerprint, without its stamp."""

    slug: str
    kind: Kind
    language: str
    release: int | None
    content: str


class Verdict(StrEnum):
    CURRENT = "current"
    STALE = "stale"
    RECALLED = "recalled"


class NoSuchPaper(Refusal):
    status = 404
    message = N_(
        "We have not printed a paper with this code. Ask the organisers before you use it."
    )


def content(fingerprint: str) -> str:
    return fingerprint[:LENGTH]


def code(reference: Reference, key: bytes) -> str:
    """Write `reference` as the last part of an address."""
    return f"{_said(reference)}-{_signature(_said(reference), key)}"


def shown(code: str) -> str:
    """Return the few characters that people compare: those at the end, as they are printed."""
    return code[-SHOWN:].upper()


def read(code: str, key: bytes) -> Reference:
    """Return what `code` is about.

    Raises:
        NoSuchPaper: we never wrote this code.
    """
    said, _, signature = code.lower().rpartition("-")
    if not tokens.same(_signature(said, key), signature):
        raise NoSuchPaper
    slug, which, what = said.rsplit("-", 2)
    kinds = {letter: kind for kind, letter in LETTERS.items()}
    languages = {letter: language for language, letter in LANGUAGES.items()}
    return Reference(slug, kinds[which[0]], languages[which[1]], int(which[2:]) or None, what)


def verdict(
    reference: Reference,
    said_now: Collection[str],
    state: ReleaseState | None,
    *,
    cancelled: bool,
) -> Verdict:
    """Say whether a page still holds.

    `said_now` are the contents of all papers of this kind as they would be printed now, `state` is
    that of the page's own release. A page of an older release that says the same is current.
    """
    if cancelled or state is ReleaseState.RECALLED:
        return Verdict.RECALLED
    return Verdict.CURRENT if reference.content in said_now else Verdict.STALE


def _said(reference: Reference) -> str:
    which = LETTERS[reference.kind] + LANGUAGES[reference.language] + str(reference.release or 0)
    return f"{reference.slug}-{which}-{reference.content}"


def _signature(said: str, key: bytes) -> str:
    number = int(tokens.signature(key, "paper", said), 16)
    return "".join(DIGITS[number >> 5 * place & 31] for place in range(LENGTH))
