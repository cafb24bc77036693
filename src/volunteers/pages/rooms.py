"""Rooms for the night: the houses' beds, who sleeps where, and who is awake."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import rooms, safeguards
from volunteers.rooms import Bed
from volunteers.rules import rooms as rules
from volunteers.rules.applications import Gender
from volunteers.rules.participants import Participant
from volunteers.rules.rooms import NewRoom

LABELS = {
    "name": N_("Name"),
    "beds": N_("Beds"),
    "for_whom": N_("For whom"),
    "gender": N_("Only for"),
    "watch": N_("Adult who is awake or on call"),
}
WRONG = (
    forms.WrongForm,
    rules.RoomChanged,
    rules.RoomNamedTwice,
    rules.TooManyRooms,
    rules.RoomInUse,
    rules.NoBedLeft,
    rules.OtherRoom,
    rules.OtherGender,
    rules.KeptApart,
    rules.NobodySleepsHere,
)


class RoomPages(Controller):
    path = "/a/{activity_id:uuid}/rooms"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="rooms")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post(name="rooms.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await rooms.add(actor, activity_id, forms.parse(NewRoom, data))
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data)
        return pages.redirect(f"/a/{activity_id}/rooms", N_("Saved."))

    @post("/beds", name="rooms.settle")
    async def settle(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save who sleeps where; of whoever was left as shown, what others wrote since stays."""
        house = await rooms.of_activity(actor, activity_id)
        try:
            await rooms.settle(actor, activity_id, _wanted(house.people, data))
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data)
        return pages.redirect(f"/a/{activity_id}/rooms#people", N_("Saved."))

    @post("/fill", name="rooms.fill")
    async def fill(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            _, stamp = await rooms.fill(actor, activity_id)
        except rules.NobodySleepsHere as refusal:
            return await _page(actor, activity_id, refusal)
        here = f"/a/{activity_id}/rooms"
        said = N_("Everybody for whom there is a fitting bed has one.")
        return pages.redirect(here, said, undo=f"{here}/undo/{stamp}")

    @post("/undo/{stamp:int}", name="rooms.undo")
    async def undo(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], stamp: FromPath[int]
    ) -> Template | Redirect:
        try:
            await rooms.empty_again(actor, activity_id, stamp)
        except rules.NobodySleepsHere as refusal:
            return await _page(actor, activity_id, refusal)
        return pages.redirect(f"/a/{activity_id}/rooms", N_("Taken back."))

    @post("/{room_id:uuid}", name="rooms.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        room_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            new = forms.parse(NewRoom, data)
            await rooms.change(actor, activity_id, room_id, forms.version(data), new)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data, at=room_id)
        return pages.redirect(f"/a/{activity_id}/rooms", N_("Saved."))

    @post("/{room_id:uuid}/remove", name="rooms.remove")
    async def remove(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], room_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await rooms.remove(actor, activity_id, room_id)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal)
        return pages.redirect(f"/a/{activity_id}/rooms", N_("Removed."))


class _Line(msgspec.Struct, frozen=True):
    """A line of the table as its form posts it."""

    room: UUID | None = None
    gender: Gender = Gender.UNSAID


def _wanted(people: tuple[Participant, ...], data: dict[str, Any]) -> dict[UUID, Bed]:
    """Return the beds of those whose line was changed.

    Raises:
        WrongForm
    """
    wanted = {}
    for one in people:
        room, gender = forms.text(data, f"room.{one.id}"), forms.text(data, f"gender.{one.id}")
        was = forms.text(data, f"was.{one.id}")
        if f"room.{one.id}" in data and f"{gender}:{room}" != was:
            line = forms.parse(_Line, {"room": room, "gender": gender})
            wanted[one.id] = Bed(line.room, line.gender)
    return wanted


async def _page(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    *,
    at: UUID | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    return await pages.page(
        "volunteers/rooms.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        house=await rooms.of_activity(actor, activity_id),
        kind_of=rules.kind_of,
        kinds=rules.FOR_NAMES,
        genders=rules.GENDERS,
        on_watch=rules.ON_WATCH,
        at=at,
        closed=activity.involves_minors and (await safeguards.of(activity.id)).nights_closed,
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
    )
