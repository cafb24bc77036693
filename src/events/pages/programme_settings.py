"""What a programme is called and when it runs; closing it, opening it again, deleting it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import programmes
from events.programme_frame import must_write, programme_page
from events.rules.obligations import RecordedAlready
from events.rules.programmes import (
    EndsBeforeStart,
    NotEmpty,
    ProgrammeChanged,
    ProgrammeClosed,
    RunsTooLong,
)
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy


class SettingsForm(msgspec.Struct, frozen=True):
    """What a programme is called, and when it runs; purposes stand one per line."""

    version: int
    title: Annotated[str, msgspec.Meta(max_length=200)]
    period: Annotated[str, msgspec.Meta(max_length=100)] = ""
    starts_on: date | None = None
    ends_on: date | None = None
    theme: Annotated[str, msgspec.Meta(max_length=300)] = ""
    purposes: str = ""
    involves_minors: bool = False


class ProgrammeSettings(Controller):
    """`/programmes/{programme_id}/settings`, and the buttons below it."""

    path = "/programmes/{programme_id:uuid}"

    @get("/settings", policy=Policy.MEMBER)
    async def settings(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]
    ) -> Template:
        """Show what can be set."""
        return await _settings(actor, programme_id)

    @post("/settings", policy=Policy.MEMBER)
    async def save(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save it; the periods of the obligations follow its days, as far as nothing is recorded in them."""
        try:
            form = forms.parse(SettingsForm, data)
            columns = {
                name: getattr(form, name) for name in form.__struct_fields__ if name != "version"
            } | {"purposes": [one.strip() for one in form.purposes.splitlines() if one.strip()]}
            await programmes.change(actor, programme_id, form.version, columns)
        except (EndsBeforeStart, RunsTooLong) as refusal:
            wrong = forms.WrongForm({"ends_on": str(refusal)})
            return await _settings(actor, programme_id, refusal=wrong, typed=data)
        except (forms.WrongForm, ProgrammeChanged, ProgrammeClosed, RecordedAlready) as refusal:
            return await _settings(actor, programme_id, refusal=refusal, typed=data)
        return pages.redirect(f"/programmes/{programme_id}/settings", N_("Saved."))

    @post("/close", policy=Policy.MEMBER)
    async def close(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Redirect:
        """End the work."""
        await programmes.close(actor, programme_id)
        return pages.redirect(f"/programmes/{programme_id}", N_("The programme is closed."))

    @post("/reopen", policy=Policy.MEMBER)
    async def reopen(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Redirect:
        """Let it be changed again."""
        await programmes.reopen(actor, programme_id)
        return pages.redirect(f"/programmes/{programme_id}", N_("The programme is open again."))

    @get("/remove", policy=Policy.MEMBER)
    async def ask(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Ask before a programme is deleted."""
        return await _removal(actor, programme_id)

    @post("/remove", policy=Policy.MEMBER)
    async def remove(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]
    ) -> Template | Redirect:
        """Delete a programme that nothing was recorded in."""
        try:
            await programmes.remove(actor, programme_id)
        except NotEmpty as refusal:
            return await _removal(actor, programme_id, refusal=refusal)
        return pages.redirect("/programmes", N_("The programme is gone."))


async def _settings(
    actor: Actor,
    programme_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    programme = await programmes.find(actor, programme_id)
    stored = {
        "title": programme.title,
        "period": programme.period,
        "starts_on": programme.starts_on or "",
        "ends_on": programme.ends_on or "",
        "theme": programme.theme,
        "purposes": "\n".join(programme.purposes),
        "involves_minors": "yes" if programme.involves_minors else "",
    }
    return await programme_page(
        "events/programme_settings.html",
        actor,
        programme,
        tab="settings",
        refusal=refusal,
        typed=stored if typed is None else typed,
    )


async def _removal(actor: Actor, programme_id: UUID, *, refusal: Refusal | None = None) -> Template:
    programme = await programmes.find(actor, programme_id)
    must_write(actor, programme)
    return await programme_page(
        "events/programme_remove.html", actor, programme, tab="settings", refusal=refusal
    )
