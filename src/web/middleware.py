"""What happens before a page is asked: who is it, in which language, may this come from here."""

import secrets
from typing import Any, cast

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import ClientException, NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from accounts import links, sessions
from accounts.rules.links import Holder, Kind
from accounts.sessions import SignedIn
from kit import clock, i18n, tokens, visit
from kit.cookies import cookie_name, set_cookie
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.settings import settings

SAFE = {"GET", "HEAD", "OPTIONS"}
MONTH = 30 * 24 * 3600


class ForeignForm(Refusal):
    """The form did not come from our own page (safety reference §3.4)."""

    status = 403
    message = N_(
        "This form is too old or did not come from this site. Open the page again and send it once more."
    )


class SignInFirst(Refusal):
    status = 401
    message = N_("Please sign in first.")


class ChooseAssociation(Refusal):
    status = 403
    message = N_("Choose the association you act for first.")


class Visiting(ASGIMiddleware):
    """Finds out who visits and lets in whom the route's policy lets in."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive=receive, send=send)
        handler = scope["route_handler"]
        policy = handler.opt.get("policy")
        if policy is None or handler.opt.get("is_static"):
            await next_app(scope, receive, send)
            return
        # A page for strangers asks nobody who they are: it is served with the database away (V21).
        stranger = handler.opt.get("stranger") is True
        signed_in = None if stranger else await self._signed_in(request)
        scope["state"]["locale"] = self._locale(request, signed_in, None)  # of a dead link's page
        holder = await self._holder(request, policy, handler.opt.get("kind"))
        self._begin_visit(request, signed_in, holder)
        scope["state"]["locale"] = self._locale(request, signed_in, holder)
        with i18n.speaking(scope["state"]["locale"]):
            await self._check_form(request, handler.opt)
            _refuse_strangers(policy, signed_in)
            scope["state"].update(
                signed_in=signed_in,
                actor=signed_in.actor if signed_in else None,
                holder=holder,
            )
            await next_app(scope, receive, _with_visitor_cookie(send))

    async def _signed_in(self, request: Request[Any, Any, Any]) -> SignedIn | None:
        token = request.cookies.get(cookie_name("sid"))
        return await sessions.find(token, clock.now()) if token else None

    async def _holder(
        self, request: Request[Any, Any, Any], policy: Policy, kind: Kind | None
    ) -> Holder | None:
        if policy is not Policy.LINK:
            return None
        return await links.holder(kind or Kind.VOLUNTEER, str(request.path_params["key"]))

    def _begin_visit(
        self,
        request: Request[Any, Any, Any],
        signed_in: SignedIn | None,
        holder: Holder | None,
    ) -> None:
        secret, visitor = settings().secret_key.encode(), ""
        if holder:
            csrf = tokens.signature(secret, "form", "link", str(holder.id))
        elif signed_in:
            csrf = tokens.signature(secret, "form", "session", str(signed_in.session_id))
        else:
            visitor = request.cookies.get(cookie_name("visitor")) or secrets.token_urlsafe(16)
            csrf = tokens.signature(secret, "form", "visitor", visitor)
        nonce = secrets.token_urlsafe(16)
        request.scope["state"]["nonce"] = nonce
        visit.begin(
            visit.Visit(
                path=request.url.path,
                nonce=nonce,
                csrf=csrf,
                visitor=visitor,
                theme=signed_in.theme if signed_in else "",
                flash=request.cookies.get(cookie_name("flash")),
            )
        )

    def _locale(
        self,
        request: Request[Any, Any, Any],
        signed_in: SignedIn | None,
        holder: Holder | None,
    ) -> str:
        if (asked := request.query_params.get("lang")) in i18n.LOCALES:
            return cast("str", asked)
        if signed_in and signed_in.locale:
            return signed_in.locale
        header = request.headers.get("accept-language", "")
        if holder and not header:
            return holder.locale
        return i18n.negotiated(header)

    async def _check_form(self, request: Request[Any, Any, Any], opt: dict[str, Any]) -> None:
        """Refuse what another site sends (Fetch Metadata, then Origin), then what carries no token."""
        if request.method in SAFE:
            return
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            raise ForeignForm
        if site is None and origin is not None and origin != settings().base_url.rstrip("/"):
            raise ForeignForm
        if opt.get("csrf") is False:
            return
        form = await posted_form(request)
        if not visit.fits(str(form.get("_csrf", ""))):
            raise ForeignForm


def _refuse_strangers(policy: Policy, signed_in: SignedIn | None) -> None:
    if policy is Policy.DEVELOPMENT and not settings().development:
        raise NotFoundException
    if policy in (Policy.MEMBER, Policy.SIGNED_IN) and signed_in is None:
        raise SignInFirst
    if policy is Policy.MEMBER and (signed_in is None or signed_in.actor is None):
        raise ChooseAssociation


async def posted_form(request: Request[Any, Any, Any]) -> Any:
    """Read the posted form once; handlers get the same reading again."""
    kind = request.content_type[0]
    if kind not in (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART):
        return {}
    try:
        return await request.form()
    except (UnicodeDecodeError, ValueError) as wrong:
        raise ClientException from wrong


def _with_visitor_cookie(send: Send) -> Send:
    """Give visitors without a session the cookie their form's token is bound to, if one was written."""

    async def sending(message: Message) -> None:
        now = visit.current()
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders(message)
            if now.wants_cookie and now.visitor:
                headers.add("set-cookie", set_cookie("visitor", now.visitor, MONTH))
            if now.flash and 200 <= message["status"] < 300:  # noqa: PLR2004 -- shown, so forget it
                headers.add("set-cookie", set_cookie("flash", "", 0))
        await send(message)

    return sending
