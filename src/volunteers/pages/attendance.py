"""The attendance list of one training: who said they come, who was there from when to when."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import attendance, doors, training
from volunteers.rules.attendance import (
    LeftBeforeComing,
    NotBegun,
    Times,
    door_is_open,
    invited,
    may_be_marked,
)
from volunteers.rules.training import ANSWER_NAMES, PRESENCE_NAMES, Presence


class AttendancePages(Controller):
    path = "/a/{activity_id:uuid}/training/{session_id:uuid}"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="training.session")
    async def session(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template:
        return await _page(actor, activity_id, session_id)

    @post("/mark", name="training.mark")
    async def mark(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        seen = forms.parse(_Seen, data)
        try:
            await attendance.mark(actor, activity_id, session_id, seen.application, seen.presence)
        except NotBegun as refusal:
            return await _page(actor, activity_id, session_id, refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/training/{session_id}#p-{seen.application}")

    @post("/times", name="training.times")
    async def times(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        who = forms.parse(_Seen, data).application
        try:
            times = forms.parse(Times, data)
            await attendance.write_times(actor, activity_id, session_id, who, times)
        except (forms.WrongForm, NotBegun, LeftBeforeComing) as refusal:
            return await _page(
                actor, activity_id, session_id, refusal=refusal, typed=data, open_at=who
            )
        return pages.redirect(f"/a/{activity_id}/training/{session_id}#p-{who}", N_("Noted."))

    @post("/everybody", name="training.everybody")
    async def everybody(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            stamp = await attendance.mark_everybody(actor, activity_id, session_id)
        except NotBegun as refusal:
            return await _page(actor, activity_id, session_id, refusal=refusal)
        here = f"/a/{activity_id}/training/{session_id}"
        return pages.redirect(
            here,
            N_("Everybody who said yes is noted as there."),
            undo=f"{here}/everybody/{stamp}/undo",
        )

    @post("/everybody/{stamp:int}/undo", name="training.nobody")
    async def nobody(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        stamp: FromPath[int],
    ) -> Redirect:
        await attendance.unmark_everybody(actor, activity_id, session_id, stamp)
        return pages.redirect(f"/a/{activity_id}/training/{session_id}", N_("Taken back."))

    @post("/door/{application_id:uuid}/{stamp:int}/undo", name="training.take_back")
    async def take_back(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        application_id: FromPath[UUID],
        stamp: FromPath[int],
    ) -> Redirect:
        await doors.take_back(actor, activity_id, session_id, application_id, stamp)
        return pages.redirect(f"/a/{activity_id}/training/{session_id}/scan", N_("Taken back."))


class _Seen(msgspec.Struct, frozen=True):
    application: UUID
    presence: Presence = Presence.UNKNOWN


async def _page(
    actor: Actor,
    activity_id: UUID,
    session_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    open_at: UUID | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    overview = await training.overview(actor, activity_id)
    held, now = overview.held(session_id), clock.now()
    session = held.session
    first = next((o.session for o in overview.sessions if o.session.id == session.makes_up), None)
    again = msgspec.structs.replace(session, id=UUID(int=0), makes_up=session.id)
    everybody = [one.id for one in held.people]
    missed = invited(again, [session], held.attendances.values(), everybody, now)
    return await pages.page(
        "volunteers/training_session.html",
        actor,
        activity,
        current="training",
        refusal=refusal,
        typed=typed,
        open_at=open_at,
        held=held,
        trainees=held.people,
        first=first,
        missed=len(missed),
        answers=ANSWER_NAMES,
        presences=[(one.value, i18n.gettext(PRESENCE_NAMES[one])) for one in PRESENCE_NAMES],
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
        may_mark=may_be_marked(session, now),
        is_open=door_is_open(session, now),
        over=session.ends_at <= now,
    )
