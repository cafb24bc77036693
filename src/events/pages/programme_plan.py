"""The chapters of a programme, written in place, and the units that take part."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import obligations, programme_sections, programmes, seats, work
from events.programme_frame import may_write, programme_page
from events.rules import cadences
from events.rules.activities import ROLE_NAMES, PartyRole
from events.rules.programmes import ProgrammeClosed
from events.rules.seats import grouped
from events.rules.sections import SectionChanged
from events.sections import NamedParty, Written
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

SPARE = 2  # empty rows at the end of the list of parties


class SectionForm(msgspec.Struct, frozen=True):
    """One chapter as posted; purposes stand one per line."""

    version: int
    heading: Annotated[str, msgspec.Meta(max_length=100)]
    text: str = ""
    theme: Annotated[str, msgspec.Meta(max_length=300)] = ""
    purposes: str = ""


class ProgrammePlan(Controller):
    """`/programmes/{programme_id}/plan`."""

    path = "/programmes/{programme_id:uuid}/plan"

    @get(policy=Policy.MEMBER)
    async def read(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        edit: FromQuery[str] = "",
    ) -> Template:
        """Show the chapters; `edit` names the one whose form is open."""
        return await _page(actor, programme_id, edit=edit)

    @post("/sections/{chapter_id:uuid}", policy=Policy.MEMBER)
    async def write(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        chapter_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save one chapter; where somebody else was faster, show both texts."""
        try:
            form = forms.parse(SectionForm, data)
            programme = await programmes.find(actor, programme_id)
            key = (await programme_sections.find(programme, chapter_id)).key
            new = Written(
                heading=form.heading,
                text=form.text,
                theme=form.theme if key == "theme" else None,
                purposes=_lines(form.purposes) if key == "purposes" else None,
            )
            await programme_sections.write(actor, programme_id, chapter_id, form.version, new)
        except (forms.WrongForm, SectionChanged, ProgrammeClosed) as refusal:
            return await _page(
                actor, programme_id, edit=str(chapter_id), refusal=refusal, typed=data
            )
        return pages.redirect(f"/programmes/{programme_id}/plan#section-{chapter_id}", N_("Saved."))

    @post("/sections", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Add a chapter and open its form."""
        heading = forms.text(data, "heading")[:100] or gettext("New section")
        section = await programme_sections.add(actor, programme_id, heading)
        return Redirect(
            f"/programmes/{programme_id}/plan?edit={section.id}#section-{section.id}",
            status_code=303,
        )

    @post("/sections/{chapter_id:uuid}/remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        chapter_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take a chapter out."""
        try:
            version = forms.version(data)
            await programme_sections.remove(actor, programme_id, chapter_id, version)
        except (forms.WrongForm, SectionChanged) as refusal:
            return await _page(actor, programme_id, edit=str(chapter_id), refusal=refusal)
        return pages.redirect(f"/programmes/{programme_id}/plan", N_("The section is gone."))

    @post("/parties", policy=Policy.MEMBER)
    async def name_parties(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Replace the list of who takes part; rows without a name fall away."""
        known = set(PartyRole)
        named = [
            NamedParty(PartyRole(role), name[:200])
            for n in range(forms.MOST)
            if (name := forms.text(data, f"name.{n}"))
            and (role := forms.text(data, f"role.{n}")) in known
        ]
        await programme_sections.name_parties(actor, programme_id, named)
        return pages.redirect(f"/programmes/{programme_id}/plan#parties", N_("Saved."))


async def _page(
    actor: Actor,
    programme_id: UUID,
    *,
    edit: str = "",
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    programme = await programmes.find(actor, programme_id)
    return await programme_page(
        "events/programme_plan.html",
        actor,
        programme,
        tab="plan",
        refusal=refusal,
        typed=typed,
        sections=await programme_sections.of(programme),
        parties=[(one.role, one.name) for one in await programmes.parties(programme)],
        roles=[(role.value, gettext(name)) for role, name in ROLE_NAMES.items()],
        groups=grouped(await seats.of_programme(programme)),
        work=[(one, cadences.recurs(one)) for one in await work.of(programme)],
        obligations=[
            (one, cadences.how_often(one)) for one in await obligations.of_programme(programme)
        ],
        spare=SPARE,
        edit=edit if may_write(actor, programme) else "",
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
