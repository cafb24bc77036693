"""Training: its dates, what they teach, who still lacks what, and who may be with children by now."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
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
from volunteers import modules, reminders, training, undated
from volunteers.pages.standing import standing
from volunteers.rules.applications import Application
from volunteers.rules.modules import Module
from volunteers.rules.training import (
    LACKING,
    Answer,
    EndsBeforeItStarts,
    KeepsModules,
    NoSuchSession,
    SessionChanged,
    SessionFull,
    SessionOff,
    SessionOver,
    TrainingSession,
    Wanted,
)
from volunteers.training import Overview


class TrainingPages(Controller):
    path = "/a/{activity_id:uuid}/training"

    @get(name="training", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        activity = await activities.find(actor, activity_id)
        overview = await training.overview(actor, activity_id)
        lacking = overview.lacking
        return await pages.page(
            "volunteers/training.html",
            actor,
            activity,
            current="training",
            overview=overview,
            waiting=() if activity.first_day else await undated.of(activity_id),
            now=clock.now(),
            people=await standing(actor, activity, overview),
            lacking=lacking,
            by_module=_by_module(overview, lacking),
            reachable=sum(bool(one.email) for one in lacking),
            today=today(activity),
            may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
            may_record=actor.may(Permission.RECORD_CLEARANCES),
        )

    @get("/new", name="training.new", policy=Policy.MEMBER)
    async def new(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        *,
        makes_up: FromQuery[UUID | None] = None,
    ) -> Template:
        """Ask for a date; `makes_up` names the one that it makes up for."""
        actor.must(Permission.CHANGE_VOLUNTEERS)
        return await _form(actor, activity_id, makes_up=makes_up)

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
        except (
            forms.WrongForm,
            EndsBeforeItStarts,
            SessionChanged,
            SessionOff,
            KeepsModules,
        ) as refusal:
            return await _form(actor, activity_id, session_id, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}/training/{session_id}", N_("Saved. Calendars follow by themselves.")
        )

    @get("/{session_id:uuid}/cancel", name="training.ask_cancel", policy=Policy.MEMBER)
    async def ask_cancel(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template:
        """Ask before a date is called off."""
        actor.must(Permission.CHANGE_VOLUNTEERS)
        return await pages.page(
            "volunteers/training_cancel.html",
            actor,
            await activities.find(actor, activity_id),
            current="training",
            held=(await training.overview(actor, activity_id)).held(session_id),
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

    @post("/remind", name="training.remind", policy=Policy.MEMBER)
    async def remind(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Redirect:
        """Write to everybody who still lacks a training, each once a day at most."""
        lacking = (await training.overview(actor, activity_id)).lacking
        told = await reminders.send(actor, activity_id, [one.id for one in lacking])
        return pages.redirect(
            f"/a/{activity_id}/training",
            N_("Each of them gets one mail, with their own link.")
            if told.sent
            else N_("Whoever has an address was written to today already."),
        )


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


class _Answer(msgspec.Struct, frozen=True):
    answer: Answer


def _by_module(overview: Overview, lacking: list[Application]) -> list[tuple[str, list[str]]]:
    """Return what is lacked and who lacks it, what most people lack first."""
    found: dict[str, list[str]] = {}
    for one in lacking:
        for gap in overview.prepared.gaps[one.id]:
            found.setdefault(gap.subject or i18n.gettext(LACKING[gap.code]), []).append(one.name)
    return sorted(found.items(), key=lambda each: -len(each[1]))


async def _form(
    actor: Actor,
    activity_id: UUID,
    session_id: UUID | None = None,
    *,
    makes_up: UUID | None = None,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    sessions = await training.of(activity_id)
    known = {one.id: one for one in sessions}
    wanted = session_id or makes_up
    if wanted is not None and wanted not in known:
        raise NoSuchSession
    offered = await modules.of_association(actor)
    session = known.get(session_id) if session_id else None
    if typed is None:
        first = known.get(makes_up) if makes_up else None
        typed = _again(first) if first else _as_typed(session, activity, offered)
    named = set(forms.texts(typed, "modules"))
    return await pages.page(
        "volunteers/training_form.html",
        actor,
        activity,
        current="training",
        refusal=refusal,
        typed=typed,
        session=session,
        modules=[
            (str(one.id), one.name)
            for one in offered
            if one.retired_at is None or str(one.id) in named
        ],
        chosen=named,
        others=[
            (str(one.id), f"{one.title} · {i18n.moment(one.starts_at, activity.zone)}")
            for one in sessions
            if one.id != session_id and one.cancelled_at is None
        ],
    )


def _as_typed(
    session: TrainingSession | None, activity: Activity, offered: list[Module]
) -> dict[str, Any]:
    """Return what the form shows first; where children come, child protection is ticked."""
    if session is None:
        first = [one for one in offered if one.safeguarding and one.retired_at is None]
        named = [str(one.id) for one in first] if activity.involves_minors else []
        return {"start": "19:00", "end": "21:00", "modules": named}
    return {
        **{k: getattr(session, k) for k in ("title", "place", "trainer", "content", "materials")},
        "modules": [str(one) for one in session.modules],
        "makes_up": session.makes_up or "",
        "day": training.day(session, activity).isoformat(),
        "start": i18n.clock(session.starts_at, activity.zone),
        "end": i18n.clock(session.ends_at, activity.zone),
        "capacity": session.capacity or "",
        "version": session.version,
    }


def _again(first: TrainingSession) -> dict[str, Any]:
    """Return the form of a session that makes up for `first`: the same, on a day to be found."""
    return {
        **{k: getattr(first, k) for k in ("place", "trainer", "content", "materials")},
        "title": i18n.gettext("%(title)s (make-up)") % {"title": first.title},
        "start": "19:00",
        "end": "21:00",
        "modules": [str(one) for one in first.modules],
        "makes_up": first.id,
    }
