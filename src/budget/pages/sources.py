"""Who pays: one funding source at a time, listed beside the budget."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from budget import sources
from budget.rules.money import yuan
from budget.rules.sources import SOURCE_NAMES, NoSuchSource, OutOfOrder, Source, SourceChanged
from events import activities
from kit import forms, pages
from kit.errors import Refusal
from kit.forms import WrongForm
from kit.i18n import N_, gettext
from kit.policy import Policy

Posted = URLEncodedBody[dict[str, Any]]


class SourcePages(Controller):
    path = "/a/{activity_id:uuid}/budget/sources"

    @get("/new", name="budget.source_new", policy=Policy.MEMBER)
    async def new_source(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template:
        return await _source_page(actor, activity_id, None)

    @get("/{source_id:uuid}", name="budget.source", policy=Policy.MEMBER)
    async def source(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        source_id: FromPath[UUID],
    ) -> Template:
        return await _source_page(actor, activity_id, source_id)

    @post(
        ["/new", "/{source_id:uuid}"],
        name="budget.source_save",
        policy=Policy.MEMBER,
    )
    async def save_source(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: Posted,
    ) -> Template | Redirect:
        source_id = request.path_params.get("source_id")
        try:
            new = forms.parse(sources.Wanted, data)
            version = forms.version(data) if source_id else 0
            await sources.save(actor, activity_id, new, source_id=source_id, version=version)
        except (WrongForm, OutOfOrder, SourceChanged) as refusal:
            return await _source_page(actor, activity_id, source_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/budget#sources", N_("Saved."))

    @post("/{source_id:uuid}/remove", name="budget.source_remove", policy=Policy.MEMBER)
    async def remove_source(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        source_id: FromPath[UUID],
    ) -> Redirect:
        await sources.remove(actor, activity_id, source_id)
        return pages.redirect(f"/a/{activity_id}/budget#sources", N_("The source is gone."))


async def _source_page(
    actor: Actor,
    activity_id: UUID,
    source_id: UUID | None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_BUDGET)
    there = {source.id: source for source in await sources.of_activity(actor, activity_id)}
    if source_id is not None and source_id not in there:
        raise NoSuchSource
    source = there.get(source_id) if source_id else None
    return await pages.page(
        "budget/source.html",
        actor,
        await activities.find(actor, activity_id),
        current="budget",
        refusal=refusal,
        typed=typed if typed is not None else _source_typed(source),
        source=source,
        kinds=[(kind.value, gettext(name)) for kind, name in SOURCE_NAMES.items()],
    )


def _source_typed(source: Source | None) -> dict[str, str]:
    if source is None:
        return {}
    return {
        "name": source.name,
        "kind": source.kind.value,
        "promised": yuan(source.promised),
        "approved": yuan(source.approved),
        "received": yuan(source.received),
        "until": source.until.isoformat() if source.until else "",
        "note": source.note,
    }
