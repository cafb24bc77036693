"""The planner's page of one applicant: what they say, what was decided, and what can be done."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import (
    applications,
    bookings,
    eligibility,
    people,
    posts,
    questions,
    recruitment,
    selection,
    sources,
)
from volunteers.pages.people import DECIDING, TONES
from volunteers.rules import applications as rules
from volunteers.rules import selection as judged

LONGER = 24  # hours that one press adds


class PersonPages(Controller):
    path = "/a/{activity_id:uuid}/people/{application_id:uuid}"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="people.one")
    async def show_one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template:
        return await _one(actor, activity_id, application_id)

    @post("/remove", name="people.remove")
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            reason = forms.text(data, "reason")
            done = await selection.remove(actor, activity_id, application_id, reason)
        except DECIDING as refusal:
            return await _one(actor, activity_id, application_id, refusal, data)
        return pages.redirect(
            f"/a/{activity_id}/people",
            N_("Taken off. The next on the reserve list moves up.")
            if done.moved_up
            else N_("Taken off. The place is free now."),
            undo=f"/a/{activity_id}/people/undo?which={done.undo}",
        )

    @post("/lapse", name="people.lapse")
    async def lapse(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            done = await selection.lapse(actor, activity_id, application_id)
        except DECIDING as refusal:
            return await _one(actor, activity_id, application_id, refusal)
        return pages.redirect(
            f"/a/{activity_id}/people",
            N_("The place has been passed on to the reserve list.")
            if done.moved_up
            else N_("The place is free now."),
            undo=f"/a/{activity_id}/people/undo?which={done.undo}",
        )

    @post("/extend", name="people.extend")
    async def extend(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await selection.extend(actor, activity_id, [application_id], LONGER)
        except DECIDING as refusal:
            return await _one(actor, activity_id, application_id, refusal)
        return pages.redirect(
            f"/a/{activity_id}/people/{application_id}",
            N_("They have a day longer to answer; their page says so."),
        )

    @get("/link", name="people.link_again")
    async def link_again(
        self, activity_id: FromPath[UUID], application_id: FromPath[UUID]
    ) -> Redirect:
        """Lead back to the person: a link is shown once, to whoever made it."""
        return pages.redirect(f"/a/{activity_id}/people/{application_id}")

    @post("/link", name="people.link")
    async def link(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template:
        """Make a new personal link and show it this once, to be handed over."""
        made = await people.link(actor, activity_id, application_id)
        return await _one(actor, activity_id, application_id, made=made)


async def _one(
    actor: Actor,
    activity_id: UUID,
    application_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    *,
    made: str = "",
) -> Template:
    activity = await activities.find(actor, activity_id)
    application = await applications.find(actor, activity_id, application_id)
    may_reach = actor.may(Permission.SEE_VOLUNTEER_PHONES)
    clashes = await bookings.overlapping(activity, [application.volunteer])
    return await pages.page(
        "volunteers/people_one.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed,
        one=application,
        call=await recruitment.of_activity(actor, activity_id),
        place=await applications.place_in_line(application),
        reserves=await applications.reserves(activity.id),
        said=_said(application),
        answered=await questions.said(activity.id, application.id) if may_reach else [],
        history=await eligibility.history(activity.organization, application) if may_reach else [],
        unmet=await eligibility.unmet(application),
        clashes=clashes.get(application.volunteer, []) if may_reach else [],
        source=next(
            (s.name for s in await sources.of(activity.id) if s.id == application.source), ""
        ),
        post=next((p.name for p in await posts.of(activity) if p.id == application.post), ""),
        steps={step.value for step in judged.STEPS[application.status]},
        made=made,
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
        may_reach=may_reach,
        here=f"/a/{activity_id}/people",
        name_of=i18n.gettext(rules.STATUS_NAMES[application.status]),
        tone=TONES.get(application.status, "line"),
    )


def _said(one: rules.Application) -> dict[str, list[str]]:
    """Return what the applicant ticked, in the reader's words."""
    ticked = (
        ("free", one.free, rules.FREE_TIMES),
        ("skills", one.skills, rules.SKILLS),
        ("interests", one.interests, rules.INTERESTS),
        ("languages", one.languages, rules.LANGUAGES),
    )
    return {
        name: [i18n.gettext(known.get(key, key)) for key in keys] for name, keys, known in ticked
    }
