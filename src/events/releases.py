"""Releasing the day: from then on paper, calendars and volunteers see exactly this."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from piccolo.querystring import Selectable

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, schedule, tables
from events.rules import releases as rules
from events.rules.activities import Activity
from events.rules.day_checks import day_checked
from events.rules.findings import Stops, stopping
from events.rules.releases import Release, ReleaseState, Snapshot
from events.rules.schedule import Block
from kit import clock, database
from kit.hooks import Hook


class Released(msgspec.Struct, frozen=True):
    """News: a release, what it froze, and the blocks whose people must be told."""

    organization_id: UUID
    activity: Activity
    release: Release
    snapshot: Snapshot
    affected: tuple[Block, ...]


day_released: Hook[Released] = Hook("day released")


async def release(actor: Actor, activity_id: UUID, *, name: str = "", note: str = "") -> Release:
    """Freeze the day as release n and supersede the one before.

    Raises:
        NotAllowed, NoSuchActivity, NothingToRelease, NothingChanged
        StillOpen: a day check that stops a release has something to say.
    """
    actor.must(Permission.RELEASE_DAY)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        day = await schedule.of_activity(actor, activity_id)
        if not day.timed:
            raise rules.NothingToRelease
        if stopped := stopping(day_checked(activity, day), Stops.RELEASE):
            raise rules.StillOpen(what=" · ".join(finding.sentence for finding in stopped))
        last = await current(actor.organization_id, activity_id)
        now = clock.now()
        snapshot = rules.next_snapshot(day.lanes, day.blocks, last[1] if last else None, now)
        digest = rules.fingerprint(snapshot)
        if last and last[0].sha256 == digest:
            raise rules.NothingChanged(number=last[0].number)
        r = tables.Release
        await r.update({r.state: ReleaseState.SUPERSEDED}).where(
            r.activity == activity_id, r.state == ReleaseState.RELEASED
        )
        row = r(
            id=uuid4(),
            activity=activity_id,
            number=1 + await _latest_number(activity_id),
            name=name[:60],
            note=note[:500],
            snapshot=msgspec.json.encode(snapshot).decode(),
            sha256=digest,
            released_by=actor.name,
            released_at=now,
        )
        await r.insert(row)
        fact = database.fact(Release, row.to_dict())
        await activities.touch(activity_id)
        await traces.leave(actor, "day.released", fact.id, activity_id=activity_id)
        await day_released.tell(
            Released(
                actor.organization_id,
                activity,
                fact,
                snapshot,
                rules.affected(snapshot, last[1] if last else None),
            )
        )
    return fact


async def of_activity(actor: Actor, activity_id: UUID) -> list[Release]:
    """Return the releases, the newest first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    await activities.find(actor, activity_id)
    r = tables.Release
    rows = (
        await r.select(*_columns())
        .where(r.activity == activity_id)
        .order_by(r.number, ascending=False)
    )
    return database.facts(Release, rows)


async def current(organization_id: UUID, activity_id: UUID) -> tuple[Release, Snapshot] | None:
    """Return the release in force and what it froze, None before the first one."""
    r = tables.Release
    row = (
        await r.select(*_columns(), r.snapshot)
        .where(
            r.activity == activity_id,
            r.activity.organization == organization_id,
            r.state == ReleaseState.RELEASED,
        )
        .first()
    )
    if row is None:
        return None
    return database.fact(Release, row), msgspec.json.decode(row["snapshot"], type=Snapshot)


async def since(moment: datetime) -> list[tuple[UUID, UUID]]:
    """Return association and activity of every release after `moment`, for workers of the house."""
    r = tables.Release
    rows = (
        await r.select(r.activity, r.activity.organization.as_alias("organization"))
        .where(r.state == ReleaseState.RELEASED, r.released_at > moment)
        .order_by(r.released_at)
    )
    return [(row["organization"], row["activity"]) for row in rows]


async def numbered(organization_id: UUID, activity_id: UUID) -> int | None:
    """Return the number of the release in force, None before the first one."""
    r = tables.Release
    row = (
        await r.select(r.number)
        .where(
            r.activity == activity_id,
            r.activity.organization == organization_id,
            r.state == ReleaseState.RELEASED,
        )
        .first()
    )
    return row["number"] if row else None


async def state_of(activity_id: UUID, number: int) -> ReleaseState | None:
    """Return what has become of release `number`, for whoever holds a paper of it."""
    r = tables.Release
    row = await r.select(r.state).where(r.activity == activity_id, r.number == number).first()
    return ReleaseState(row["state"]) if row else None


async def _latest_number(activity_id: UUID) -> int:
    r = tables.Release
    row = (
        await r.select(r.number)
        .where(r.activity == activity_id)
        .order_by(r.number, ascending=False)
        .first()
    )
    return int(row["number"]) if row else 0


def _columns() -> list[Selectable]:
    r = tables.Release
    return [r.id, r.number, r.name, r.note, r.state, r.sha256, r.released_at, r.released_by]
