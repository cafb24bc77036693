"""The planner's list of those who applied: found by filter, decided upon by ticks, taken back."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.mails import AlreadySent
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Changed
from events.rules.findings import Stopped
from kit import clock, forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import (
    applications,
    bookings,
    eligibility,
    invitation,
    people,
    posts,
    recruitment,
    selection,
    sources,
    verdicts,
)
from volunteers.people import Wanted
from volunteers.rules import applications as rules
from volunteers.rules import selection as judged
from volunteers.rules.applications import ApplicationStatus, NoSuchApplication
from volunteers.rules.eligibility import NotEligible, OverrideNeedsReason

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
    "accept": (
        ApplicationStatus.ACCEPTED,
        selection.accept,
        N_("They have a place. The mails go out in a moment; until then you can take it back."),
    ),
    "reserve": (
        ApplicationStatus.RESERVED,
        selection.reserve,
        N_("They are on the reserve list now. Until the mails go out you can take it back."),
    ),
    "decline": (
        ApplicationStatus.DECLINED,
        selection.decline,
        N_("Noted: there is no place for them. Until the mails go out you can take it back."),
    ),
}
UNPUBLISHABLE = (judged.NotApproved, judged.NoRiskStatement, judged.NoPlaces, Stopped)
DECIDING = (
    judged.NotPossible,
    judged.AllPlacesTaken,
    judged.SourceFull,
    judged.PostFull,
    judged.ReasonMissing,
    NotEligible,
    OverrideNeedsReason,
    verdicts.TakenBackAlready,
    verdicts.ChangedSince,
    verdicts.TooLate,
    verdicts.DrawStands,
    AlreadySent,
    NoSuchApplication,
    Changed,
    forms.WrongForm,
)


class PeoplePages(Controller):
    path = "/a/{activity_id:uuid}/people"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="people")
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        request: Request[Any, Any, Any],
        page: FromQuery[int] = 1,
    ) -> Template:
        return await _list(actor, activity_id, wanted=_wanted(request.query_params), page=page)

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
        """Decide about everybody who was ticked, or about all who fit the filter."""
        try:
            done = await _decide(actor, activity_id, data)
        except DECIDING as refusal:
            return await _list(
                actor,
                activity_id,
                refusal,
                wanted=_wanted(data),
                ticked=forms.texts(data, "chosen"),
                typed=data,
            )
        return done

    @post("/undo", name="people.undo")
    async def undo(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        which: FromQuery[UUID] = people.NOBODY,
    ) -> Template | Redirect:
        try:
            await verdicts.undo(actor, activity_id, which)
        except DECIDING as refusal:
            return await _list(actor, activity_id, refusal)
        return pages.redirect(f"/a/{activity_id}/people", N_("Taken back; nobody was told."))

    @post("/send", name="people.send")
    async def send(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Redirect:
        """Do not wait: tell everybody now what was decided."""
        await verdicts.send_now(actor, activity_id)
        return pages.redirect(f"/a/{activity_id}/people", N_("The mails are going out."))


async def _decide(actor: Actor, activity_id: UUID, data: dict[str, Any]) -> Redirect:
    to, decision, said = DECISIONS.get(forms.text(data, "to"), (None, None, ""))
    if decision is None or to is None:
        raise judged.NotPossible
    chosen = await _chosen(actor, activity_id, data, to)
    if not chosen:
        raise judged.NobodyChosen
    done = await decision(actor, activity_id, chosen, forms.text(data, "reason"))
    back = f"/a/{activity_id}/people"
    status = forms.text(data, "status")
    return pages.redirect(
        f"{back}?status={status}" if status in set(ApplicationStatus) else back,
        said,
        undo=f"{back}/undo?which={done.undo}",
    )


async def _chosen(
    actor: Actor, activity_id: UUID, data: dict[str, Any], to: ApplicationStatus
) -> list[UUID]:
    if forms.text(data, "all"):
        possible = [status for status, steps in judged.STEPS.items() if to in steps]
        return await people.ids(actor, activity_id, _wanted(data), possible)
    try:
        return [UUID(one) for one in forms.texts(data, "chosen")]
    except ValueError as wrong:
        raise NoSuchApplication from wrong


def _wanted(values: Any) -> Wanted:
    """Read a filter; what makes no sense in an address filters nothing."""
    fitting = dict(values)
    while True:
        try:
            return forms.parse(Wanted, fitting)
        except forms.WrongForm as wrong:
            fitting = {k: v for k, v in fitting.items() if k not in wrong.by_field}


async def _list(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    *,
    wanted: Wanted = people.EVERYBODY,
    page: int = 1,
    ticked: list[str] | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    call = await recruitment.of_activity(actor, activity_id)
    counts = await applications.counts(actor, activity_id)
    listing = await people.listed(actor, call, wanted, page=page)
    may_change = actor.may(Permission.CHANGE_VOLUNTEERS)
    shown = list(listing.applications)
    return await pages.page(
        "volunteers/people.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed,
        call=call,
        door=judged.door(activity, call, clock.now()),
        counts=counts,
        total=sum(counts.values()),
        listing=listing,
        wanted=wanted,
        status=wanted.status,
        search=wanted.q,
        ticked=ticked or [],
        address=invitation.address(activity),
        invitation=recruitment.shared(activity, call).text,
        may_change=may_change,
        may_reach=actor.may(Permission.SEE_VOLUNTEER_PHONES),
        here=f"/a/{activity_id}/people",
        shown=SHOWN,
        names={s: i18n.gettext(text) for s, text in rules.STATUS_NAMES.items()},
        tones=TONES,
        waiting=await verdicts.waiting(actor, activity_id) if may_change else [],
        sources=await sources.of(activity.id),
        posts=await posts.of(activity),
        rules=await eligibility.of(activity.id),
        unmet=await eligibility.unmet_of(shown, activity.id) if may_change else {},
        clashes=await bookings.overlapping(activity, {one.volunteer for one in shown})
        if may_change
        else {},
    )
