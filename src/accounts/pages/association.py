"""The association: founding, switching, its members and their roles, invitations."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import invitations, memberships, organizations, sessions
from accounts.pages.entering import let_out, session_cookie
from accounts.rules.invitations import AlreadyMember
from accounts.rules.memberships import LastOwner
from accounts.rules.permissions import ROLE_NAMES, Actor, Permission, Role
from accounts.rules.switches import Switches
from accounts.sessions import SignedIn
from accounts.throttles import TooOften
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

# What each role is for, in one line: shown where somebody chooses one.
ROLE_LINES: dict[Role, str] = {
    Role.OWNER: N_("Everything, and who may do what"),
    Role.PLANNER: N_("Plan, volunteers, children, pairs, run sheet"),
    Role.TREASURER: N_("Budget and receipts"),
    Role.APPROVER: N_("Reads the plan and decides on it"),
    Role.SAFEGUARDING: N_("Looks after the children's data and safety"),
    Role.VIEWER: N_("Reads the plan and the totals"),
}


class NewAssociation(msgspec.Struct, frozen=True):
    name: Annotated[str, Meta(max_length=100)]
    university_unit: Annotated[str, Meta(max_length=100)] = ""


class Choice(msgspec.Struct, frozen=True):
    organization: UUID


class NewInvitation(msgspec.Struct, frozen=True):
    email: Annotated[str, Meta(max_length=254)]
    role: Role


class NewRole(msgspec.Struct, frozen=True):
    role: Role


class AssociationPages(Controller):
    path = "/association"

    @get(policy=Policy.SIGNED_IN)
    async def show(self, signed_in: NamedDependency[SignedIn]) -> Template:
        if signed_in.actor is None:
            return await _start(signed_in)
        return await _page(signed_in, signed_in.actor)

    @get("/new", policy=Policy.SIGNED_IN)
    async def show_new(self, signed_in: NamedDependency[SignedIn]) -> Template:
        return await _start(signed_in)

    @post("/new", policy=Policy.SIGNED_IN)
    async def found(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            new = forms.parse(NewAssociation, data)
        except forms.WrongForm as refusal:
            return await _start(signed_in, refusal, data)
        token = await organizations.found(signed_in, new.name, new.university_unit)
        answer = pages.redirect(
            "/association", N_("Your association is founded. Invite those who plan with you.")
        )
        answer.set_cookie(session_cookie(token))
        return answer

    @post("/switch", policy=Policy.SIGNED_IN)
    async def switch(
        self, signed_in: NamedDependency[SignedIn], data: URLEncodedBody[dict[str, Any]]
    ) -> Redirect:
        token = await organizations.switch(signed_in, forms.parse(Choice, data).organization)
        answer = pages.redirect("/association")
        answer.set_cookie(session_cookie(token))
        return answer

    @post("/policy", policy=Policy.MEMBER)
    async def decide(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Redirect:
        """Set the association's switches; a box that is not ticked is off."""
        await organizations.decide(actor, forms.parse(Switches, data))
        return pages.redirect("/association#policy", N_("Saved."))

    @post("/invitations", policy=Policy.MEMBER)
    async def invite(
        self,
        signed_in: NamedDependency[SignedIn],
        actor: NamedDependency[Actor],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            new = forms.parse(NewInvitation, data)
            await invitations.invite(actor, new.email, new.role)
        except (forms.WrongForm, AlreadyMember, TooOften) as refusal:
            return await _page(signed_in, actor, refusal, data)
        return pages.redirect("/association", N_("The invitation is on its way."))

    @post("/invitations/{invitation_id:uuid}/withdraw", policy=Policy.MEMBER)
    async def withdraw(
        self, actor: NamedDependency[Actor], invitation_id: FromPath[UUID]
    ) -> Redirect:
        await invitations.withdraw(actor, invitation_id)
        return pages.redirect("/association", N_("The invitation is withdrawn."))

    @post("/members/{membership_id:uuid}", policy=Policy.MEMBER)
    async def change_role(
        self,
        signed_in: NamedDependency[SignedIn],
        actor: NamedDependency[Actor],
        membership_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            member = await memberships.change_role(
                actor, membership_id, forms.parse(NewRole, data).role
            )
        except (forms.WrongForm, LastOwner) as refusal:
            return await _page(signed_in, actor, refusal)
        answer = pages.redirect("/association", N_("The role is changed."))
        if member.account_id == actor.account_id:  # their sessions ended with the old role
            token = await sessions.begin(actor.account_id, actor.organization_id)
            answer.set_cookie(session_cookie(token))
        return answer

    @get("/members/{membership_id:uuid}/remove", policy=Policy.MEMBER)
    async def ask_remove(
        self, actor: NamedDependency[Actor], membership_id: FromPath[UUID]
    ) -> Template:
        actor.must(Permission.MANAGE_MEMBERS)
        member = await memberships.find(actor, membership_id)
        return await pages.page(
            "accounts/remove_member.html", actor, current="association", member=member
        )

    @post("/members/{membership_id:uuid}/remove", policy=Policy.MEMBER)
    async def remove(
        self,
        signed_in: NamedDependency[SignedIn],
        actor: NamedDependency[Actor],
        membership_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            member = await memberships.remove(actor, membership_id)
        except LastOwner as refusal:
            return await _page(signed_in, actor, refusal)
        if member.account_id == actor.account_id:
            return let_out(pages.redirect("/signin", N_("You have left the association.")))
        return pages.redirect("/association", N_("They no longer belong to the association."))


async def _start(
    signed_in: SignedIn, refusal: Refusal | None = None, data: dict[str, Any] | None = None
) -> Template:
    return await pages.page(
        "accounts/found.html",
        signed_in,
        current="association",
        refusal=refusal,
        typed=data,
        person=signed_in,
        mine=await organizations.mine(signed_in.account_id),
        roles=ROLE_NAMES,
    )


async def _page(
    signed_in: SignedIn,
    actor: Actor,
    refusal: Refusal | None = None,
    data: dict[str, Any] | None = None,
) -> Template:
    manages = actor.may(Permission.MANAGE_MEMBERS)
    return await pages.page(
        "accounts/association.html",
        actor,
        current="association",
        refusal=refusal,
        typed=data,
        manages=manages,
        mine=await organizations.mine(signed_in.account_id),
        members=await memberships.of(actor),
        invited=await invitations.pending(actor) if manages else [],
        switches=await organizations.policy(actor.organization_id) if manages else None,
        roles=ROLE_NAMES,
        role_choices=[(r, gettext(ROLE_NAMES[r]), gettext(ROLE_LINES[r])) for r in Role],
    )
