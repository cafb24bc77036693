"""What the helpers of the demo hold: nearly all of it, one that ends soon, and two reserves still to do."""

from datetime import date, timedelta
from uuid import UUID

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from volunteers import clearances
from volunteers.rules.clearance import NewClearance
from volunteers.rules.training import ClearanceKind, Outcome

OFFICE = "校志愿者服务中心"


async def note(actor: Actor, activity: Activity, evening: date, ids: list[UUID]) -> None:
    """Note pledges of the training evening, record checks of the university, and the policy for the day.

    `ids` are in the order of their numbers; the last three are the reserves.
    """
    day = activity.last_day or evening
    await clearances.record_pledges(actor, activity.id, ids[:-1], evening)
    check, ends_soon, running = ids[:-5], ids[-5:-4], ids[-4:-1]
    kind = ClearanceKind.RECORD_CHECK
    for people, outcome, until in (
        (check, Outcome.CLEAR, evening + timedelta(days=300)),
        (ends_soon, Outcome.CLEAR, day + timedelta(days=9)),
        (running, Outcome.PENDING, None),
    ):
        new = NewClearance(kind=kind, outcome=outcome, checked_by=OFFICE, valid_until=until)
        await clearances.record(actor, activity.id, people, new)
    policy = NewClearance(
        kind=ClearanceKind.INSURANCE, covers_from=day, valid_until=day, checked_by=OFFICE
    )
    await clearances.record(actor, activity.id, ids[:-2], policy)
