"""Helpers of earlier editions: whom a child may have known before."""

from uuid import UUID

import msgspec

from events import series
from events.rules.activities import Activity
from kit import database
from volunteers.rules.applications import HOLDING
from volunteers.tables import applications as tables


class Helper(msgspec.Struct, frozen=True):
    """A volunteer who had a place in an earlier edition."""

    id: UUID
    name: str
    edition: int


async def helpers(activity: Activity) -> list[Helper]:
    """Return who helped in the editions before this one, the latest first, each once."""
    editions = {
        one.id: one.edition
        for one in await series.siblings(activity)
        if one.edition < activity.edition
    }
    if not editions:
        return []
    a = tables.Application
    rows = await a.select(
        a.volunteer.as_alias("id"), a.volunteer.name.as_alias("name"), a.activity
    ).where(a.activity.is_in(list(editions)), a.status.is_in(list(HOLDING)))
    found = [database.fact(Helper, {**row, "edition": editions[row["activity"]]}) for row in rows]
    latest: dict[UUID, Helper] = {}
    for one in sorted(found, key=lambda one: one.edition):
        latest[one.id] = one
    return sorted(latest.values(), key=lambda one: (-one.edition, one.name))
