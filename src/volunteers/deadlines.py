"""Places that nobody answered for: passed on when their time is over, never at night."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts import traces
from events import activities
from events.rules.activities import OVER, Activity
from kit import clock, database
from volunteers import notices, places, steps
from volunteers.rules import deadlines
from volunteers.rules.applications import Application, ApplicationStatus
from volunteers.steps import Step
from volunteers.tables import applications as tables

LOOK_EVERY = timedelta(minutes=1)
_DUE = """
SELECT DISTINCT activity.id, activity.organization FROM application
JOIN activity ON activity.id = application.activity
WHERE application.status = 'accepted' AND application.answer_by <= {}
  AND (activity.starts_at IS NULL OR activity.starts_at > {}) AND activity.status <> ALL({})
"""


async def pass_on() -> int:
    """Let every place lapse whose answer is overdue, and give it to the next; return how many.

    As many workers as there are may do it at once: the activity's row lock lets one of them in, and
    whoever comes after it finds nothing left to do.
    """
    now = clock.now()
    rows = await tables.Application.raw(_DUE, now, now, list(OVER))
    return sum([await _pass_on(row["organization"], row["id"], now) for row in rows])


async def _pass_on(organization_id: UUID, activity_id: UUID, now: datetime) -> int:
    async with database.transaction():
        activity = await activities.of(organization_id, activity_id, lock=activities.IN_TURN)
        if deadlines.is_quiet(now, activity.zone):
            return 0
        await places.call_of(activity, lock=True)
        lapsed = [
            Step(one, steps.moved(one, ApplicationStatus.LAPSED))
            for one in await _overdue(activity, now)
        ]
        if not lapsed:
            return 0
        await steps.take(lapsed)
        await notices.tell_each(activity, [step.after for step in lapsed], "place-lapsed")
        await places.free(activity, *(step.before for step in lapsed))
        await traces.sweep(
            activity.organization,
            "application.lapsed",
            [step.before.id for step in lapsed],
            activity_id=activity.id,
        )
        await activities.touch(activity.id)
    return len(lapsed)


async def _overdue(activity: Activity, now: datetime) -> list[Application]:
    a = tables.Application
    rows = (
        await a.select()
        .where(
            a.activity == activity.id,
            a.status == ApplicationStatus.ACCEPTED,
            a.answer_by <= now,
        )
        .order_by(a.number)
        .lock_rows("UPDATE")
    )
    return database.facts(Application, rows)
