"""The planner's pages about recruitment: the call, those who applied, and one of them."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Changed
from events.rules.findings import Stopped
from kit import clock, forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.settings import settings
from volunteers import applications, people, recruitment, selection
from volunteers.rules import applications as rules
from volunteers.rules import selection as judged
from volunteers.rules.applications import ApplicationStatus, NoSuchApplication, Recruitment

SHOWN = (
    ApplicationStatus.APPLIED,
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.CONFIRMED,
    ApplicationStatus.RESERVED,
    ApplicationStatus.DECLINED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.WITHDRAWN,
    ApplicationStatus.REMOVED,
)
TONES = {
    ApplicationStatus.APPLIED: "sky",
    ApplicationStatus.ACCEPTED: "jade",
    ApplicationStatus.CONFIRMED: "jade",
    ApplicationStatus.RESERVED: "amber",
}
DECISIONS = {
    "accept": (selection.accept, N_("Accepted: they have a place and are told.")),
    "reserve": (selection.reserve, N_("They are on the reserve list now.")),
    "decline": (selection.decline, N_("Noted: there is no place for them.")),
}
UNPUBLISHABLE = (judged.NotApproved, judged.NoRiskStatement, judged.NoPlaces, Stopped)
DECIDING = (
    judged.NotPossible,
    judged.AllPlacesTaken,
    judged.ReasonMissing,
    NoSuchApplication,
    Changed,
    forms.WrongForm,
)


class Score(msgspec.Struct, frozen=True):
    version: int
    score: Annotated[int, msgspec.Meta(ge=0, le=selection.BEST)] | None = None


class PeoplePages(Controller):
    path = "/a/{activity_id:uuid}/people"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="people")
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        status: FromQuery[str] = "",
        q: FromQuery[str] = "",
        page: FromQuery[int] = 1,
    ) -> Template:
        return await _list(actor, activity_id, status=status, search=forms.clean(q), page=page)

    @post("/publish", name="people.publish")
    async def publish(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await recruitment.publish(actor, activity_id)
        except (*UNPUBLISHABLE, Changed) as refusal:
            return await _list(actor, activity_id, refusal)
        return pages.redirect(
            f"/a/{activity_id}/people", N_("Recruitment is open. Share the link.")
        )

    @post("/close", name="people.close")
    async def close(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Redirect:
        await recruitment.close(actor, activity_id)
        return pages.redirect(f"/a/{activity_id}/people", N_("Applications are closed."))

    @post("/decide", name="people.decide")
    async def decide(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Decide about everybody who was ticked."""
        try:
            done = await _decide(actor, activity_id, data)
        except DECIDING as refusal:
            return await _list(
                actor,
                activity_id,
                refusal,
                status=forms.text(data, "status"),
                ticked=forms.texts(data, "chosen"),
            )
        return done

    @post("/undo", name="people.undo")
    async def undo(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], was: FromQuery[str] = ""
    ) -> Template | Redirect:
        try:
            await selection.undo(actor, activity_id, was)
        except DECIDING as refusal:
            return await _list(actor, activity_id, refusal)
        return pages.redirect(f"/a/{activity_id}/people", N_("Taken back."))

    @get("/{application_id:uuid}", name="people.one")
    async def show_one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template:
        return await _one(actor, activity_id, application_id)

    @post("/{application_id:uuid}/score", name="people.score")
    async def score(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            given = forms.parse(Score, data)
            await selection.score(actor, activity_id, application_id, given.version, given.score)
        except DECIDING as refusal:
            return await _one(actor, activity_id, application_id, refusal, data)
        return pages.redirect(f"/a/{activity_id}/people?status=applied", N_("Score saved."))

    @post("/{application_id:uuid}/remove", name="people.remove")
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            reason = forms.text(data, "reason")
            moved_up = await selection.remove(actor, activity_id, application_id, reason)
        except DECIDING as refusal:
            return await _one(actor, activity_id, application_id, refusal, data)
        return pages.redirect(
            f"/a/{activity_id}/people",
            N_("Taken off. The next on the reserve list moves up.")
            if moved_up
            else N_("Taken off. The place is free now."),
        )

    @post("/{application_id:uuid}/lapse", name="people.lapse")
    async def lapse(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            moved_up = await selection.lapse(actor, activity_id, application_id)
        except DECIDING as refusal:
            return await _one(actor, activity_id, application_id, refusal)
        return pages.redirect(
            f"/a/{activity_id}/people",
            N_("The place has been passed on to the reserve list.")
            if moved_up
            else N_("The place is free now."),
        )

    @get("/{application_id:uuid}/link", name="people.link_again")
    async def link_again(
        self, activity_id: FromPath[UUID], application_id: FromPath[UUID]
    ) -> Redirect:
        """Lead back to the person: a link is shown once, to whoever made it."""
        return pages.redirect(f"/a/{activity_id}/people/{application_id}")

    @post("/{application_id:uuid}/link", name="people.link")
    async def link(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template:
        """Make a new personal link and show it this once, to be handed over."""
        made = await people.link(actor, activity_id, application_id)
        return await _one(actor, activity_id, application_id, made=made)


async def _decide(actor: Actor, activity_id: UUID, data: dict[str, Any]) -> Redirect:
    decision, said = DECISIONS.get(forms.text(data, "to"), (None, ""))
    if decision is None:
        raise judged.NotPossible
    try:
        chosen = [UUID(one) for one in forms.texts(data, "chosen")]
    except ValueError as wrong:
        raise NoSuchApplication from wrong
    if not chosen:
        raise judged.NobodyChosen
    done = await decision(actor, activity_id, chosen)
    back = f"/a/{activity_id}/people"
    return pages.redirect(
        _at(back, forms.text(data, "status")), said, undo=f"{back}/undo?was={done.undo}"
    )


def _at(path: str, status: str) -> str:
    return f"{path}?status={status}" if status in set(ApplicationStatus) else path


async def _list(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    *,
    status: str = "",
    search: str = "",
    page: int = 1,
    ticked: list[str] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    call = await recruitment.of_activity(actor, activity_id)
    counts = await applications.counts(actor, activity_id)
    chosen = ApplicationStatus(status) if status in set(ApplicationStatus) else None
    listing = await people.listed(actor, call, status=chosen, search=search, page=page)
    address = f"{settings().base_url.rstrip('/')}/e/{activity.slug}"
    return await pages.page(
        "volunteers/people.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        call=call,
        door=judged.door(activity, call, clock.now()),
        counts=counts,
        total=sum(counts.values()),
        listing=listing,
        status=chosen,
        search=search,
        ticked=ticked or [],
        address=address,
        invitation=_invitation(activity, call, address),
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
        may_reach=actor.may(Permission.SEE_VOLUNTEER_PHONES),
        here=f"/a/{activity_id}/people",
        shown=SHOWN,
        names={s: i18n.gettext(text) for s, text in rules.STATUS_NAMES.items()},
        tones=TONES,
    )


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
    steps = judged.STEPS[application.status]
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
        steps={step.value for step in steps},
        made=made,
        may_change=actor.may(Permission.CHANGE_VOLUNTEERS),
        may_reach=actor.may(Permission.SEE_VOLUNTEER_PHONES),
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


def _invitation(activity: Activity, call: Recruitment, address: str) -> str:
    """Write the text to paste into a group chat: what, when, where, how many, the link."""
    when = i18n.day(activity.starts_at, activity.zone) if activity.starts_at else ""
    if activity.starts_at and activity.has_clock_time:
        when = i18n.moment(activity.starts_at, activity.zone)
    places = i18n.ngettext(
        "%(count)s volunteer is wanted.", "%(count)s volunteers are wanted.", call.quota
    ) % {"count": call.quota}
    first_line = next(iter(call.summary.splitlines()), "")
    where = " · ".join(part for part in (when, activity.place) if part)
    apply = i18n.gettext("Apply here: %(address)s") % {"address": address}
    return "\n".join(part for part in (activity.title, where, places, first_line, apply) if part)
