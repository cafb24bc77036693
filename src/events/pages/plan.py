"""The proposal as a document: read, and written section by section."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, approvals, catalogue, findings, proposals, sections, tasks
from events.rules import plan_files
from events.rules.activities import ROLE_NAMES, PartyRole, Status
from events.rules.approval import DECIDABLE
from events.rules.sections import SectionChanged
from events.rules.standing_words import pill, told
from events.rules.tasks import TaskStatus
from events.rules.when import days, written
from events.sections import NamedParty, Written
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

NEXT = 6  # tasks beside the plan
SPARE = 2  # empty rows at the end of the list of parties


class SectionForm(msgspec.Struct, frozen=True):
    """One chapter as posted; purposes stand one per line."""

    version: int
    heading: Annotated[str, msgspec.Meta(max_length=100)]
    text: str = ""
    theme: str = ""
    purposes: str = ""


class PlanPages(Controller):
    """`/a/{activity_id}/plan`."""

    path = "/a/{activity_id:uuid}/plan"

    @get(policy=Policy.MEMBER)
    async def read(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        edit: FromQuery[str] = "",
    ) -> Template:
        """Show the document; `edit` names the section whose form is open."""
        return await _page(actor, activity_id, edit=edit)

    @post("/sections/{section_id:uuid}", policy=Policy.MEMBER)
    async def write(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        section_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save one section; where somebody else was faster, show both texts."""
        try:
            form = forms.parse(SectionForm, data)
            key = (await sections.find(actor, activity_id, section_id)).key
            new = Written(
                heading=form.heading,
                text=form.text,
                theme=form.theme if key == "theme" else None,
                purposes=_lines(form.purposes) if key == "purposes" else None,
            )
            await sections.write(actor, activity_id, section_id, form.version, new)
        except (forms.WrongForm, SectionChanged) as refusal:
            return await _page(
                actor, activity_id, edit=str(section_id), refusal=refusal, typed=data
            )
        return pages.redirect(f"/a/{activity_id}/plan#section-{section_id}", N_("Saved."))

    @post("/sections", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Add a section and open its form."""
        heading = forms.text(data, "heading")[:100] or gettext("New section")
        section = await sections.add(actor, activity_id, heading)
        return Redirect(
            f"/a/{activity_id}/plan?edit={section.id}#section-{section.id}", status_code=303
        )

    @post("/sections/{section_id:uuid}/remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        section_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take a section out."""
        try:
            version = forms.version(data)
            await sections.remove(actor, activity_id, section_id, version)
        except SectionChanged as refusal:
            return await _page(actor, activity_id, edit=str(section_id), refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/plan", N_("The section is gone."))

    @post("/parties", policy=Policy.MEMBER)
    async def name_parties(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Replace the list of who takes part; rows without a name fall away."""
        named = [
            NamedParty(role, name[:200])
            for n in range(forms.MOST)
            if (name := forms.text(data, f"name.{n}"))
            and (role := _role(forms.text(data, f"role.{n}")))
        ]
        await sections.name_parties(actor, activity_id, named)
        return pages.redirect(f"/a/{activity_id}/plan#parties", N_("Saved."))

    @get("/plan.json", policy=Policy.MEMBER)
    async def export(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        """Give the plan as a banxing-plan/1 file."""
        document = await proposals.document(actor, activity_id)
        return Response(
            plan_files.write(document),
            media_type="application/json",
            headers={"content-disposition": 'attachment; filename="plan.json"'},
        )


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    edit: str = "",
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    document = await proposals.document(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    whole = document if actor.may(Permission.SEE_BUDGET) else None
    standing = await approvals.standing(actor, activity, whole)
    may_write = actor.may(Permission.CHANGE_PLAN) and activity.status not in {
        Status.CLOSED,
        Status.CANCELLED,
    }
    parties = [(p.role, p.name) for p in await activities.parties(activity)]
    return await pages.page(
        "events/plan.html",
        actor,
        activity,
        current="plan",
        refusal=refusal,
        typed=typed,
        document=document,
        sections=await sections.of(activity),
        parties=parties,
        roles=[(role.value, gettext(name)) for role, name in ROLE_NAMES.items()],
        spare=SPARE,
        edit=edit if may_write else "",
        may_write=may_write,
        may_submit=may_write and activity.status in {Status.DRAFT, Status.RETURNED},
        first=standing.submission is None,
        told=told(standing, activity.status),
        settles=may_write and standing.settles,
        hands_in_change=may_write
        and activity.status in DECIDABLE
        and bool(standing.edited)
        and not standing.valid,
        pill=pill(standing, activity.status),
        tasks=[t for t in await tasks.of_activity(activity_id) if t.status is TaskStatus.OPEN][
            :NEXT
        ],
        today=findings.today(activity),
        when=written(activity),
        days=dict(days(activity, max((step.day for step in document.schedule), default=1))),
        lists=[
            (listed.name, gettext(listed.title), len(getattr(document, listed.name)))
            for listed in catalogue.everything()
        ],
        total=sum(
            (Decimal(line.amount) for line in document.budget.lines if line.amount), Decimal()
        ),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _role(value: str) -> PartyRole | None:
    return PartyRole(value) if value in set(PartyRole) else None
