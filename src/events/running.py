"""The day comes and goes: an activity begins, and it is wrapped up."""

from uuid import UUID

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, approvals, findings, releases
from events.rules.activities import Activity, NothingReleased, Status, TooEarly, moved
from kit import database
from kit.hooks import Hook

day_begins: Hook[Activity] = Hook("day begins")  # whoever knows a reason against it refuses


async def begin(actor: Actor, activity_id: UUID, version: int) -> Activity:
    """Let the day begin; confirmed pairs begin with it.

    Raises:
        NotAllowed, NoSuchActivity, Changed, CannotBecome
        TooEarly: the day has not come yet where the activity takes place.
        NothingReleased: there is no released run sheet to go by.
        NotApprovedAnyMore: the plan has changed since, and somebody has to agree again.
        NotInsured: a risk is stated, and insurance does not cover everybody (V8).
    """
    actor.must(Permission.RELEASE_DAY)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        status = moved(activity.status, Status.RUNNING)
        if activity.first_day is None or findings.today(activity) < activity.first_day:
            raise TooEarly
        if await releases.current(actor.organization_id, activity_id) is None:
            raise NothingReleased
        await approvals.must_hold(activity)
        await day_begins.tell(activity)
        after = await activities.change(actor, activity_id, version, {"status": status})
        await traces.leave(actor, "activity.begun", activity_id, activity_id=activity_id)
    return after


async def finish(actor: Actor, activity_id: UUID, version: int) -> Activity:
    """Wrap the day up; what follows it can begin.

    Raises:
        NotAllowed, NoSuchActivity, Changed, CannotBecome
    """
    actor.must(Permission.RELEASE_DAY)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        status = moved(activity.status, Status.DONE)
        after = await activities.change(actor, activity_id, version, {"status": status})
        await traces.leave(actor, "activity.finished", activity_id, activity_id=activity_id)
    return after
