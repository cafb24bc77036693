"""A form counts once: its handler runs in one transaction with the form's key (safety reference §3.17)."""

from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from accounts import once
from accounts.rules.links import Holder
from accounts.sessions import SignedIn
from kit import database
from web.middleware import SAFE, posted_form

REFUSED = 400


class Once(ASGIMiddleware):
    """Runs a form's handler inside one transaction with the form's key: sent twice, it counts once.

    The answer leaves after COMMIT, so "saved" is never said before it is true.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive=receive, send=send)
        counts_tries = (
            scope["route_handler"].opt.get("once") is False
        )  # and keeps them when refused
        holder = None if counts_tries else _whose_form(scope)
        key = "" if request.method in SAFE or holder is None else await _once_key(request)
        if not key or holder is None:
            await next_app(scope, receive, send)
            return
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)

        location: str | None = None
        try:
            async with database.transaction():
                location = await once.claim(holder, key, await _without_tokens(request))
                if location is None:
                    await next_app(scope, receive, keep)
                    await once.settle(holder, key, _led_to(kept))
        except _NotDone:
            pass
        for message in kept if location is None else _redirect(location or request.url.path):
            await send(message)


class _NotDone(Exception):
    """The handler refused: its writes are undone, its page is shown all the same."""


def _whose_form(scope: Scope) -> UUID | None:
    holder: Holder | None = scope["state"].get("holder")
    signed_in: SignedIn | None = scope["state"].get("signed_in")
    if holder:
        return holder.id
    return signed_in.session_id if signed_in else None


async def _once_key(request: Request[Any, Any, Any]) -> str:
    return str((await posted_form(request)).get("_once", ""))[:40]


async def _without_tokens(request: Request[Any, Any, Any]) -> bytes:
    """Return what the form says, for comparing copies; files count by name and size."""
    form = await posted_form(request)
    pairs = [
        (k, v if isinstance(v, str) else f"{v.filename}:{len(await v.read())}")
        for k, v in form.multi_items()
        if not k.startswith("_")
    ]
    for _, v in form.multi_items():
        if not isinstance(v, str):
            await v.seek(0)
    return repr((request.url.path, sorted(pairs))).encode("utf-8", "surrogatepass")


def _led_to(messages: list[Message]) -> str:
    """Return where the answer leads, or raise _NotDone if it is a refusal."""
    start = cast("HTTPResponseStartEvent", messages[0])
    if start["status"] >= REFUSED:
        raise _NotDone
    return str(MutableScopeHeaders(start).get("location", ""))


def _redirect(location: str) -> list[Message]:
    return [
        {
            "type": "http.response.start",
            "status": 303,
            "headers": [(b"location", quote(location, safe="/?=&#%:-._~").encode())],
        },
        {"type": "http.response.body", "body": b"", "more_body": False},
    ]
