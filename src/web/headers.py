"""The headers every answer carries, 404 and 405 included (safety reference §3.6, T7)."""

import secrets

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from kit.policy import Policy
from kit.settings import settings

YEAR = 365 * 24 * 3600
CSP = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


VARY = "Cookie, HX-Request, Accept-Language"


async def add_headers(message: Message, scope: Scope) -> None:
    """Put the security headers on every answer, 404 and 405 included (T7, safety reference §3.6)."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders(message)
    nonce = scope.get("state", {}).get("nonce") or secrets.token_urlsafe(16)
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("referrer-policy", "same-origin")
    headers.setdefault("content-security-policy", CSP.format(nonce=nonce))
    if settings().is_secure:
        headers.setdefault("strict-transport-security", f"max-age={YEAR}")
    opt = getattr(scope.get("route_handler"), "opt", {})  # none where no route was found
    if not opt.get("is_static"):
        headers.setdefault("cache-control", "no-store")
        if headers["cache-control"] == "no-store":  # subscribed calendars may be kept, and say how
            headers["vary"] = ", ".join(filter(None, [headers.get("vary"), VARY]))
    if opt.get("policy") is Policy.LINK:
        headers.setdefault("x-robots-tag", "noindex")
