"""What a merge locks before it touches an entry: activities, then applications, each in one order.

Whoever decides about an applicant holds the activity, then the application, and only then the entry;
a merge that took them the other way round would wait for them while they wait for it.
"""

from collections.abc import Sequence
from uuid import UUID

from volunteers.tables.applications import Application


async def take(volunteer_ids: Sequence[UUID]) -> set[UUID]:
    """Lock the activities and applications of these entries until we are done; return the latter."""
    ids = list(volunteer_ids)
    await Application.raw(
        "SELECT id FROM activity WHERE id IN "
        "(SELECT activity FROM application WHERE volunteer = ANY({})) ORDER BY id FOR UPDATE",
        ids,
    )
    rows = await Application.raw(
        "SELECT id FROM application WHERE volunteer = ANY({}) ORDER BY activity, id FOR UPDATE", ids
    )
    return {UUID(str(row["id"])) for row in rows}


async def applications_of(volunteer_ids: Sequence[UUID]) -> set[UUID]:
    rows = await Application.select(Application.id).where(
        Application.volunteer.is_in(list(volunteer_ids))
    )
    return {row["id"] for row in rows}
