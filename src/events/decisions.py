"""Those of the chain agree to a plan one after the other, or send it back; on a page or on paper."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from accounts import memberships, traces
from accounts.rules.permissions import Actor, Permission
from events import activities, approval, approvals, findings, letters, tables
from events.rules import histories
from events.rules.activities import Activity, Status, moved
from events.rules.approval import (
    Decision,
    Method,
    NewerSubmission,
    NotWaiting,
    NotYours,
    OwnPlan,
    ReturnNeedsComment,
    SignedLater,
    Submission,
)
from events.rules.chains import NoSuchStep, Step, deciders
from events.rules.histories import History
from kit import clock, database


class Answer(msgspec.Struct, frozen=True):
    """A decision as it was made; `seen` is the SHA-256 of what the page showed."""

    decision: Decision
    seen: str
    comment: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Signature(msgspec.Struct, frozen=True):
    """Who signed a step on paper, and on which day."""

    seen: str
    signed_by: Annotated[str, msgspec.Meta(max_length=100)]
    day: date
    comment: Annotated[str, msgspec.Meta(max_length=1000)] = ""


async def give(actor: Actor, activity_id: UUID, step_id: UUID, answer: Answer) -> Activity:
    """Agree to what was seen, or send it back.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchStep
        NotYours, OwnPlan: somebody else decides this.
        NotWaiting: this step decided already, or it is not its turn.
        NewerSubmission: the plan was handed in again in the meantime.
        ReturnNeedsComment
    """
    actor.must(Permission.SEE_PLAN)
    async with database.transaction():
        activity, past, step = await _found(actor, activity_id, step_id)
        if actor.account_id == past.submitter:
            raise OwnPlan
        able = deciders(step, await memberships.living(actor), past.submitter)
        if actor.account_id not in {one.account_id for one in able}:
            raise NotYours
        submission = _waiting(past, activity)
        if submission.sha256 != answer.seen:
            raise NewerSubmission
        _must_be_its_turn(past, step)
        if answer.decision is Decision.RETURNED and not answer.comment:
            raise ReturnNeedsComment
        row = _row(activity, submission, step, answer.decision, answer.comment)
        row.signed_by, row.entered_by, row.decided_at = actor.name, actor.account_id, clock.now()
        await tables.Approval.insert(row)
        if answer.decision is Decision.RETURNED:
            return await _send_back(actor, activity, submission, step)
        await traces.leave(actor, "approval.given", step.id, activity_id=activity_id)
        return await approval.settle(actor, activity)


async def sign(actor: Actor, activity_id: UUID, step_id: UUID, paper: Signature) -> Activity:
    """Enter that a step was signed on paper; whoever enters it answers for that.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchStep, NotWaiting, NewerSubmission
        SignedLater: on a day that is still to come.
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity, past, step = await _found(actor, activity_id, step_id)
        submission = _waiting(past, activity)
        if submission.sha256 != paper.seen:
            raise NewerSubmission
        _must_be_its_turn(past, step)
        if paper.day > findings.today(activity):
            raise SignedLater
        row = _row(activity, submission, step, Decision.APPROVED, paper.comment)
        row.method, row.signed_by, row.entered_by = (
            Method.PAPER,
            paper.signed_by,
            actor.account_id,
        )
        noon = datetime.combine(paper.day, time(12), ZoneInfo(activity.zone))
        row.decided_at = min(noon, clock.now())
        await tables.Approval.insert(row)
        await traces.leave(actor, "approval.signed", step.id, activity_id=activity_id)
        return await approval.settle(actor, activity)


async def _found(actor: Actor, activity_id: UUID, step_id: UUID) -> tuple[Activity, History, Step]:
    """Return the locked activity, its history, and one step of the chain it goes by."""
    activity = await activities.find(actor, activity_id, lock=True)
    past = await approvals.history(activity)
    step = next((one for one in past.steps if one.id == step_id), None)
    if step is None:
        raise NoSuchStep
    return activity, past, step


def _waiting(past: History, activity: Activity) -> Submission:
    if not histories.waits(past, activity.status):
        raise NotWaiting
    return past.submissions[-1]


def _must_be_its_turn(past: History, step: Step) -> None:
    turn = histories.whose_turn(past)
    if turn is None or turn.id != step.id:
        raise NotWaiting


async def _send_back(
    actor: Actor, activity: Activity, submission: Submission, step: Step
) -> Activity:
    if activity.status is Status.SUBMITTED:
        activity = await activities.put(
            actor,
            activity.id,
            activity.version,
            {"status": moved(activity.status, Status.RETURNED)},
        )
    await traces.leave(actor, "activity.returned", step.id, activity_id=activity.id)
    await letters.tell(actor, activity, submission, "plan-returned", step.name)
    return activity


def _row(
    activity: Activity, submission: Submission, step: Step, decision: Decision, comment: str
) -> tables.Approval:
    return tables.Approval(
        id=uuid4(),
        activity=activity.id,
        submission=submission.id,
        step=step.id,
        decision=decision,
        comment=comment[:1000],
        sha256=submission.sha256,
    )
