"""The places of an activity: one by one, or pasted as lines."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, places
from events.rules import places as rules
from events.rules.places import NewPlace
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy

LABELS = {
    "name": N_("Name of the place"),
    "kind": N_("What kind of place"),
    "address": N_("Address"),
    "meeting_point": N_("Where to meet there"),
}
WRONG = (
    forms.WrongForm,
    rules.PlaceNamedTwice,
    rules.PlaceChanged,
    rules.TooManyPlaces,
    rules.PlaceInUse,
)


class PlacePages(Controller):
    path = "/a/{activity_id:uuid}/places"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="places")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post(name="places.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PLAN)
        try:
            await places.add(actor, activity_id, [forms.parse(NewPlace, data)])
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data)
        return _back(activity_id)

    @post("/paste", name="places.paste")
    async def paste(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PLAN)
        several = rules.pasted(forms.text(data, "lines"))
        try:
            if not several:
                raise forms.WrongForm({"lines": str(rules.NothingPasted())})
            await places.add(actor, activity_id, several)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data)
        return _back(activity_id)

    @post("/{place_id:uuid}", name="places.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        place_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PLAN)
        try:
            new = forms.parse(NewPlace, data)
            await places.change(actor, activity_id, place_id, forms.version(data), new)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data, at=place_id)
        return _back(activity_id)

    @post("/{place_id:uuid}/remove", name="places.remove")
    async def remove(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], place_id: FromPath[UUID]
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PLAN)
        try:
            await places.remove(actor, activity_id, place_id)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal)
        return _back(activity_id)


def _back(activity_id: UUID) -> Redirect:
    return pages.redirect(f"/a/{activity_id}/places", N_("Saved."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    *,
    at: UUID | None = None,
) -> Template:
    if refusal is not None:
        actor.must(Permission.CHANGE_PLAN)
    activity = await activities.find(actor, activity_id)
    return await pages.page(
        "events/places.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        places=await places.of_activity(actor, activity_id),
        at=at,
        may_change=actor.may(Permission.CHANGE_PLAN),
    )
