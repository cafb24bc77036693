"""One's own account: name, language, look, password, and where it is signed in."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import factors, organizations, profiles, sessions
from accounts.pages.entering import without_secrets
from accounts.rules.passwords import Typed
from accounts.rules.permissions import ROLE_NAMES
from accounts.sessions import SignedIn
from accounts.throttles import TooOften
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.passwords import TooBusy
from kit.policy import Policy


class NewPassword(msgspec.Struct, frozen=True):
    new_password: Typed
    password: Typed = ""


class ProfilePages(Controller):
    path = "/profile"

    @get(policy=Policy.SIGNED_IN)
    async def show(self, signed_in: NamedDependency[SignedIn]) -> Template:
        return await _page(signed_in)

    @post(policy=Policy.SIGNED_IN)
    async def change(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            await profiles.change(signed_in, forms.parse(profiles.Profile, data))
        except forms.WrongForm as refusal:
            return await _page(signed_in, refusal, data)
        return pages.redirect("/profile", N_("Saved."))

    @post("/password", policy=Policy.SIGNED_IN, once=False)
    async def set_password(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            typed = forms.parse(NewPassword, data)
            await profiles.set_password(signed_in, typed.password, typed.new_password)
        except (forms.WrongForm, TooOften, TooBusy) as refusal:
            return await _page(signed_in, refusal)
        return pages.redirect(
            "/profile", N_("Your password is set. Every other device is signed out.")
        )

    @post("/devices/others/end", policy=Policy.SIGNED_IN)
    async def end_others(self, signed_in: NamedDependency[SignedIn]) -> Redirect:
        await sessions.end_all(signed_in.account_id, but=signed_in.session_id)
        return pages.redirect("/profile", N_("Every other device is signed out."))

    @post("/devices/{session_id:uuid}/end", policy=Policy.SIGNED_IN)
    async def end_one(
        self, signed_in: NamedDependency[SignedIn], session_id: FromPath[UUID]
    ) -> Redirect:
        await sessions.end(session_id, account_id=signed_in.account_id)
        return pages.redirect("/profile", N_("That device is signed out."))


async def _page(
    signed_in: SignedIn, refusal: Refusal | None = None, data: dict[str, Any] | None = None
) -> Template:
    mine = await organizations.mine(signed_in.account_id)
    return await pages.page(
        "accounts/profile.html",
        signed_in,
        current="profile",
        refusal=refusal,
        typed=without_secrets(data or {}),
        person=signed_in,
        mine=mine,
        roles=ROLE_NAMES,
        factor=await factors.of(signed_in.account_id),
        has_password=await profiles.has_password(signed_in.account_id),
        devices=await sessions.living(signed_in.account_id),
    )
