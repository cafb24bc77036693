"""Volunteers whom a report names are kept from children until a lead decides (V21)."""

from uuid import UUID

from kit import clock, database, logs
from volunteers import clearances
from volunteers.tables import applications as tables


async def keep_apart() -> None:
    """Keep everybody apart whom a report names and no lead has let back, at once.

    A report that was saved stays saved, whatever fails here; the worker of the house asks again
    each minute.
    """
    try:
        async with database.transaction():
            await _suspend()
    except Exception as trouble:  # noqa: BLE001 -- the report must not be lost for it
        logs.event("not kept apart", error=type(trouble).__name__)


async def let_back(organization_id: UUID, volunteer_id: UUID, concern_id: UUID) -> None:
    """Let a volunteer back, as far as one report is concerned; inside the caller's transaction."""
    v = tables.Volunteer
    await v.update({v.suspended_at: None, v.suspended_by: None}).where(
        v.id == volunteer_id,
        v.organization == organization_id,
        v.suspended_by == concern_id,
    )
    await _suspend()  # another report may name them too
    await clearances.clearances_changed.tell(frozenset({volunteer_id}))


async def _suspend() -> None:
    rows = await tables.Volunteer.raw(
        "UPDATE volunteer v SET suspended_at = {}, suspended_by = c.id FROM concern c "
        "WHERE v.id = ANY(c.named_volunteers) AND v.organization = c.organization "
        "AND v.suspended_at IS NULL RETURNING v.id",
        clock.now(),
    )
    if rows:
        await clearances.clearances_changed.tell(frozenset(row["id"] for row in rows))
