"""Named mode: the page that opens and closes it, and the sealed fields of one child."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Changed, PartyRole
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import named_fields, named_mode
from volunteers.pages.entry import one_page
from volunteers.rules.named_mode import (
    FIELDS,
    GAP_NAMES,
    QUESTIONS,
    NamedModeClosed,
    NewNamed,
    NotAssessed,
    Plan,
    SamePersonTwice,
    WrongEnd,
    gaps,
)


class NamedPages(Controller):
    path = "/a/{activity_id:uuid}/participants"

    @get("/named", name="named", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post("/named", name="named.assess", policy=Policy.MEMBER)
    async def assess(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            version, plan = forms.version(data), forms.parse(Plan, data)
            await named_mode.assess(actor, activity_id, version, plan)
        except (forms.WrongForm, WrongEnd, Changed) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        return _back(activity_id, N_("Written down. Now two have to agree."))

    @post("/named/lead", name="named.lead", policy=Policy.MEMBER)
    async def lead(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await named_mode.lead_agrees(actor, activity_id)
        except (NotAssessed, SamePersonTwice) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return _back(activity_id, N_("You have agreed."))

    @post("/named/partner", name="named.partner", policy=Policy.MEMBER)
    async def partner(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await named_mode.note_partner(actor, activity_id, forms.text(data, "partner"))
        except (NotAssessed, SamePersonTwice) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return _back(activity_id, N_("The partner's signature is noted."))

    @get("/named/close", name="named.closing", policy=Policy.MEMBER)
    async def ask_before_closing(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        activity = await activities.find(actor, activity_id)
        return await pages.page(
            "volunteers/participants_named_close.html", actor, activity, current="participants"
        )

    @post("/named/close", name="named.close", policy=Policy.MEMBER)
    async def close(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Redirect:
        await named_mode.close(actor, activity_id)
        return _back(activity_id, N_("Closed. Everything real is deleted."))

    @post("/{participant_id:uuid}/named", name="named.write", policy=Policy.MEMBER)
    async def write(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        erase = [name for name in forms.texts(data, "erase") if name in FIELDS]
        try:
            new, version = forms.parse(NewNamed, data), forms.version(data)
            await named_fields.write(
                actor, activity_id, participant_id, new, version=version, erase=erase
            )
        except (forms.WrongForm, NamedModeClosed, Changed) as refusal:
            return await one_page(actor, activity_id, participant_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/participants/{participant_id}#named", N_("Saved, and sealed.")
        )


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    mode = await named_mode.of(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    answers = mode.answers if mode else None
    stored = {name: getattr(answers, name) for name in QUESTIONS} if answers else {}
    until = mode.retain_until if mode and mode.retain_until else named_mode.latest_end(activity)
    parties = await activities.parties(activity)
    return await pages.page(
        "volunteers/participants_named.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed if typed is not None else {**stored, "retain_until": until.isoformat()},
        mode=mode,
        answers=answers,
        missing={one.code for one in gaps(mode, today(activity))},
        gap_names=GAP_NAMES,
        questions=QUESTIONS,
        latest=named_mode.latest_end(activity),
        today=today(activity),
        partner=next((one.name for one in parties if one.role is PartyRole.PARTNER), ""),
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
        may_agree=actor.may(Permission.OPEN_NAMED_MODE),
    )


def _back(activity_id: UUID, said: str) -> Redirect:
    return pages.redirect(f"/a/{activity_id}/participants/named", said)
