"""Promises an activity makes for afterwards."""

from events import tables
from events.rules.activities import Activity
from events.rules.obligations import Obligation
from kit import database


async def of(activity: Activity) -> list[Obligation]:
    """Return the promises, for whoever has been let in to the activity."""
    o = tables.Obligation
    rows = await o.select().where(o.activity == activity.id).order_by(o.title)
    return database.facts(Obligation, rows)
