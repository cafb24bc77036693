"""Guardians and caregivers of one child: entered, changed, deleted."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Changed
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import carers, named_mode, participants
from volunteers.rules.carers import (
    KIND_NAMES,
    RELATIONS,
    TIMES,
    Carer,
    NewCarer,
    NoSuchCarer,
    TooManyCarers,
)
from volunteers.rules.named_mode import gaps


class CarerPages(Controller):
    path = "/a/{activity_id:uuid}/participants/{participant_id:uuid}/carers"

    @get(name="carers.new", policy=Policy.MEMBER)
    async def new(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _page(actor, activity_id, participant_id)

    @post(name="carers.add", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await carers.add(actor, activity_id, participant_id, forms.parse(NewCarer, data))
        except (forms.WrongForm, TooManyCarers) as refusal:
            return await _page(actor, activity_id, participant_id, refusal=refusal, typed=data)
        return _back(activity_id, participant_id)

    @get("/{carer_id:uuid}", name="carers.one", policy=Policy.MEMBER)
    async def one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        carer_id: FromPath[UUID],
    ) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _page(actor, activity_id, participant_id, carer_id)

    @post("/{carer_id:uuid}", name="carers.change", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        carer_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            new, version = forms.parse(NewCarer, data), forms.version(data)
            await carers.change(actor, activity_id, participant_id, carer_id, new, version=version)
        except (forms.WrongForm, Changed) as refusal:
            return await _page(
                actor, activity_id, participant_id, carer_id, refusal=refusal, typed=data
            )
        return _back(activity_id, participant_id)

    @post("/{carer_id:uuid}/remove", name="carers.remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        carer_id: FromPath[UUID],
    ) -> Redirect:
        await carers.remove(actor, activity_id, participant_id, carer_id)
        return pages.redirect(_here(activity_id, participant_id), N_("Deleted for good."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    participant_id: UUID,
    carer_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    known = await carers.of_participant(actor, activity_id, participant_id)
    one = next((one for one in known if one.id == carer_id), None)
    if carer_id is not None and one is None:
        raise NoSuchCarer
    return await pages.page(
        "volunteers/participants_carer.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed if typed is not None else _typed(one),
        who=await participants.find(actor, activity_id, participant_id),
        carer=one,
        named=not gaps(await named_mode.find(activity.id), today(activity)),
        kinds=[
            (
                kind.value,
                gettext(name),
                gettext("May agree for the child")
                if kind.value == "guardian"
                else gettext("Cares day by day, cannot agree for the child"),
            )
            for kind, name in KIND_NAMES.items()
        ],
        relations=[("", gettext("Please choose")), *_named(RELATIONS)],
        times=_named(TIMES),
    )


def _typed(one: Carer | None) -> dict[str, Any]:
    if one is None:
        return {"kind": "guardian", "through_partner": "yes"}
    return {
        "kind": one.kind.value,
        "relation": one.relation,
        "best_time": one.best_time,
        "through_partner": "yes" if one.through_partner else "",
    }


def _named(names: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in names.items()]


def _here(activity_id: UUID, participant_id: UUID) -> str:
    return f"/a/{activity_id}/participants/{participant_id}#carers"


def _back(activity_id: UUID, participant_id: UUID) -> Redirect:
    return pages.redirect(_here(activity_id, participant_id), N_("Saved."))
