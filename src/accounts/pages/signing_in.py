"""Signing in, by password or by a mailed link, and signing out."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import sessions, signing_in
from accounts.pages.entering import let_in, let_out, visitor, without_secrets
from accounts.rules.passwords import Typed
from accounts.rules.signing_in import LinkOver, TooManyTries, WrongPassword, inside
from accounts.sessions import SignedIn
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.passwords import TooBusy
from kit.policy import Policy
from kit.settings import settings

Address = Annotated[str, Meta(max_length=254)]


class Credentials(msgspec.Struct, frozen=True):
    email: Address
    password: Typed


class OnlyAddress(msgspec.Struct, frozen=True):
    email: Address


class SigningIn(Controller):
    path = "/signin"

    @get(policy=Policy.PUBLIC)
    async def show(
        self, request: Request[Any, Any, Any], signed_in: NamedDependency[SignedIn | None]
    ) -> Template | Redirect:
        after = inside(request.query_params.get("next", "/"))
        if signed_in:
            return pages.redirect(after)
        return await _page(after)

    @post(policy=Policy.PUBLIC, once=False)
    async def by_password(
        self,
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn | None],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        after, who = inside(forms.text(data, "next")), visitor(request)
        try:
            typed = forms.parse(Credentials, data)
            account_id = await signing_in.by_password(typed.email, typed.password, who)
        except (forms.WrongForm, WrongPassword, TooManyTries, TooBusy) as refusal:
            return await _page(after, refusal, data)
        return let_in(pages.redirect(after), await signing_in.enter(account_id, who, signed_in))

    @post("/link", policy=Policy.PUBLIC, once=False)
    async def ask_link(
        self, request: Request[Any, Any, Any], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        after = inside(forms.text(data, "next"))
        try:
            typed = forms.parse(OnlyAddress, data)
            await signing_in.ask_link(typed.email, after, visitor(request))
        except (forms.WrongForm, TooManyTries) as refusal:
            return await _page(after, refusal, data)
        return pages.redirect("/signin/sent")

    @get("/sent", policy=Policy.PUBLIC)
    async def sent(self) -> Template:
        return await pages.page(
            "accounts/sent.html", None, new=False, development=settings().development
        )

    @get("/{token:str}", policy=Policy.PUBLIC)
    async def opened(self, token: FromPath[str]) -> Template:
        return await _opened(token)

    @post("/{token:str}", policy=Policy.PUBLIC, once=False)
    async def spend(
        self,
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn | None],
        token: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            account_id, after = await signing_in.spend(token, forms.text(data, "password"))
        except (forms.WrongForm, TooManyTries, TooBusy) as refusal:
            return await _opened(token, refusal)
        except LinkOver as refusal:
            return await _over(refusal)
        entry = await signing_in.enter(account_id, visitor(request), signed_in)
        return let_in(pages.redirect(after), entry)


class SigningOut(Controller):
    path = "/signout"

    @post(policy=Policy.PUBLIC, once=False)
    async def sign_out(self, signed_in: NamedDependency[SignedIn | None]) -> Redirect:
        if signed_in:
            await sessions.end(signed_in.session_id)
        return let_out(pages.redirect("/signin", N_("You are signed out.")))


async def _page(
    after: str, refusal: Refusal | None = None, data: dict[str, Any] | None = None
) -> Template:
    return await pages.page(
        "accounts/sign_in.html",
        None,
        refusal=refusal,
        typed=without_secrets(data or {}),
        next=after,
    )


async def _opened(token: str, refusal: Refusal | None = None) -> Template:
    try:
        link = await signing_in.opened(token)
    except LinkOver as over:
        return await _over(over)
    return await pages.page("accounts/link.html", None, refusal=refusal, link=link, token=token)


async def _over(refusal: Refusal) -> Template:
    return await pages.page("accounts/link_over.html", None, refusal=refusal)
