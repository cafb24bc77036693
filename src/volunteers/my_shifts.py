"""A volunteer's own shifts: what their page says first, and what their calendar shows of each."""

from typing import Any

from accounts.rules.links import Holder
from events import places
from events.rules.activities import Activity
from kit import clock, database
from volunteers import posts, stands
from volunteers.rules.applications import HOLDING, Application
from volunteers.rules.shifts import NOT_CLEARED, Own, Shift, Stand
from volunteers.tables import shifts as tables


async def of_volunteer(_holder: Holder, application: Application) -> dict[str, Any]:
    """Return the next shift of whoever has a place, and whether there are any to choose from."""
    if application.status not in HOLDING:
        return {}
    now = clock.now()
    coming = [
        shift
        for shift, _ in await stands.of_person(application.id)
        if shift.ends_at > now and not shift.cancelled_at
    ]
    if not coming:
        s = tables.Shift
        there = s.exists().where(
            s.activity == application.activity, s.starts_at > now, s.cancelled_at.is_null()
        )
        return {"shifts_to_choose": await there}
    first, s = coming[0], tables.Shift
    row = (
        await s.select(
            s.post.name.as_alias("post"),
            s.place.name.as_alias("place"),
            s.place.meeting_point.as_alias("meeting_point"),
        )
        .where(s.id == first.id)
        .first()
    )
    return {
        "next_shift": first,
        "next_shift_line": " · ".join(filter(None, row.values())) if row else "",
        "shift_count": len(coming),
    }


async def dated(activity: Activity, application: Application) -> list[Own]:
    """Return all shifts they stand or stood in; who was kept from them sees nothing, at once."""
    s, p = tables.Shift, tables.ShiftPerson
    rows = await p.select().where(p.application == application.id, p.reason != NOT_CLEARED)
    several = database.facts(Stand, rows)
    if not several:
        return []
    known = {
        one.id: one
        for one in database.facts(
            Shift, await s.select().where(s.id.is_in([one.shift for one in several]))
        )
    }
    named = {one.id: one.name for one in await posts.of(activity)}
    where = {one.id: one.name for one in await places.of(activity.id)}
    return [
        Own(
            shift=(shift := known[one.shift]),
            stand=one,
            post=named.get(shift.post, ""),
            place=where.get(shift.place, "") if shift.place else "",
        )
        for one in several
    ]
