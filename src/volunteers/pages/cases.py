"""Reports for the safeguarding lead: the list, one of them, and what is done about it."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import organizations
from accounts.rules.permissions import Actor
from accounts.rules.switches import ConcernContact
from events.rules.activities import Changed
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import access, cases, readings
from volunteers.readings import Words
from volunteers.rules.concerns import CATEGORY_NAMES, STATE_NAMES, AlreadyClosed, NotTakenUp


class NewStep(msgspec.Struct, frozen=True):
    text: Annotated[str, Meta(max_length=2_000)]


class Outside(msgspec.Struct, frozen=True):
    outside: Annotated[str, Meta(max_length=120)] = ""


class CasePages(Controller):
    path = "/association/concerns"

    @get(policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        return await _list(actor)

    @post("/contact", policy=Policy.MEMBER)
    async def name_contact(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            await organizations.name_concern_contact(actor, forms.parse(ConcernContact, data))
        except forms.WrongForm as refusal:
            return await _list(actor, refusal, data)
        return pages.redirect("/association/concerns", N_("Saved."))

    @get("/{concern_id:uuid}", policy=Policy.MEMBER)
    async def one(self, actor: NamedDependency[Actor], concern_id: FromPath[UUID]) -> Template:
        return await _page(actor, concern_id)

    @post("/{concern_id:uuid}/open", policy=Policy.MEMBER, once=False, status_code=200)
    async def open(self, actor: NamedDependency[Actor], concern_id: FromPath[UUID]) -> Template:
        """Show the words once; `once` is off so that the log is committed before (rule 6)."""
        return await _page(actor, concern_id, words=await readings.opened(actor, concern_id))

    @post("/{concern_id:uuid}/take-up", policy=Policy.MEMBER)
    async def take_up(self, actor: NamedDependency[Actor], concern_id: FromPath[UUID]) -> Redirect:
        await cases.acknowledge(actor, concern_id)
        return pages.redirect(f"/association/concerns/{concern_id}", N_("You have taken it up."))

    @post("/{concern_id:uuid}/steps", policy=Policy.MEMBER)
    async def add_step(
        self,
        actor: NamedDependency[Actor],
        concern_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await cases.add_step(actor, concern_id, forms.parse(NewStep, data).text)
        except (forms.WrongForm, AlreadyClosed) as refusal:
            return await _page(actor, concern_id, refusal, data)
        return pages.redirect(f"/association/concerns/{concern_id}", N_("Written down."))

    @post("/{concern_id:uuid}/outside", policy=Policy.MEMBER)
    async def note_outside(
        self,
        actor: NamedDependency[Actor],
        concern_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await cases.note_outside(actor, concern_id, forms.parse(Outside, data).outside)
        except forms.WrongForm as refusal:
            return await _page(actor, concern_id, refusal, data)
        return pages.redirect(f"/association/concerns/{concern_id}", N_("Saved."))

    @post("/{concern_id:uuid}/close", policy=Policy.MEMBER)
    async def close(
        self,
        actor: NamedDependency[Actor],
        concern_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await cases.close(actor, concern_id, forms.version(data))
        except (forms.WrongForm, NotTakenUp, Changed) as refusal:
            return await _page(actor, concern_id, refusal)
        return pages.redirect("/association/concerns", N_("Closed. It is kept for three years."))

    @post("/{concern_id:uuid}/volunteers/{named_id:uuid}/back", policy=Policy.MEMBER)
    async def let_back(
        self,
        actor: NamedDependency[Actor],
        concern_id: FromPath[UUID],
        named_id: FromPath[UUID],
    ) -> Redirect:
        await cases.let_back(actor, concern_id, named_id)
        return pages.redirect(
            f"/association/concerns/{concern_id}", N_("They may help with children again.")
        )


async def _list(
    actor: Actor, refusal: Refusal | None = None, data: dict[str, Any] | None = None
) -> Template:
    return await pages.page(
        "volunteers/cases.html",
        actor,
        current="association",
        refusal=refusal,
        typed=data,
        cases=await cases.listed(actor),
        titles=await access.titles(actor),
        contact=await organizations.concern_contact(actor.organization_id),
        category_names=CATEGORY_NAMES,
        state_names=STATE_NAMES,
        now=clock.now(),
    )


async def _page(
    actor: Actor,
    concern_id: UUID,
    refusal: Refusal | None = None,
    data: dict[str, Any] | None = None,
    *,
    words: Words | None = None,
) -> Template:
    concern = await cases.find(actor, concern_id)
    return await pages.page(
        "volunteers/case.html",
        actor,
        current="association",
        refusal=refusal,
        typed=data,
        case=concern,
        words=words,
        steps=await cases.steps(concern),
        titles=await access.titles(actor),
        category_names=CATEGORY_NAMES,
        state_names=STATE_NAMES,
        now=clock.now(),
    )
