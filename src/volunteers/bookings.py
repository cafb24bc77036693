"""Who holds a place in two activities of one association that overlap."""

from collections.abc import Collection
from uuid import UUID

from accounts.rules.links import Holder
from events import activities
from events.rules.activities import Activity, Status
from kit import database
from volunteers.rules import bookings as rules
from volunteers.rules.applications import HOLDING, LIVE, Application
from volunteers.rules.bookings import Booking
from volunteers.tables import applications as tables


async def overlapping(
    activity: Activity, volunteers: Collection[UUID]
) -> dict[UUID, list[Booking]]:
    """Return the other activities each of `volunteers` has a place in at the same time."""
    span = rules.span(activity)
    if span is None or not volunteers:
        return {}
    a = tables.Application
    of = a.activity._
    rows = await a.select(
        a.volunteer,
        a.activity,
        of.title.as_alias("title"),
        of.starts_at.as_alias("starts_at"),
        of.ends_at.as_alias("ends_at"),
        of.zone.as_alias("zone"),
    ).where(
        a.volunteer.is_in(list(volunteers)),
        a.activity != activity.id,
        a.status.is_in(list(HOLDING)),
        of.organization == activity.organization,
        of.status != Status.CANCELLED,
        of.starts_at < span.end,
        of.starts_at > span.start - rules.LONGEST,
    )
    found: dict[UUID, list[Booking]] = {}
    for row in rows:
        booking = database.fact(Booking, row)
        if rules.overlap(span, rules.span(booking)):
            found.setdefault(row["volunteer"], []).append(booking)
    return found


async def of_volunteer(holder: Holder, application: Application) -> dict[str, list[Booking]]:
    """Tell a volunteer on their page where else they have a place at that time."""
    if application.status not in LIVE:
        return {"clashes": []}
    activity = await activities.of(holder.organization_id, application.activity)
    found = await overlapping(activity, [application.volunteer])
    return {"clashes": found.get(application.volunteer, [])}
