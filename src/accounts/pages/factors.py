"""The second step: setting it up with a phone, spare codes, and showing it again before real data."""

from typing import Annotated, Any

import msgspec
import segno
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import factors
from accounts.pages.entering import session_cookie
from accounts.rules.factors import HasFactor, NoFactor, WrongCode, address, grouped
from accounts.rules.signing_in import inside
from accounts.sessions import SignedIn
from accounts.throttles import TooOften
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy


class Code(msgspec.Struct, frozen=True):
    code: Annotated[str, Meta(max_length=40)]


class FactorPages(Controller):
    path = "/profile/factor"

    @get(policy=Policy.SIGNED_IN)
    async def show(self, signed_in: NamedDependency[SignedIn]) -> Template:
        return await _page(signed_in)

    @post("/begin", policy=Policy.SIGNED_IN)
    async def begin(self, signed_in: NamedDependency[SignedIn]) -> Redirect:
        await factors.begin(signed_in)
        return pages.redirect("/profile/factor")

    @post("/confirm", policy=Policy.SIGNED_IN, once=False, status_code=200)
    async def confirm(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Template:
        try:
            spares = await factors.confirm(signed_in, _code(data))
        except (forms.WrongForm, WrongCode, TooOften, NoFactor, HasFactor) as refusal:
            return await _page(signed_in, _told(refusal))
        return await _page(signed_in, spares=spares)

    @post("/spares", policy=Policy.SIGNED_IN, once=False, status_code=200)
    async def renew_spares(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Template:
        try:
            spares = await factors.renew_spares(signed_in, _code(data))
        except (forms.WrongForm, WrongCode, TooOften, NoFactor) as refusal:
            return await _page(signed_in, _told(refusal), asked="spares")
        return await _page(signed_in, spares=spares)

    @post("/off", policy=Policy.SIGNED_IN, once=False)
    async def take_off(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            await factors.take_off(signed_in, _code(data))
        except (forms.WrongForm, WrongCode, TooOften, NoFactor) as refusal:
            return await _page(signed_in, _told(refusal), asked="off")
        return pages.redirect("/profile", N_("The second step is off."))


class StepUpPages(Controller):
    """Asks for the second step once more, and leads back to what needed it."""

    path = "/profile/step-up"

    @get(policy=Policy.SIGNED_IN)
    async def show(
        self, signed_in: NamedDependency[SignedIn], request: Request[Any, Any, Any]
    ) -> Template:
        return await _step_up(signed_in, inside(request.query_params.get("next", "/")))

    @post(policy=Policy.SIGNED_IN, once=False)
    async def check(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        after = inside(forms.text(data, "next"))
        try:
            token = await factors.step_up(signed_in, _code(data))
        except (forms.WrongForm, WrongCode, TooOften, NoFactor) as refusal:
            return await _step_up(signed_in, after, _told(refusal))
        answer = pages.redirect(after)
        answer.set_cookie(session_cookie(token))
        return answer


def _code(data: dict[str, Any]) -> str:
    return forms.parse(Code, data).code


def _told(refusal: Refusal) -> Refusal:
    """Say beside the field that its code does not fit."""
    return forms.WrongForm({"code": str(refusal)}) if isinstance(refusal, WrongCode) else refusal


async def _page(
    signed_in: SignedIn,
    refusal: Refusal | None = None,
    *,
    asked: str = "",
    spares: tuple[str, ...] = (),
) -> Template:
    secret = await factors.pending_secret(signed_in)
    uri = address(secret, signed_in.email) if secret else ""
    return await pages.page(
        "accounts/factor.html",
        signed_in,
        current="profile",
        refusal=refusal,
        asked=asked,
        factor=await factors.of(signed_in.account_id),
        secret=grouped(secret),
        uri=uri,
        square=segno.make(uri, error="m").svg_data_uri(scale=5, light="#fff") if uri else "",
        spares=[grouped(one) for one in spares],
    )


async def _step_up(signed_in: SignedIn, after: str, refusal: Refusal | None = None) -> Template:
    return await pages.page(
        "accounts/step_up.html",
        signed_in,
        current="profile",
        refusal=refusal,
        factor=await factors.of(signed_in.account_id),
        next=after,
    )
