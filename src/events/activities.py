"""What can be done with activities: one function, one intention, one transaction."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.query.mixins import LockStrength

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import moves, tables
from events.rules.activities import (
    NOT_BEGUN,
    Activity,
    AlreadyOver,
    CancelNeedsReason,
    Changed,
    DateState,
    Moved,
    NoSuchActivity,
    Party,
    Status,
    moved,
    must_lie_ahead,
)
from kit import clock, database
from kit.hooks import Hook

IN_TURN = LockStrength.no_key_update

activity_moved: Hook[Moved] = Hook("activity moved")
activity_relocated: Hook[Activity] = Hook("activity relocated")
activity_cancelled: Hook[Activity] = Hook("activity cancelled")
activity_changed: Hook[Activity] = Hook("activity changed")


# What calendars show of an activity: its revision rises when one of these really changes (X5).
SHOWN = {
    "title",
    "short_title",
    "place",
    "address",
    "starts_at",
    "ends_at",
    "zone",
    "status",
    "date_state",
}
# What leaves a trace of its own where it is changed.
OTHERWISE_TOLD = {"status", "submitted_at", "approved_at", "cancel_reason", "theme", "purposes"}


async def of_organization(actor: Actor) -> list[Activity]:
    """Return the association's activities: the next one first, undated ones last."""
    rows = (
        await tables.Activity.select()
        .where(tables.Activity.organization == actor.organization_id)
        .order_by(tables.Activity.starts_at)
    )
    return database.facts(Activity, rows)


async def find(actor: Actor, activity_id: UUID, *, lock: bool | LockStrength = False) -> Activity:
    """Return one activity of the actor's association; `lock` keeps others from changing it.

    With `IN_TURN` those who lock it so come one by one, and new rows may refer to it meanwhile: a
    crowd of applicants neither waits for them nor keeps them waiting.

    Raises:
        NoSuchActivity: also if it is another association's; strangers learn nothing.
    """
    return await of(actor.organization_id, activity_id, lock=lock)


async def of(
    organization_id: UUID, activity_id: UUID, *, lock: bool | LockStrength = False
) -> Activity:
    """Return one activity for whoever acts within `organization_id`: an actor, a link, a worker.

    Raises:
        NoSuchActivity
    """
    query = tables.Activity.select().where(
        tables.Activity.id == activity_id,
        tables.Activity.organization == organization_id,
    )
    strength = LockStrength.update if lock is True else lock
    rows = await (query.lock_rows(strength) if strength else query)
    if not rows:
        raise NoSuchActivity
    return database.fact(Activity, rows[0])


async def anywhere(activity_id: UUID) -> Activity:
    """Return one activity of any association, for whoever runs this installation.

    Raises:
        NoSuchActivity
    """
    rows = await tables.Activity.select().where(tables.Activity.id == activity_id)
    if not rows:
        raise NoSuchActivity
    return database.fact(Activity, rows[0])


async def by_slug(slug: str) -> Activity:
    """Return the activity behind a public address, whoever asks; what is shown of it is public.

    Raises:
        NoSuchActivity
    """
    rows = await tables.Activity.select().where(tables.Activity.slug == slug)
    if not rows:
        raise NoSuchActivity
    return database.fact(Activity, rows[0])


async def parties(activity: Activity) -> list[Party]:
    """Return the units that take part, in the order they are named."""
    p = tables.Party
    rows = await p.select().where(p.activity == activity.id).order_by(p.position)
    return database.facts(Party, rows)


async def change(
    actor: Actor, activity_id: UUID, version: int, differing: dict[str, Any]
) -> Activity:
    """Change columns of the activity and return it anew, telling the slices above.

    Raises:
        NotAllowed, NoSuchActivity
        Changed: somebody saved since `version` was read.
        DayIsOver: it has not begun and would be moved to a day that is over.
    """
    actor.must(Permission.CHANGE_PLAN)
    return await put(actor, activity_id, version, differing)


async def put(actor: Actor, activity_id: UUID, version: int, differing: dict[str, Any]) -> Activity:
    """Change columns as `change` does, for whoever another rule has let do so: an approver, say."""
    async with database.transaction():
        before = await find(actor, activity_id, lock=True)
        if before.version != version:
            raise Changed
        t = tables.Activity
        changed = {name for name, value in differing.items() if _differs(before, name, value)}
        bump: dict[Any, Any] = {
            t.version: t.version + 1,
            t.calendar_version: t.calendar_version + 1,
            t.calendar_version_at: clock.now(),
        }
        if SHOWN & changed:
            bump |= {
                t.calendar_sequence: t.calendar_sequence + 1,
                t.calendar_modified: later(before.calendar_modified),
            }
        await t.update({**{getattr(t, k): v for k, v in differing.items()}, **bump}).where(
            t.id == activity_id, t.version == version
        )
        after = await find(actor, activity_id)
        if after.status in NOT_BEGUN and after.first_day != before.first_day:
            must_lie_ahead(after.first_day, clock.day(after.zone))
        if changed - OTHERWISE_TOLD:
            await traces.leave(actor, "activity.changed", activity_id, activity_id=activity_id)
        await activity_changed.tell(after)
        if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
            await moves.follow(before, after)
            await activity_moved.tell(Moved(actor.name, before, after))
        if (before.place, before.address) != (after.place, after.address):
            await activity_relocated.tell(after)
    return after


async def settle(actor: Actor, activity_id: UUID, *, undo: bool = False) -> bool:
    """Say that a tentative date holds, or with `undo` that it may still move; False if it does so.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    before, after = DateState.TENTATIVE, DateState.FIXED
    if undo:
        before, after = after, before
    async with database.transaction():
        activity = await find(actor, activity_id, lock=True)
        if activity.date_state is not before:
            return False
        await change(actor, activity_id, activity.version, {"date_state": after})
    return True


async def cancel(actor: Actor, activity_id: UUID, version: int, reason: str) -> Activity:
    """Call the activity off, saying why; calendars show it as cancelled from now on.

    Raises:
        CancelNeedsReason, NotAllowed, NoSuchActivity, Changed, CannotBecome
        AlreadyOver: its end has passed.
    """
    actor.must(Permission.CHANGE_PLAN)
    if not reason:
        raise CancelNeedsReason
    async with database.transaction():
        before = await find(actor, activity_id, lock=True)
        if before.ends_at and before.ends_at <= clock.now():
            raise AlreadyOver
        status = moved(before.status, Status.CANCELLED)
        after = await change(
            actor, activity_id, version, {"status": status, "cancel_reason": reason}
        )
        await traces.leave(actor, "activity.cancelled", activity_id, activity_id=activity_id)
        await activity_cancelled.tell(after)
    return after


async def touch(activity_id: UUID) -> None:
    """Say that something the activity's feeds show has changed, so that their ETags move."""
    t = tables.Activity
    await t.update(
        {t.calendar_version: t.calendar_version + 1, t.calendar_version_at: clock.now()}
    ).where(t.id == activity_id)


def later(previous: datetime) -> datetime:
    """Return now, but at least a second after `previous`: revisions only rise (calendars §2)."""
    return max(clock.now().replace(microsecond=0), previous + timedelta(seconds=1))


def _differs(before: Activity, name: str, value: Any) -> bool:
    stored = getattr(before, name)
    return bool(stored != (tuple(value) if isinstance(value, list) else value))
