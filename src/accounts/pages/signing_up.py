"""Making an account: nothing exists until the mailed link is opened."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import signing_in
from accounts.pages.entering import visitor, without_secrets
from accounts.rules.passwords import Typed
from accounts.rules.signing_in import TooManyTries, inside
from accounts.sessions import SignedIn
from kit import forms, pages
from kit.errors import Refusal
from kit.passwords import TooBusy
from kit.policy import Policy
from kit.settings import settings


class NewAccount(msgspec.Struct, frozen=True):
    name: Annotated[str, Meta(max_length=50)]
    email: Annotated[str, Meta(max_length=254)]
    password: Typed = ""


class SigningUp(Controller):
    path = "/signup"

    @get(policy=Policy.PUBLIC)
    async def show(
        self, request: Request[Any, Any, Any], signed_in: NamedDependency[SignedIn | None]
    ) -> Template | Redirect:
        after = inside(request.query_params.get("next", "/"))
        return pages.redirect(after) if signed_in else await _page(after)

    @post(policy=Policy.PUBLIC, once=False)
    async def sign_up(
        self, request: Request[Any, Any, Any], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        after = inside(forms.text(data, "next"))
        try:
            new = forms.parse(NewAccount, data)
            await signing_in.sign_up(new.name, new.email, new.password, after, visitor(request))
        except (forms.WrongForm, TooManyTries, TooBusy) as refusal:
            return await _page(after, refusal, data)
        return pages.redirect("/signup/sent")

    @get("/sent", policy=Policy.PUBLIC)
    async def sent(self) -> Template:
        return await pages.page(
            "accounts/sent.html", None, new=True, development=settings().development
        )


async def _page(
    after: str, refusal: Refusal | None = None, data: dict[str, Any] | None = None
) -> Template:
    return await pages.page(
        "accounts/sign_up.html",
        None,
        refusal=refusal,
        typed=without_secrets(data or {}),
        next=after,
    )
