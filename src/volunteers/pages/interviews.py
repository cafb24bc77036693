"""Times to talk: planners offer and print them, applicants choose one on their own page."""

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
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, interviews, recruitment
from volunteers.rules import interviews as rules
from volunteers.rules.interviews import NewSlots

REFUSED = (rules.SlotGone, rules.NothingToBook, rules.TooLateToChange)


class Chosen(msgspec.Struct, frozen=True):
    slot: UUID


class InterviewPages(Controller):
    path = "/a/{activity_id:uuid}/people/interviews"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="interviews")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post(name="interviews.offer")
    async def offer(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await interviews.offer(actor, activity_id, forms.parse(NewSlots, data))
        except (forms.WrongForm, rules.InThePast) as refusal:
            return await _page(actor, activity_id, refusal, data)
        return pages.redirect(
            f"/a/{activity_id}/people/interviews",
            N_("Applicants can choose these times on their pages now."),
        )

    @post("/{slot_id:uuid}/cancel", name="interviews.call_off")
    async def call_off(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        slot_id: FromPath[UUID],
    ) -> Redirect:
        told = await interviews.call_off(actor, activity_id, slot_id)
        return pages.redirect(
            f"/a/{activity_id}/people/interviews",
            N_("Called off. Whoever had this time is told and chooses another one.")
            if told
            else N_("Called off."),
        )


class MyInterview(Controller):
    path = "/v/{key:str}/interview"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.interview")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _mine(holder, key)

    @post(name="mine.book")
    async def book(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await interviews.book(holder, forms.parse(Chosen, data).slot)
        except (*REFUSED, forms.WrongForm) as refusal:
            return await _mine(holder, key, refusal)
        return pages.redirect(f"/v/{key}", N_("This time is yours. See you there!"))

    @post("/cancel", name="mine.unbook")
    async def cancel(
        self, holder: NamedDependency[Holder], key: FromPath[str]
    ) -> Template | Redirect:
        try:
            await interviews.cancel(holder)
        except REFUSED as refusal:
            return await _mine(holder, key, refusal)
        return pages.redirect(f"/v/{key}/interview", N_("Your time is free for somebody else now."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    booked = await interviews.of_activity(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    living = [one for one in booked if one.slot.cancelled_at is None]
    return await pages.page(
        "volunteers/people_interviews.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed,
        call=await recruitment.of_activity(actor, activity_id),
        booked=living,
        taken=sum(one.slot.taken for one in living),
        offered=sum(one.slot.capacity for one in living),
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
        now=clock.now(),
        here=f"/a/{activity_id}/people",
    )


async def _mine(holder: Holder, key: str, refusal: Refusal | None = None) -> Template:
    application = await applications.of_link(holder)
    activity = await activities.of(holder.organization_id, application.activity)
    facts = await interviews.of_volunteer(holder, application)
    return await pages.page(
        "volunteers/mine_interview.html",
        None,
        refusal=refusal,
        path=f"/v/{key}",
        me=application,
        shown=activity,
        choices=await interviews.choices(application) if facts["interviews_open"] else [],
        **facts,
    )
