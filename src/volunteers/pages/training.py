"""Training: its sessions, the attendance list of one, and who may be with children by now."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from kit import clock, forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import attendance, training, undated
from volunteers.pages.standing import standing
from volunteers.rules.attendance import NotBegun, may_be_marked
from volunteers.rules.training import (
    ANSWER_NAMES,
    PRESENCE_NAMES,
    Answer,
    EndsBeforeItStarts,
    NoSuchSession,
    Presence,
    SessionChanged,
    SessionFull,
    SessionOff,
    SessionOver,
    TrainingSession,
    Wanted,
)


class TrainingPages(Controller):
    path = "/a/{activity_id:uuid}/training"

    @get(name="training", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        activity = await activities.find(actor, activity_id)
        overview = await training.overview(actor, activity_id)
        return await pages.page(
            "volunteers/training.html",
            actor,
            activity,
            current="training",
            overview=overview,
            waiting=() if activity.first_day else await undated.of(activity_id),
            now=clock.now(),
            people=await standing(actor, activity, overview),
            today=today(activity),
            may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
            may_record=actor.may(Permission.RECORD_CLEARANCES),
        )

    @get("/new", name="training.new", policy=Policy.MEMBER)
    async def new(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        actor.must(Permission.CHANGE_VOLUNTEERS)
        return await _form(actor, activity_id)

    @post("/new", name="training.add", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await training.add(actor, activity_id, forms.parse(Wanted, data))
        except (forms.WrongForm, EndsBeforeItStarts) as refusal:
            return await _form(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}/training",
            N_("The training is planned. Volunteers can answer on their own page."),
        )

    @get("/{session_id:uuid}", name="training.session", policy=Policy.MEMBER)
    async def session(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template:
        return await _session(actor, activity_id, session_id)

    @get("/{session_id:uuid}/edit", name="training.edit", policy=Policy.MEMBER)
    async def edit(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template:
        actor.must(Permission.CHANGE_VOLUNTEERS)
        return await _form(actor, activity_id, session_id)

    @post("/{session_id:uuid}/edit", name="training.change", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            version = forms.version(data)
            await training.change(
                actor, activity_id, session_id, version, forms.parse(Wanted, data)
            )
        except (forms.WrongForm, EndsBeforeItStarts, SessionChanged, SessionOff) as refusal:
            return await _form(actor, activity_id, session_id, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}/training/{session_id}", N_("Saved. Calendars follow by themselves.")
        )

    @post("/{session_id:uuid}/cancel", name="training.cancel", policy=Policy.MEMBER)
    async def cancel(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Redirect:
        await training.cancel(actor, activity_id, session_id)
        here = f"/a/{activity_id}/training/{session_id}"
        return pages.redirect(here, N_("Called off."), undo=f"{here}/back")

    @post("/{session_id:uuid}/back", name="training.back", policy=Policy.MEMBER)
    async def back(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Redirect:
        await training.cancel(actor, activity_id, session_id, undo=True)
        return pages.redirect(f"/a/{activity_id}/training/{session_id}", N_("It is on again."))

    @post("/{session_id:uuid}/mark", name="training.mark", policy=Policy.MEMBER)
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
            return await _session(actor, activity_id, session_id, refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/training/{session_id}#p-{seen.application}")

    @post("/{session_id:uuid}/everybody", name="training.everybody", policy=Policy.MEMBER)
    async def everybody(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            stamp = await attendance.mark_everybody(actor, activity_id, session_id)
        except NotBegun as refusal:
            return await _session(actor, activity_id, session_id, refusal=refusal)
        here = f"/a/{activity_id}/training/{session_id}"
        return pages.redirect(
            here,
            N_("Everybody who said yes is noted as there."),
            undo=f"{here}/everybody/{stamp}/undo",
        )

    @post(
        "/{session_id:uuid}/everybody/{stamp:int}/undo",
        name="training.nobody",
        policy=Policy.MEMBER,
    )
    async def nobody(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        stamp: FromPath[int],
    ) -> Redirect:
        await attendance.unmark_everybody(actor, activity_id, session_id, stamp)
        return pages.redirect(f"/a/{activity_id}/training/{session_id}", N_("Taken back."))


class MyTraining(Controller):
    """What a volunteer answers on their own page."""

    path = "/v/{key:str}/training"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @post("/{session_id:uuid}", name="mine.training")
    async def answer(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        session_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        try:
            await training.answer(holder, session_id, forms.parse(_Answer, data).answer)
        except (SessionOff, SessionFull, SessionOver) as refusal:
            return pages.redirect(f"/v/{key}#training", refusal.message)
        return pages.redirect(f"/v/{key}#training", N_("Thank you, noted."))


class _Seen(msgspec.Struct, frozen=True):
    application: UUID
    presence: Presence = Presence.UNKNOWN


class _Answer(msgspec.Struct, frozen=True):
    answer: Answer


async def _session(
    actor: Actor, activity_id: UUID, session_id: UUID, *, refusal: Refusal | None = None
) -> Template:
    activity = await activities.find(actor, activity_id)
    overview = await training.overview(actor, activity_id)
    held = next((one for one in overview.sessions if one.session.id == session_id), None)
    if held is None:
        raise NoSuchSession
    return await pages.page(
        "volunteers/training_session.html",
        actor,
        activity,
        current="training",
        refusal=refusal,
        held=held,
        trainees=overview.trainees,
        answers=ANSWER_NAMES,
        presences=[(one.value, i18n.gettext(PRESENCE_NAMES[one])) for one in PRESENCE_NAMES],
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
        may_mark=may_be_marked(held.session, clock.now()),
        over=held.session.ends_at <= clock.now(),
    )


async def _form(
    actor: Actor,
    activity_id: UUID,
    session_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    session = next((s for s in await training.of(activity_id) if s.id == session_id), None)
    if session_id is not None and session is None:
        raise NoSuchSession
    return await pages.page(
        "volunteers/training_form.html",
        actor,
        activity,
        current="training",
        refusal=refusal,
        typed=typed if typed is not None else _as_typed(session, activity),
        session=session,
    )


def _as_typed(session: TrainingSession | None, activity: Activity) -> dict[str, Any]:
    if session is None:
        return {"start": "19:00", "end": "21:00"}
    return {
        **{k: getattr(session, k) for k in ("title", "place", "trainer", "content")},
        "day": training.day(session, activity).isoformat(),
        "start": i18n.clock(session.starts_at, activity.zone),
        "end": i18n.clock(session.ends_at, activity.zone),
        "capacity": session.capacity or "",
        "version": session.version,
    }
