"""What the page being written knows of its visitor: path, nonce and the tokens of its forms."""

import secrets
from contextvars import ContextVar

import msgspec
from markupsafe import Markup

from kit import tokens

SALT = 16  # characters


class Visit(msgspec.Struct):
    """One request's own things. `csrf` is empty where the visitor has no rights to protect.

    `wants_cookie` becomes true when a form was written for a visitor without a session:
    the answer then carries the cookie that the form's token is bound to. `flash` is the cookie of
    what was just done, as it came (see `pages.flash`).
    """

    path: str = "/"
    nonce: str = ""
    csrf: str = ""
    visitor: str = ""
    wants_cookie: bool = False
    theme: str = ""
    flash: str | None = None


_current: ContextVar[Visit | None] = ContextVar("visit", default=None)


def begin(visit: Visit) -> None:
    """Make `visit` the one that templates of this request see."""
    _current.set(visit)


def current() -> Visit:
    return _current.get() or Visit()


def nonce() -> str:
    """Return this answer's nonce for `<script src>` (Content Security Policy Level 3 §6.7.2)."""
    return current().nonce


def form_tokens(*, once: bool = True) -> Markup:
    """Return the two hidden inputs every form carries: who may send it, and that it counts once.

    Without `once` each press counts, as for a button that moves something a step further.
    """
    visit = current()
    visit.wants_cookie = visit.wants_cookie or bool(visit.visitor)
    csrf = f'<input type="hidden" name="_csrf" value="{masked(visit.csrf)}">'
    key = f'<input type="hidden" name="_once" value="{secrets.token_urlsafe(12)}">' if once else ""
    return Markup(csrf + key)  # noqa: S704 -- both values are ours: hex and base64url


def masked(csrf: str) -> str:
    """Return a form token under a fresh salt, so that no two pages hold the same bytes.

    Answers are compressed; equal secrets in them could be guessed from their length (BREACH, 2013).
    """
    salt = secrets.token_hex(SALT // 2)
    return salt + tokens.signature(csrf.encode(), salt)


def fits(given: str) -> bool:
    """Say whether `given` is a masked form token of this visit."""
    salt, seal = given[:SALT], given[SALT:]
    return tokens.same(seal, tokens.signature(current().csrf.encode(), salt))
