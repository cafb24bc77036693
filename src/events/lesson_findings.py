"""What the last edition learned must be looked at by this one: ticked, or left out with a reason (E14)."""

from accounts.rules.permissions import Actor, Permission
from events import tasks
from events.rules.activities import OVER, Activity
from events.rules.findings import Finding
from events.rules.lessons import unchecked


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return the checks that lessons have left and nobody has settled yet."""
    if activity.status in OVER or not actor.may(Permission.SEE_PLAN):
        return []
    return unchecked(activity, await tasks.of_activity(activity.id))
