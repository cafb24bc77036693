"""Noting pledges and record checks, and the volunteer's own signature under the code of conduct."""

from datetime import date
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
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, clearances, training
from volunteers.pages.standing import standing
from volunteers.rules.clearance import OUTCOME_NAMES, CheckNeedsEnd, NewCheck
from volunteers.rules.pledge import NotTheWholePledge
from volunteers.rules.training import NotInTraining


class ClearancePages(Controller):
    path = "/a/{activity_id:uuid}/training"

    @post("/pledges", name="clearances.pledges", policy=Policy.MEMBER)
    async def pledges(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        signed = forms.parse(_Signed, data)
        await clearances.record_pledges(actor, activity_id, signed.people, signed.on)
        said = N_("The pledges are noted.") if signed.people else N_("Tick somebody first.")
        return pages.redirect(f"/a/{activity_id}/training#people", said)

    @get("/people/{application_id:uuid}", name="clearances.one", policy=Policy.MEMBER)
    async def one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template:
        return await _page(actor, activity_id, application_id)

    @post("/people/{application_id:uuid}/check", name="clearances.check", policy=Policy.MEMBER)
    async def check(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await clearances.record_check(
                actor, activity_id, application_id, forms.parse(NewCheck, data)
            )
        except (forms.WrongForm, CheckNeedsEnd) as refusal:
            return await _page(actor, activity_id, application_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/training#people", N_("Noted."))

    @post(
        "/people/{application_id:uuid}/unpledge", name="clearances.unpledge", policy=Policy.MEMBER
    )
    async def unpledge(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Redirect:
        await clearances.withdraw_pledge(actor, activity_id, application_id)
        return pages.redirect(
            f"/a/{activity_id}/training/people/{application_id}", N_("Taken back.")
        )


class MyPledge(Controller):
    """The code of conduct, read and signed on the volunteer's own phone."""

    path = "/v/{key:str}/pledge"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.pledge")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _pledge(holder, key)

    @post(name="mine.sign")
    async def sign(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await clearances.sign(holder, read=bool(forms.text(data, "read")))
        except NotTheWholePledge as refusal:
            return await _pledge(holder, key, refusal)
        return pages.redirect(f"/v/{key}#pledge", N_("Thank you. Your pledge is signed."))


class _Signed(msgspec.Struct, frozen=True):
    on: date
    people: tuple[UUID, ...] = ()


async def _page(
    actor: Actor,
    activity_id: UUID,
    application_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.RECORD_CLEARANCES)  # others do not learn what a check came to (§6.3)
    activity = await activities.find(actor, activity_id)
    everybody = await standing(actor, activity, await training.overview(actor, activity_id))
    person = next((one for one in everybody if one.who.id == application_id), None)
    if person is None:
        raise NotInTraining
    return await pages.page(
        "volunteers/training_person.html",
        actor,
        activity,
        current="training",
        refusal=refusal,
        typed=typed,
        person=person,
        outcomes=[(one.value, i18n.gettext(name)) for one, name in OUTCOME_NAMES.items()],
        outcome_names=OUTCOME_NAMES,
        last_day=training.last_day(activity),
        today=today(activity),
        may_record=actor.may(Permission.RECORD_CLEARANCES),
    )


async def _pledge(holder: Holder, key: str, refusal: Refusal | None = None) -> Template:
    application = await applications.of_link(holder)
    return await pages.page(
        "volunteers/training_pledge.html",
        None,
        refusal=refusal,
        path=f"/v/{key}",
        me=application,
        shown=await activities.of(holder.organization_id, application.activity),
        **await clearances.of_volunteer(holder, application),
    )
