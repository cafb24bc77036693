"""Releasing the day: from then on paper, calendars and volunteers see exactly this."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from piccolo.querystring import Selectable

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, findings, frozen_parts, schedule, tables
from events.rules import releases as rules
from events.rules.activities import Activity, Moved
from events.rules.findings import Stops
from events.rules.moves import shifted
from events.rules.releases import Release, ReleaseState, Snapshot
from events.rules.schedule import Block
from kit import clock, database
from kit.hooks import Hook
from kit.i18n import N_, day, gettext


class Released(msgspec.Struct, frozen=True):
    """News: a release, what it froze, and the blocks whose people must be told."""

    organization_id: UUID
    activity: Activity
    release: Release
    snapshot: Snapshot
    affected: tuple[Block, ...]


ON_THE_MOVE = N_("The activity moved to %(day)s")

day_released: Hook[Released] = Hook("day released")


async def release(actor: Actor, activity_id: UUID, *, name: str = "", note: str = "") -> Release:
    """Freeze the day as release n and supersede the one before.

    Raises:
        NotAllowed, NoSuchActivity, NothingToRelease, NothingChanged
        StillOpen: findings stop it that nobody has mended or accepted.
    """
    actor.must(Permission.RELEASE_DAY)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        plan = await schedule.of_activity(actor, activity_id)
        if not plan.timed:
            raise rules.NothingToRelease
        if found := await findings.stopping(activity, Stops.RELEASE):
            raise rules.StillOpen(found)
        last = await _latest(activity_id)
        in_force = last if last and last[0].state is ReleaseState.RELEASED else None
        snapshot = rules.next_snapshot(
            plan.lanes,
            plan.blocks,
            last[1] if last else None,
            clock.now(),
            await frozen_parts.digest(activity_id),
        )
        if in_force and in_force[0].sha256 == rules.fingerprint(snapshot):
            raise rules.NothingChanged(number=in_force[0].number)
        fact = await _put_in_force(
            activity, snapshot, in_force, by=actor.name, name=name[:60], note=note[:500]
        )
        await traces.leave(actor, "day.released", fact.id, activity_id=activity_id)
    return fact


async def follow(move: Moved) -> None:
    """Move what was released along with the activity, inside the caller's transaction.

    The blocks are those of the release, not of the draft, which may hold what nobody has released.
    While the day is unknown no release is in force.
    """
    last = await current(move.after.organization, move.after.id)
    if last is None:
        return
    if move.after.starts_at is None:
        r = tables.Release
        await r.update({r.state: ReleaseState.RECALLED}).where(r.id == last[0].id)
        await activities.touch(move.after.id)
        return
    blocks = shifted(last[1].blocks, move.before, move.after)
    snapshot = rules.next_snapshot(last[1].lanes, blocks, last[1], clock.now(), last[1].together)
    if rules.fingerprint(snapshot) != last[0].sha256:
        note = gettext(ON_THE_MOVE) % {"day": day(move.after.starts_at, move.after.zone)}
        await _put_in_force(move.after, snapshot, last, by=move.by, note=note)


async def renew(activity: Activity, *, by: str, note: str) -> Release | None:
    """Release what is in force once more, with who is with whom now, inside the caller's transaction.

    The blocks are those of the release, not of the draft. None while nothing is in force, or the same is.
    """
    last = await current(activity.organization, activity.id)
    if last is None:
        return None
    release, then = last
    snapshot = msgspec.structs.replace(then, together=await frozen_parts.digest(activity.id))
    if rules.fingerprint(snapshot) == release.sha256:
        return None
    return await _put_in_force(activity, snapshot, last, by=by, note=note[:500])


async def _put_in_force(
    activity: Activity,
    snapshot: Snapshot,
    before: tuple[Release, Snapshot] | None,
    *,
    by: str,
    name: str = "",
    note: str = "",
) -> Release:
    """Make `snapshot` the next release, supersede the one before, and tell whoever listens."""
    r = tables.Release
    await r.update({r.state: ReleaseState.SUPERSEDED}).where(
        r.activity == activity.id, r.state == ReleaseState.RELEASED
    )
    row = r(
        id=uuid4(),
        activity=activity.id,
        number=1 + await _latest_number(activity.id),
        name=name,
        note=note,
        snapshot=msgspec.json.encode(snapshot).decode(),
        sha256=rules.fingerprint(snapshot),
        released_by=by,
        released_at=clock.now(),
    )
    await r.insert(row)
    fact = database.fact(Release, row.to_dict())
    await activities.touch(activity.id)
    affected = rules.affected(snapshot, before[1] if before else None)
    await day_released.tell(Released(activity.organization, activity, fact, snapshot, affected))
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


async def revised(activity_id: UUID) -> tuple[int, datetime] | None:
    """Return number and moment of the newest release, whatever became of it: they only rise."""
    r = tables.Release
    row = (
        await r.select(r.number, r.released_at)
        .where(r.activity == activity_id)
        .order_by(r.number, ascending=False)
        .first()
    )
    return (row["number"], row["released_at"]) if row else None


async def _latest(activity_id: UUID) -> tuple[Release, Snapshot] | None:
    """Return the newest release whatever became of it: calendars may still hold what it said."""
    r = tables.Release
    row = (
        await r.select(*_columns(), r.snapshot)
        .where(r.activity == activity_id)
        .order_by(r.number, ascending=False)
        .first()
    )
    if row is None:
        return None
    return database.fact(Release, row), msgspec.json.decode(row["snapshot"], type=Snapshot)


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
