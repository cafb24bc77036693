"""What an association shows the public of its activities: those whose call was published."""

from uuid import UUID

from events.rules.activities import PAST_APPROVAL, Activity, Status
from kit import database
from volunteers.tables import applications as tables

PUBLIC = (*PAST_APPROVAL, Status.CANCELLED)


async def of_organization(organization_id: UUID) -> list[Activity]:
    """Return the activities of `organization_id` that have a public page, whoever asks."""
    r = tables.Recruitment
    rows = (
        await r.select(*r.activity.all_columns())
        .where(
            r.activity.organization == organization_id,
            r.activity.status.is_in(list(PUBLIC)),
            r.published_at.is_not_null(),
        )
        .output(nested=True)
    )
    return database.facts(Activity, (row["activity"] for row in rows))
