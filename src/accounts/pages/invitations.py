"""The page behind a mailed invitation: who asks, what for, and yes."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import invitations, signing_in
from accounts.pages.entering import let_in, visitor
from accounts.rules.invitations import ForSomebodyElse, NoSuchInvitation, SignInToJoin
from accounts.rules.permissions import ROLE_NAMES
from accounts.sessions import SignedIn
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy


class Newcomer(msgspec.Struct, frozen=True):
    name: Annotated[str, Meta(max_length=50)]


class InvitationPages(Controller):
    path = "/invitations/{token:str}"

    @get(policy=Policy.PUBLIC)
    async def show(
        self, signed_in: NamedDependency[SignedIn | None], token: FromPath[str]
    ) -> Template:
        return await _page(signed_in, token)

    @post(policy=Policy.PUBLIC, once=False)
    async def accept(
        self,
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn | None],
        token: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            name = "" if signed_in else forms.parse(Newcomer, data).name
            account_id, organization_id = await invitations.accept(token, signed_in, name)
        except (forms.WrongForm, ForSomebodyElse, SignInToJoin, NoSuchInvitation) as refusal:
            return await _page(signed_in, token, refusal, data)
        entry = await signing_in.enter(
            account_id, visitor(request), signed_in, organization_id=organization_id
        )
        return let_in(pages.redirect("/", N_("Welcome. From now on you plan with us.")), entry)


async def _page(
    signed_in: SignedIn | None,
    token: str,
    refusal: Refusal | None = None,
    data: dict[str, Any] | None = None,
) -> Template:
    try:
        invitation = await invitations.find(token)
    except NoSuchInvitation as over:
        return await pages.page("accounts/link_over.html", None, refusal=over)
    return await pages.page(
        "accounts/invitation.html",
        None,
        refusal=refusal,
        typed=data,
        invitation=invitation,
        role=ROLE_NAMES[invitation.role],
        token=token,
        person=signed_in,
        needs_sign_in=signed_in is None and await invitations.needs_sign_in(invitation),
    )
