"""A plan is handed in, taken back, and approved once everybody in the chain has agreed to it."""

import hashlib
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, approvals, chains, findings, fulfilled, letters, tables
from events.rules import histories, plan_files
from events.rules.activities import Activity, CannotBecome, Changed, Status, moved
from events.rules.approval import DECIDABLE, NothingNew
from events.rules.changes import compared
from events.rules.findings import Stops
from events.rules.plans import Plan
from kit import clock, database


async def submit(actor: Actor, activity_id: UUID, version: int, note: str = "") -> Activity:
    """Hand the plan in, or a change of what was handed in before; `note` says what changed.

    The plan is frozen as it is; whoever agreed to all this before need not agree again. Where
    nobody has to, it is approved; so is a plan that is again what everybody agreed to.

    Raises:
        NotAllowed, NoSuchActivity, Changed, CannotBecome
        Stopped: findings stop it that nobody has mended or accepted.
        NothingNew: this was handed in already and waits, or was approved.
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if activity.version != version:
            raise Changed
        first = activity.status not in DECIDABLE
        status = moved(activity.status, Status.SUBMITTED) if first else activity.status
        await findings.must_not_stop(activity, Stops.SUBMIT)
        await chains.materialized(activity.organization)
        past = await approvals.history(activity)
        plan = await approvals.as_it_is(activity)
        if not first:
            if not past.submissions:
                raise CannotBecome  # approved before plans were handed in
            if not compared(past.frozen[past.submissions[-1].id], plan):
                if activity.status is not Status.SUBMITTED or histories.whose_turn(past):
                    raise NothingNew
                return await settle(actor, activity)  # edited and put back while all agreed
        await _freeze(actor, activity, plan, number=len(past.submissions) + 1, note=note)
        await fulfilled.fulfil(activity_id, "submit")
        if first:
            activity = await activities.change(
                actor, activity_id, version, {"status": status, "submitted_at": clock.now()}
            )
        await traces.leave(
            actor,
            "activity.submitted" if first else "activity.submitted_again",
            activity_id,
            activity_id=activity_id,
        )
        return await settle(actor, activity)


async def withdraw(actor: Actor, activity_id: UUID, version: int) -> Activity:
    """Take a plan that waits back into draft; what was agreed to stays agreed to.

    Raises:
        NotAllowed, NoSuchActivity, Changed, CannotBecome
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        status = moved(activity.status, Status.DRAFT)
        after = await activities.change(actor, activity_id, version, {"status": status})
        await traces.leave(actor, "activity.withdrawn", activity_id, activity_id=activity_id)
    return after


async def _freeze(actor: Actor, activity: Activity, plan: Plan, *, number: int, note: str) -> None:
    snapshot = plan_files.write(plan)
    s = tables.Submission
    await s.insert(
        s(
            id=uuid4(),
            activity=activity.id,
            number=number,
            snapshot=snapshot.decode(),
            sha256=hashlib.sha256(snapshot).hexdigest(),
            note=note[:500],
            submitted_by=actor.account_id,
            submitted_at=clock.now(),
        )
    )


async def settle(actor: Actor, activity: Activity) -> Activity:
    """Approve what everybody agrees to as it stands now; otherwise tell whoever is next."""
    past = await approvals.history(activity)
    turn = histories.whose_turn(past)
    if turn is not None:
        await letters.call(actor, activity, past.submissions[-1], turn)
        return activity
    now = await approvals.as_it_is(activity)
    if not all(past.holds(step, now) for step in past.steps):
        return activity  # edited since: what stands there now is still to be handed in
    if activity.status is Status.SUBMITTED:
        activity = await activities.put(
            actor,
            activity.id,
            activity.version,
            {"status": moved(activity.status, Status.APPROVED), "approved_at": clock.now()},
        )
        await traces.leave(actor, "activity.approved", activity.id, activity_id=activity.id)
    if past.steps:
        await letters.tell(actor, activity, past.submissions[-1], "plan-approved")
    return activity
