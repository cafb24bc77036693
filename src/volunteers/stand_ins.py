"""Stand-ins: who is beside a pair's child on a day instead of its helper. Rows are never deleted.

As an absence, a row counts for the day on which it was written.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from kit import clock, database
from volunteers.absences import of_today
from volunteers.rules.absences import StandIn, next_midnight
from volunteers.rules.applications import LIVE
from volunteers.rules.pairs import LIVE_PAIRS, StandInKind
from volunteers.tables import pairs as tables


async def of(activity_id: UUID) -> dict[UUID, UUID]:
    """Return by pair who stands in now, as an application; pairs with their own helper are left out."""
    return {one.pair: one.application for one in await standing(activity_id)}


async def standing(activity_id: UUID) -> list[StandIn]:
    """Return who stands in now and still counts, for pairs that live, of an activity that may be seen."""
    s = tables.StandIn
    rows = (
        await s.select()
        .where(
            s.activity == activity_id,
            s.ended_at.is_null(),
            s.pair.status.is_in(list(LIVE_PAIRS)),
            s.application.status.is_in(list(LIVE)),
            of_today(s),
        )
        .order_by(s.at, s.id)
    )
    return database.facts(StandIn, rows)


async def names(activity_id: UUID) -> dict[UUID, tuple[UUID, str]]:
    """Return by pair who stands in now, as application and name, for whoever may see names."""
    s = tables.StandIn
    rows = await s.select(s.pair, s.application, s.application.name.as_alias("name")).where(
        s.activity == activity_id,
        s.ended_at.is_null(),
        s.pair.status.is_in(list(LIVE_PAIRS)),
        s.application.status.is_in(list(LIVE)),
        of_today(s),
    )
    return {row["pair"]: (row["application"], row["name"]) for row in rows}


async def around(application_id: UUID) -> list[StandIn]:
    """Return where somebody stands in now, and who stands in at their own pairs."""
    s = tables.StandIn
    rows = (
        await s.select()
        .where(
            (s.application == application_id) | (s.pair.application == application_id),
            s.ended_at.is_null(),
            s.pair.status.is_in(list(LIVE_PAIRS)),
            s.application.status.is_in(list(LIVE)),
            of_today(s),
        )
        .order_by(s.at, s.id)
    )
    return database.facts(StandIn, rows)


async def stands(application_id: UUID) -> bool:
    """Return whether somebody stands in anywhere now."""
    return any(one.application == application_id for one in await around(application_id))


async def write(
    activity_id: UUID, step: UUID, by: str, places: Mapping[UUID, tuple[UUID, StandInKind]]
) -> None:
    """Let these stand in (pair → application and kind) inside the caller's transaction.

    Under the activity's row lock; whoever stood in before at one of these pairs does so no more.
    """
    s, now = tables.StandIn, clock.now()
    await end(places)
    rows = [
        s(
            id=uuid4(),
            activity=activity_id,
            pair=pair,
            application=application,
            kind=kind,
            step=step,
            by=by,
            at=now,
        )
        for pair, (application, kind) in places.items()
    ]
    for batch in database.batches(rows):
        await s.insert(*batch)


async def end(pair_ids: Collection[UUID]) -> None:
    """End who stands in at these pairs inside the caller's transaction: their own helper is there again."""
    s = tables.StandIn
    if pair_ids:
        await s.update({s.ended_at: clock.now()}).where(
            s.pair.is_in(list(pair_ids)), s.ended_at.is_null()
        )


async def kinds(activity_id: UUID) -> dict[tuple[UUID, UUID], StandInKind]:
    """Return as what people stood in at a pair the last time, by pair and application, past ones too."""
    s = tables.StandIn
    rows = (
        await s.select(s.pair, s.application, s.kind)
        .where(s.activity == activity_id)
        .order_by(s.at)
    )
    return {(row["pair"], row["application"]): StandInKind(row["kind"]) for row in rows}


async def revised(application_id: UUID) -> tuple[int, datetime] | None:
    """Return count and moment of all changes to where somebody, or somebody for them, stands in.

    Past ones count too, and what the end of a day ended: they only rise.
    """
    s, now = tables.StandIn, clock.now()
    rows = await s.select(s.at, s.ended_at, s.activity.zone.as_alias("zone")).where(
        (s.application == application_id) | (s.pair.application == application_id)
    )
    moments = [at for row in rows for at in (row["at"], _ended(row, now)) if at]
    return (len(moments), max(moments)) if moments else None


def _ended(row: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return when a row ceased to count: with its day at the latest."""
    night = next_midnight(row["at"], ZoneInfo(row["zone"]))
    return min(
        (at for at in (row["ended_at"], night) if at and at <= now),
        default=None,
    )
