"""The modules of the association: what its trainings teach, and how long that lasts."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import modules
from volunteers.rules.modules import (
    LastSafeguarding,
    Module,
    ModuleChanged,
    ModuleNamedTwice,
    NoSuchModule,
    WantedModule,
)

HERE = "/association/modules"


class ModulePages(Controller):
    path = HERE
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="modules")
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        return await _list(actor)

    @get("/new", name="modules.new")
    async def new(self, actor: NamedDependency[Actor]) -> Template:
        actor.must(Permission.CHANGE_VOLUNTEERS)
        return await _form(actor)

    @post("/new", name="modules.add")
    async def add(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            await modules.add(actor, forms.parse(WantedModule, data))
        except (forms.WrongForm, ModuleNamedTwice) as refusal:
            return await _form(actor, refusal=refusal, typed=data)
        return pages.redirect(HERE, N_("The module is there. Name it in trainings and posts."))

    @get("/{module_id:uuid}", name="modules.edit")
    async def edit(self, actor: NamedDependency[Actor], module_id: FromPath[UUID]) -> Template:
        actor.must(Permission.CHANGE_VOLUNTEERS)
        return await _form(actor, module_id)

    @post("/{module_id:uuid}", name="modules.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        module_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            wanted = forms.parse(WantedModule, data)
            await modules.change(actor, module_id, forms.version(data), wanted)
        except (forms.WrongForm, ModuleNamedTwice, ModuleChanged, LastSafeguarding) as refusal:
            return await _form(actor, module_id, refusal=refusal, typed=data)
        return pages.redirect(HERE, N_("Saved."))

    @post("/{module_id:uuid}/retire", name="modules.retire")
    async def retire(
        self, actor: NamedDependency[Actor], module_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await modules.retire(actor, module_id)
        except LastSafeguarding as refusal:
            return await _list(actor, refusal)
        return pages.redirect(HERE, N_("It is offered no more. Whoever attended it keeps it."))

    @post("/{module_id:uuid}/back", name="modules.back")
    async def back(self, actor: NamedDependency[Actor], module_id: FromPath[UUID]) -> Redirect:
        await modules.retire(actor, module_id, undo=True)
        return pages.redirect(HERE, N_("It is offered again."))


async def _list(actor: Actor, refusal: Refusal | None = None) -> Template:
    found = await modules.of_association(actor)
    return await pages.page(
        "volunteers/modules.html",
        actor,
        refusal=refusal,
        living=[one for one in found if one.retired_at is None],
        retired=[one for one in found if one.retired_at is not None],
        asked=await modules.asked_by(actor.organization_id),
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
    )


async def _form(
    actor: Actor,
    module_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    module = next((m for m in await modules.of_association(actor) if m.id == module_id), None)
    if module_id is not None and module is None:
        raise NoSuchModule
    return await pages.page(
        "volunteers/modules_form.html",
        actor,
        refusal=refusal,
        typed=typed if typed is not None else _as_typed(module),
        module=module,
    )


def _as_typed(module: Module | None) -> dict[str, Any]:
    if module is None:
        return {}
    return {
        "name": module.name,
        "safeguarding": "yes" if module.safeguarding else "",
        "valid_months": module.valid_months or "",
        "content": module.content,
        "materials": module.materials,
        "version": module.version,
    }
