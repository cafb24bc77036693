"""Leave to see real data: asked for from an activity, decided and looked after by the association."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import grants, organizations
from accounts.organizations import ReasonNeeded
from accounts.rules.grants import (
    FIELD_NAMES,
    GRANT_STATES,
    MOST_DAYS,
    AskedAlready,
    Decided,
    Field,
    Grant,
    GrantState,
    OwnRequest,
    Wanted,
)
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import access


class Answer(msgspec.Struct, frozen=True):
    version: int
    decision: str = ""
    answer: Annotated[str, Meta(max_length=200)] = ""


class SecondStepForm(msgspec.Struct, frozen=True):
    on: bool = False
    reason: Annotated[str, Meta(max_length=200)] = ""


class AccessPages(Controller):
    path = "/association/access"

    @get(policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        return await _page(actor)

    @post("/{grant_id:uuid}", policy=Policy.MEMBER)
    async def decide(
        self,
        actor: NamedDependency[Actor],
        grant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            told = forms.parse(Answer, data)
            allow = told.decision == "allow"
            await grants.decide(actor, grant_id, told.version, allow=allow, answer=told.answer)
        except (forms.WrongForm, Decided, OwnRequest) as refusal:
            return await _page(actor, refusal)
        return pages.redirect("/association/access", N_("Allowed.") if allow else N_("Refused."))

    @post("/{grant_id:uuid}/end", policy=Policy.MEMBER)
    async def end(self, actor: NamedDependency[Actor], grant_id: FromPath[UUID]) -> Redirect:
        await grants.end(actor, grant_id)
        return pages.redirect("/association/access", N_("That is over from now on."))

    @post("/second-step", policy=Policy.MEMBER)
    async def switch(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            told = forms.parse(SecondStepForm, data)
            await organizations.switch_second_step(actor, on=told.on, reason=told.reason)
        except (forms.WrongForm, ReasonNeeded) as refusal:
            return await _page(actor, _beside(refusal), data)
        return pages.redirect("/association/access", N_("Saved."))


class AskingPages(Controller):
    path = "/a/{activity_id:uuid}/participants/access"

    @get(name="access", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _asking(actor, activity_id)

    @post(name="access.ask", policy=Policy.MEMBER)
    async def ask(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await access.ask(actor, activity_id, forms.parse(Wanted, data))
        except (forms.WrongForm, AskedAlready) as refusal:
            return await _asking(actor, activity_id, refusal, data)
        return pages.redirect(
            f"/a/{activity_id}/participants/access",
            N_("Asked. The safeguarding lead has been written to."),
        )


def _beside(refusal: Refusal) -> Refusal:
    if isinstance(refusal, ReasonNeeded):
        return forms.WrongForm({"reason": str(refusal)})
    return refusal


async def _page(
    actor: Actor, refusal: Refusal | None = None, data: dict[str, Any] | None = None
) -> Template:
    requests, now = await grants.of(actor), clock.now()
    named = await access.titles(actor)
    by_state: dict[GrantState, list[Grant]] = {state: [] for state in GrantState}
    for one in requests:
        by_state[one.state(now)].append(one)
    return await pages.page(
        "volunteers/access.html",
        actor,
        current="association",
        refusal=refusal,
        typed=data,
        waiting=by_state[GrantState.ASKED],
        live=by_state[GrantState.LIVE],
        past=[*by_state[GrantState.REFUSED], *by_state[GrantState.OVER]],
        states={one.id: one.state(now) for one in requests},
        titles=named,
        field_names=FIELD_NAMES,
        state_names=GRANT_STATES,
        may_decide=actor.may(Permission.GRANT_ACCESS),
        second_step=await organizations.second_step(actor.organization_id)
        if actor.may(Permission.SET_SAFEGUARDS)
        else None,
        log=await access.log(actor, named) if actor.may(Permission.SEE_ACCESS_LOG) else None,
    )


async def _asking(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    data: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.ASK_ACCESS)
    activity = await activities.find(actor, activity_id)
    now = clock.now()
    mine = await grants.own(actor, activity.id)
    return await pages.page(
        "volunteers/access_ask.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=data,
        chosen=forms.texts(data, "fields") if data else [],
        mine=mine,
        states={one.id: one.state(now) for one in mine},
        state_names=GRANT_STATES,
        field_names=FIELD_NAMES,
        options=[(field.value, gettext(FIELD_NAMES[field])) for field in Field],
        most_days=MOST_DAYS,
    )
