"""Error pages: every refusal is a page with a sentence; what broke is logged without anybody's data."""

import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

import asyncpg
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Template
from litestar.response.base import ASGIResponse

from kit import i18n, logs
from kit.errors import Refusal
from kit.i18n import N_
from web.middleware import ChooseAssociation, SignInFirst

SENTENCES = {
    400: N_("The browser sent something this page cannot read."),
    401: N_("Please sign in first."),
    403: N_("That is not allowed."),
    404: N_("There is nothing at this address."),
    405: N_("This address does not take that kind of request."),
    413: N_("That is too large to be taken in."),
    429: N_("That was too often. Please wait a few minutes and try again."),
    500: N_("Something went wrong on our side. Nothing was half-saved; please try again."),
    503: N_("The site is very busy right now. Nothing was saved; please try again in a moment."),
}
BUSY = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.PostgresConnectionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.DiskFullError,
    asyncpg.DataCorruptedError,
    asyncpg.IndexCorruptedError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    ConnectionError,
    TimeoutError,
)


class Spoken(Template):
    """A page that is written in the language of its visitor, also where nothing else speaks it any more."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.locale = i18n.locale()

    def to_asgi_response(self, *given: Any, **named: Any) -> ASGIResponse:
        with i18n.speaking(self.locale):
            return super().to_asgi_response(*given, **named)


def spoken(show: Callable[..., Response[Any]]) -> Callable[..., Response[Any]]:
    """Let an error be told in the visitor's language: a link that is dead lets nobody in who could say which."""

    @wraps(show)
    def told(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        header = request.headers.get("accept-language", "")
        known = request.scope.get("state", {}).get("locale")
        with i18n.speaking(known or i18n.negotiated(header)):
            return show(request, error)

    return told


def show_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """Show what cannot be done and why; visitors who must sign in are led there and back."""
    if isinstance(refusal, SignInFirst) and request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Redirect(f"/signin?next={quote(here, safe='/')}", status_code=303)
    if isinstance(refusal, ChooseAssociation) and request.method == "GET":
        return Redirect("/association", status_code=303)
    return _page(refusal.status, str(refusal))


def show_http_error(_: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    status = 400 if error.status_code == 422 else error.status_code  # noqa: PLR2004 -- Litestar's own parsing
    return _page(status, i18n.gettext(SENTENCES.get(status, SENTENCES[400])))


def show_malformed(_: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer 400 to bytes nobody can read (T3); a KeyError of our own stays a 500."""
    if isinstance(error, LookupError) and type(error) is not LookupError:
        return _broken(error)
    return _page(400, i18n.gettext(SENTENCES[400]))


def show_anything(_: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Tell busy from broken; neither shows or logs what the database said (T17)."""
    if isinstance(error, BUSY):
        logs.event("busy", error=type(error).__name__)
        return _page(503, i18n.gettext(SENTENCES[503]), headers={"retry-after": "2"})
    if isinstance(error, asyncpg.DataError):
        logs.event("unreadable input", sqlstate=error.sqlstate)
        return _page(400, i18n.gettext(SENTENCES[400]))
    return _broken(error)


def _broken(error: Exception) -> Response[Any]:
    where = [
        f"{f.filename.rpartition('/src/')[2]}:{f.lineno}"
        for f in traceback.extract_tb(error.__traceback__)
    ]
    logs.event("crash", error=type(error).__name__, where=where[-6:])
    return _page(500, i18n.gettext(SENTENCES[500]))


def _page(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response[Any]:
    return Spoken(
        "errors/refusal.html",
        context={"status": status, "sentence": sentence},
        status_code=status,
        headers=headers,
    )


HANDLERS = {
    Refusal: spoken(show_refusal),
    HTTPException: spoken(show_http_error),
    UnicodeDecodeError: spoken(show_malformed),
    RecursionError: spoken(show_malformed),
    LookupError: spoken(show_malformed),
    Exception: spoken(show_anything),
}
