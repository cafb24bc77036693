"""News for everybody who still counts on an activity: it moved, or it does not take place."""

from events.rules.activities import OVER, Activity, Moved
from kit import database
from volunteers import notices
from volunteers.rules.applications import LIVE, Application
from volunteers.tables import applications as tables


async def called_off(activity: Activity) -> None:
    """Tell them that it does not take place."""
    for application in await _counting_on(activity):
        await notices.tell(activity, application, "called-off")


async def moved(move: Moved) -> None:
    """Tell them the new day and hour, once per move; a new end alone, or what is over, is no news."""
    if move.before.starts_at == move.after.starts_at or move.after.status in OVER:
        return
    for application in await _counting_on(move.after):
        await notices.tell(
            move.after,
            application,
            "date-moved",
            fresh=True,
            starts_at=move.after.starts_at,
            zone=move.after.zone,
            has_clock_time=move.after.has_clock_time,
        )


async def _counting_on(activity: Activity) -> list[Application]:
    a = tables.Application
    rows = await a.select().where(a.activity == activity.id, a.status.is_in(list(LIVE)))
    return database.facts(Application, rows)
