"""A plan is submitted and approved. Without a chain of approvers the submission is the approval."""

from uuid import UUID

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, findings, tasks
from events.rules.activities import Activity, Status, moved
from events.rules.findings import Stops
from kit import clock, database


async def submit(actor: Actor, activity_id: UUID, version: int) -> Activity:
    """Hand the plan in; as nobody else has to approve it, it is approved.

    Raises:
        NotAllowed, NoSuchActivity, Changed, CannotBecome
        Stopped: findings stop it that nobody has mended or accepted.
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        status = moved(activity.status, Status.SUBMITTED)
        await findings.must_not_stop(activity, Stops.SUBMIT)
        now = clock.now()
        submitted = await activities.change(
            actor, activity_id, version, {"status": status, "submitted_at": now}
        )
        await traces.leave(actor, "activity.submitted", activity_id, activity_id=activity_id)
        approved = await activities.change(
            actor,
            activity_id,
            submitted.version,
            {"status": moved(submitted.status, Status.APPROVED), "approved_at": now},
        )
        await tasks.fulfil(activity_id, "submit")
        await traces.leave(actor, "activity.approved", activity_id, activity_id=activity_id)
    return approved
