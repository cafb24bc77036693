"""Approving a plan: handing it in, deciding on it, entering what was signed on paper."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import memberships
from accounts.rules.memberships import Member
from accounts.rules.permissions import Actor, Permission
from events import activities, approval, approvals, changes, decisions, findings
from events.decisions import Answer, Signature
from events.rules import standings
from events.rules.activities import PAST_APPROVAL, Activity, Changed, Status
from events.rules.approval import (
    ASPECT_NAMES,
    Decision,
    NewerSubmission,
    NothingNew,
    NotWaiting,
    OwnPlan,
    ReturnNeedsComment,
    SignedLater,
    Submission,
)
from events.rules.chains import deciders
from events.rules.changes import compared
from events.rules.differences import Change
from events.rules.findings import Stopped, bunched, ranked
from events.rules.histories import History
from events.rules.standing_words import pill, told
from events.rules.standings import Standing
from events.rules.summaries import summary
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

EDITABLE = (Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.APPROVED, Status.OPEN)


class ApprovalPages(Controller):
    """`/a/{activity_id}/plan/approval`, and handing in."""

    path = "/a/{activity_id:uuid}/plan"

    @get("/approval", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Show where the plan stands, what it says and what has changed, and ask whoever may decide."""
        return await _page(actor, activity_id)

    @post("/submit", policy=Policy.MEMBER)
    async def submit(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Hand the plan in, or a change of it."""
        try:
            version, before = forms.version(data), await activities.find(actor, activity_id)
            after = await approval.submit(actor, activity_id, version, forms.text(data, "note"))
        except (Stopped, Changed, NothingNew) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        at_once = after.status is Status.APPROVED and before.status is not Status.APPROVED
        return _back(activity_id, N_("The plan is approved.") if at_once else N_("Handed in."))

    @post("/withdraw", policy=Policy.MEMBER)
    async def withdraw(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take the plan back into draft."""
        try:
            await approval.withdraw(actor, activity_id, forms.version(data))
        except Changed as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return _back(activity_id, N_("The plan is a draft again."))

    @post("/approval/{step_id:uuid}", policy=Policy.MEMBER)
    async def decide(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        step_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Agree to what was read, or send it back."""
        try:
            answer = forms.parse(Answer, data)
            await decisions.give(actor, activity_id, step_id, answer)
        except (forms.WrongForm, NewerSubmission, NotWaiting, OwnPlan, ReturnNeedsComment) as wrong:
            return await _page(actor, activity_id, refusal=wrong, typed=data)
        back = answer.decision is Decision.RETURNED
        return _back(activity_id, N_("It is on its way back.") if back else N_("You have agreed."))

    @post("/approval/{step_id:uuid}/paper", policy=Policy.MEMBER)
    async def sign(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        step_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Enter that a step was signed on paper."""
        try:
            await decisions.sign(actor, activity_id, step_id, forms.parse(Signature, data))
        except (forms.WrongForm, NewerSubmission, NotWaiting, SignedLater) as wrong:
            return await _page(actor, activity_id, refusal=wrong, typed=data)
        return _back(activity_id, N_("The signature is noted."))


def _back(activity_id: UUID, said: str) -> Redirect:
    return pages.redirect(f"/a/{activity_id}/plan/approval", said)


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.SEE_PLAN)
    activity = await activities.find(actor, activity_id)
    past, now = await approvals.history(activity), await approvals.as_it_is(activity)
    standing = standings.stands(past, activity.status, now)
    members = await memberships.living(actor)
    turn = standing.open_step
    mine = turn and approvals.may_decide(actor, turn.step, standing.submission, members)
    found = await findings.everything(actor, activity)
    known = {(one.code, one.subject): one for one in found}
    handed_in = activity.status not in (Status.DRAFT, Status.RETURNED)
    frozen = standing.submission if handed_in and not standing.settles else None
    shown = past.frozen[frozen.id] if frozen else now
    since, differing = _differing(past, standing, activity)
    seen = changes.visible(actor, differing)
    may_write = actor.may(Permission.CHANGE_PLAN) and activity.status in EDITABLE
    return await pages.page(
        "events/approval.html",
        actor,
        activity,
        current="plan",
        refusal=refusal,
        typed=typed,
        pill=pill(standing, activity.status),
        standing=standing,
        told=told(standing, activity.status),
        turn=turn,
        mine=mine,
        own=turn and standing.submission and standing.submission.submitted_by == actor.account_id,
        deciders=_deciders(standing, members),
        submissions=list(reversed(past.submissions)),
        shown=shown,
        summary=summary(shown, sees_total=actor.may(Permission.SEE_BUDGET_TOTALS)),
        sees_budget=actor.may(Permission.SEE_BUDGET),
        open_findings=bunched(ranked(await findings.unaccepted(activity, found))),
        accepted=[
            (known[one.code, one.subject].sentence, one.reason, one.accepted_by)
            for one in await findings.accepted(activity)
            if (one.code, one.subject) in known
        ],
        since=since,
        grave=_grave(standing, seen),
        slight=[one for one in seen if not one.substantial],
        edited=changes.visible(actor, standing.edited) if handed_in else (),
        aspects=ASPECT_NAMES,
        state_names=standings.STATE_NAMES,
        first=standing.submission is None,
        may_submit=may_write and _has_something_to_hand_in(activity, standing),
        may_withdraw=may_write and activity.status is Status.SUBMITTED,
        may_sign=may_write,
        today=clock.day(activity.zone),
    )


def _differing(
    past: History, standing: Standing, activity: Activity
) -> tuple[Submission | None, tuple[Change, ...]]:
    """Return what to show side by side, and since which submission.

    Whoever decides sees what is new since they looked last; everybody else, what is new since all
    agreed; while a plan is being written, what is new since it was handed in.
    """
    latest = standing.submission
    if latest is None:
        return None, ()
    if not standing.pending:
        if activity.status in PAST_APPROVAL:
            return standing.agreed or latest, standing.changes
        return latest, standing.edited
    base: Submission | None = standing.agreed
    if standing.open_step:
        said = past.of_step(standing.open_step.step)
        base = said[-1][0] if said else None
    if base is None or base.id == latest.id:
        return None, ()
    differing = compared(past.frozen[base.id], past.frozen[latest.id])
    return base, tuple(standings.in_order(differing))


def _deciders(standing: Standing, members: Sequence[Member]) -> list[str]:
    """Return the names of those who may answer now."""
    turn, submission = standing.open_step, standing.submission
    if turn is None or submission is None:
        return []
    return [one.name for one in deciders(turn.step, members, submission.submitted_by)]


def _grave(
    standing: Standing, seen: Iterable[Change]
) -> list[tuple[str, list[tuple[Change, list[str]]]]]:
    """Return what somebody has to agree to again, by aspect, each with the steps it reopens."""
    named: dict[str, list[tuple[Change, list[str]]]] = {}
    for change in seen:
        if change.substantial:
            name = gettext(ASPECT_NAMES[change.aspect]) if change.aspect else gettext("Everybody")
            named.setdefault(name, []).append((change, standing.reopened_by(change)))
    return list(named.items())


def _has_something_to_hand_in(activity: Activity, standing: Standing) -> bool:
    if activity.status in (Status.DRAFT, Status.RETURNED):
        return True
    return standing.settles or (standing.submission is not None and bool(standing.edited))
