"""Shifts: the board of an activity, one shift with its people, and a volunteer's own."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.places import NoSuchPlace
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.sheet_writer import XLSX
from volunteers import shift_rosters, shifts, stands, swaps
from volunteers.rules import shifts as rules
from volunteers.rules.applications import NoSuchApplication
from volunteers.rules.posts import NoSuchPost
from volunteers.rules.shifts import STANDING_NAMES, ChangedShift, NewShifts

LABELS = {
    "posts": N_("Posts"),
    "places": N_("Sites"),
    "day": N_("Day"),
    "start": N_("From"),
    "end": N_("Until"),
    "each_minutes": N_("Minutes of each shift"),
    "needed": N_("People needed"),
    "note": N_("Note"),
    "application": N_("Who"),
    "reason": N_("Why"),
}
MAKING = (
    forms.WrongForm,
    rules.NothingToMake,
    rules.WrongSpan,
    rules.TooManyShifts,
    NoSuchPost,
    NoSuchPlace,
)
PLACING = (
    forms.WrongForm,
    rules.ShiftOver,
    rules.ShiftFull,
    rules.AlreadyThere,
    rules.HasNoPlace,
    rules.InTwoPlaces,
    rules.NotReady,
    rules.NotTheirs,
    NoSuchApplication,
)
CHANGING = (forms.WrongForm, rules.WrongSpan, rules.TooFew, rules.ShiftChanged)


class Who(msgspec.Struct, frozen=True):
    """Whom a form places, and in whose stead."""

    application: UUID
    instead: UUID | None = None


class ShiftPages(Controller):
    path = "/a/{activity_id:uuid}/shifts"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="shifts")
    async def show(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], day: FromQuery[str] = ""
    ) -> Template:
        return await _board(actor, activity_id, day=day)

    @get("/roster.xlsx", name="shifts.sheet", media_type=XLSX)
    async def sheet(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        return Response(
            await shift_rosters.xlsx(actor, activity_id),
            media_type=XLSX,
            headers={"content-disposition": 'attachment; filename="roster.xlsx"'},
        )

    @get("/new", name="shifts.new")
    async def show_new(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template:
        return await _new(actor, activity_id)

    @post("/new", name="shifts.make")
    async def make(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await shifts.make(actor, activity_id, forms.parse(NewShifts, data))
        except MAKING as refusal:
            return await _new(actor, activity_id, refusal, data)
        return pages.redirect(f"/a/{activity_id}/shifts", N_("The shifts are made."))

    @get("/{shift_id:uuid}", name="shift")
    async def show_one(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], shift_id: FromPath[UUID]
    ) -> Template:
        return await _one(actor, activity_id, shift_id)

    @post("/{shift_id:uuid}", name="shift.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        shift_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await shifts.change(actor, activity_id, shift_id, forms.parse(ChangedShift, data))
        except CHANGING as refusal:
            return await _one(actor, activity_id, shift_id, refusal, data)
        return _back(activity_id, shift_id, N_("Saved."))

    @post("/{shift_id:uuid}/people", name="shift.assign")
    async def assign(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        shift_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Put somebody into the shift, or in the place of somebody else."""
        try:
            who = forms.parse(Who, data)
            if who.instead:
                await swaps.replace(actor, activity_id, shift_id, who.instead, who.application)
            else:
                await stands.assign(actor, activity_id, shift_id, who.application)
        except PLACING as refusal:
            return await _one(actor, activity_id, shift_id, refusal, data)
        return _back(activity_id, shift_id, N_("They stand in this shift."))

    @post("/{shift_id:uuid}/people/{application_id:uuid}/remove", name="shift.remove")
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        shift_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Redirect:
        await stands.remove(actor, activity_id, shift_id, application_id)
        return _back(activity_id, shift_id, N_("Taken out of this shift."))

    @post("/{shift_id:uuid}/cancel", name="shift.cancel")
    async def cancel(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], shift_id: FromPath[UUID]
    ) -> Redirect:
        await shifts.cancel(actor, activity_id, shift_id)
        here = f"/a/{activity_id}/shifts/{shift_id}"
        return pages.redirect(here, N_("This shift is cancelled."), undo=f"{here}/back")

    @post("/{shift_id:uuid}/back", name="shift.back")
    async def bring_back(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], shift_id: FromPath[UUID]
    ) -> Redirect:
        await shifts.cancel(actor, activity_id, shift_id, undo=True)
        return _back(activity_id, shift_id, N_("Taken back."))


def _back(activity_id: UUID, shift_id: UUID, said: str) -> Redirect:
    return pages.redirect(f"/a/{activity_id}/shifts/{shift_id}", said)


async def _board(actor: Actor, activity_id: UUID, *, day: str = "") -> Template:
    board = await shifts.of_activity(actor, activity_id)
    days = rules.days(board.shifts, board.activity.zone)
    chosen = next((one for one in days if one.isoformat() == day), days[0] if days else None)
    return await pages.page(
        "volunteers/shifts.html",
        actor,
        board.activity,
        current="people",
        board=board,
        days=days,
        day=chosen,
        rows=shift_rosters.by_place(board, chosen),
        unfilled=rules.unfilled(board.shifts, clock.now()),
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
    )


async def _new(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    board = await shifts.of_activity(actor, activity_id)
    return await pages.page(
        "volunteers/shifts_new.html",
        actor,
        board.activity,
        current="people",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        posts=[(one.id, one.name) for one in board.posts.values()],
        places=[(one.id, one.name) for one in board.places.values()],
        chosen={
            name: [forms.identity(one) for one in forms.texts(typed or {}, name)]
            for name in ("posts", "places")
        },
        first=board.activity.first_day,
    )


async def _one(
    actor: Actor,
    activity_id: UUID,
    shift_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    if refusal is not None:
        actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    board = await shifts.of_activity(actor, activity_id)
    shift = await shifts.find(activity, shift_id)
    may_change = actor.may(Permission.CHANGE_VOLUNTEERS)
    people = board.people.get(shift.id, ())
    here = {one.application for one in people}
    asked = await stands.candidates(actor, activity_id, shift_id) if may_change else []
    return await pages.page(
        "volunteers/shift.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        shift=shift,
        post=board.posts[shift.post],
        place=board.places.get(shift.place) if shift.place else None,
        people=people,
        gone=await stands.gone(shift.id),
        names=STANDING_NAMES,
        candidates=[(one, why) for one, why in asked if one.id not in here],
        over=rules.begun(shift, clock.now()),
        begins=shift.starts_at.astimezone(ZoneInfo(activity.zone)),
        ends=shift.ends_at.astimezone(ZoneInfo(activity.zone)),
        may_change=may_change,
    )
