"""A pair's help plan: written by those who plan, kept up by the volunteer on their own page."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, boards, help_plans, participants
from volunteers.rules import help_plans as rules
from volunteers.rules.help_plans import (
    NewPhase,
    NewPlan,
    NewResult,
    NotBesideThemselves,
    PairHasEnded,
    PartnerRole,
    PlanChanged,
    TooManyPhases,
)
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.rules.participants import NoSuchParticipant

LABELS = {
    "time": N_("When they meet"),
    "content": N_("What they do"),
    "until": N_("Until"),
    "aim": N_("Aim of this phase"),
    "result": N_("What came of it"),
}
WRONG = (forms.WrongForm, PlanChanged, PairHasEnded, TooManyPhases)


class HelpPlanPages(Controller):
    path = "/a/{activity_id:uuid}/pairs/{pair_id:uuid}/plan"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="help_plan")
    async def show(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], pair_id: FromPath[UUID]
    ) -> Template:
        return await _page(actor, activity_id, pair_id)

    @post(name="help_plan.write")
    async def write(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PAIRS)
        try:
            new = forms.parse(NewPlan, data)
            await help_plans.write(actor, activity_id, pair_id, forms.version(data), new)
        except WRONG as refusal:
            return await _page(actor, activity_id, pair_id, refusal, data)
        return _back(activity_id, pair_id)

    @post("/phases", name="help_plan.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PAIRS)
        try:
            await help_plans.add_phase(actor, activity_id, pair_id, forms.parse(NewPhase, data))
        except WRONG as refusal:
            return await _page(actor, activity_id, pair_id, refusal, data)
        return _back(activity_id, pair_id)

    @post("/phases/{phase_id:uuid}", name="help_plan.result")
    async def result(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        phase_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PAIRS)
        try:
            new = forms.parse(NewResult, data)
            await help_plans.note_result(actor, activity_id, pair_id, phase_id, new)
        except WRONG as refusal:
            return await _page(actor, activity_id, pair_id, refusal, data, at=phase_id)
        return _back(activity_id, pair_id)

    @post("/phases/{phase_id:uuid}/remove", name="help_plan.remove")
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        phase_id: FromPath[UUID],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PAIRS)
        try:
            await help_plans.remove_phase(actor, activity_id, pair_id, phase_id)
        except PairHasEnded as refusal:
            return await _page(actor, activity_id, pair_id, refusal)
        return _back(activity_id, pair_id)

    @post("/people", name="help_plan.people")
    async def choose(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Say who belongs to the pair besides the helper: both roles in one form."""
        actor.must(Permission.CHANGE_PAIRS)
        child, teacher = forms.text(data, "participant"), forms.text(data, "lead")
        try:
            for role, chosen in (
                (PartnerRole.PEER_HELPER, _id(child)),
                (PartnerRole.LEAD, teacher),
            ):
                await help_plans.choose_partner(actor, activity_id, pair_id, role, chosen)
        except (NotBesideThemselves, PairHasEnded, NoSuchParticipant) as refusal:
            return await _page(actor, activity_id, pair_id, refusal, data)
        return _back(activity_id, pair_id)


class MyHelpPlan(Controller):
    path = "/v/{key:str}/plan"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.help_plan")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _own_page(holder, key)

    @post("/{phase_id:uuid}", name="mine.help_result")
    async def result(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        phase_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await help_plans.note_own_result(holder, phase_id, forms.parse(NewResult, data))
        except (forms.WrongForm, PlanChanged) as refusal:
            return await _own_page(holder, key, refusal, data, phase_id)
        return pages.redirect(f"/v/{key}/plan", N_("Noted."))


def _back(activity_id: UUID, pair_id: UUID) -> Redirect:
    return pages.redirect(f"/a/{activity_id}/pairs/{pair_id}/plan", N_("Saved."))


def _id(text: str) -> str:
    """Return `text` if it is blank or an id, as a form of ours writes it; anything else is nobody's."""
    if text and forms.identity(text) is None:
        raise NoSuchParticipant
    return text


async def _page(
    actor: Actor,
    activity_id: UUID,
    pair_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    *,
    at: UUID | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    one = await boards.one(actor, activity_id, pair_id)
    children = await participants.of_activity(actor, activity_id)
    return await pages.page(
        "volunteers/help_plan.html",
        actor,
        activity,
        current="pairs",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        one=one,
        planned=await help_plans.of_pair(actor, activity_id, pair_id),
        others=[child for child in children if child.id != one.participant.id],
        at=at,
        today=today(activity),
        overdue=rules.overdue,
        may_change=actor.may(Permission.CHANGE_PAIRS) and one.pair.status in LIVE_PAIRS,
    )


async def _own_page(
    holder: Holder,
    key: str,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    at: UUID | None = None,
) -> Template:
    application = await applications.of_link(holder)
    activity = await activities.of(holder.organization_id, application.activity)
    return await pages.page(
        "volunteers/help_plan_mine.html",
        None,
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        path=f"/v/{key}",
        shown=activity,
        planned=await help_plans.own(holder),
        at=at,
        today=today(activity),
        overdue=rules.overdue,
    )
