"""A test's browser: it signs in by a real session and puts the form tokens a page would carry."""

from collections.abc import Generator
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import httpx

from accounts import sessions
from accounts.rules.permissions import Actor
from kit import clock, tokens
from kit.settings import settings
from kit.visit import masked
from web.middleware import cookie_name


async def sign_in(client: httpx.AsyncClient, actor: Actor) -> str:
    """Give the client a session of `actor` and return the form token bound to it."""
    token = await sessions.begin(actor.account_id, actor.organization_id)
    client.cookies.set(cookie_name("sid"), token, domain="plan.example")
    found = await sessions.find(token, clock.now())
    assert found is not None
    return csrf("session", str(found.session_id))


def csrf(kind: str, of: str) -> str:
    """Return the form token of a session, a link (by its id) or a visitor (by its cookie)."""
    return masked(tokens.signature(settings().secret_key.encode(), "form", kind, of))


class Tokens(httpx.Auth):
    """Adds `_csrf` and a fresh `_once` to posted forms that carry none of their own."""

    requires_request_body = True

    def __init__(self, session: str | None) -> None:
        self.token = session

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        kind = request.headers.get("content-type", "")
        if (
            request.method == "POST"
            and self.token
            and kind in ("", "application/x-www-form-urlencoded")
        ):
            given = parse_qsl(request.content.decode(), keep_blank_values=True)
            names = {name for name, _ in given}
            own = {"_csrf": self.token, "_once": uuid4().hex[:16]}
            body = urlencode([*given, *((k, v) for k, v in own.items() if k not in names)]).encode()
            headers = {**request.headers, "content-type": "application/x-www-form-urlencoded"}
            headers["content-length"] = str(len(body))
            request = httpx.Request(request.method, request.url, headers=headers, content=body)
        yield request
