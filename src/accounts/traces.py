"""What was done, by whom, to what: one row in the transaction of each change that matters."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID, uuid4

from accounts import tables
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor
from accounts.rules.traces import Trace
from accounts.sessions import SignedIn
from kit import clock, database

RECENT = 30


async def leave(
    who: Actor | Holder | SignedIn,
    action: str,
    object_id: UUID | None = None,
    *,
    activity_id: UUID | None = None,
    details: str = "",
) -> None:
    """Record that `who` did `action`; `details` hold numbers and codes, never a person's data."""
    await tables.Trace.insert(
        tables.Trace(
            id=uuid4(),
            organization=None if isinstance(who, SignedIn) else who.organization_id,
            account=None if isinstance(who, Holder) else who.account_id,
            link_id=who.id if isinstance(who, Holder) else None,
            activity_id=activity_id,
            action=action,
            object_id=object_id,
            details=details,
            at=clock.now(),
        )
    )


async def sweep(
    organization_id: UUID,
    action: str,
    object_ids: Collection[UUID | None] = (None,),
    *,
    activity_id: UUID | None = None,
) -> None:
    """Record what nobody did but the calendar: a nightly job ended these."""
    t, now = tables.Trace, clock.now()
    rows = [
        t(
            id=uuid4(),
            organization=organization_id,
            activity_id=activity_id,
            action=action,
            object_id=one,
            at=now,
        )
        for one in object_ids
    ]
    for some in database.batches(rows):
        await t.insert(*some)


async def by_whom(activity_id: UUID, action: str) -> UUID | None:
    """Return the account that last did `action` in an activity."""
    t = tables.Trace
    row = (
        await t.select(t.account)
        .where(t.activity_id == activity_id, t.action == action)
        .order_by(t.at, ascending=False)
        .first()
    )
    return row["account"] if row else None


async def objects_since(activity_id: UUID, action: str, since: datetime) -> set[UUID]:
    """Return to what `action` was done in an activity since then."""
    t = tables.Trace
    rows = await t.select(t.object_id).where(
        t.activity_id == activity_id, t.action == action, t.at >= since, t.object_id.is_not_null()
    )
    return {row["object_id"] for row in rows}


async def leave_each(
    who: Actor | Holder, action: str, object_ids: Collection[UUID], *, activity_id: UUID
) -> None:
    """Record that `who` did the same to each of several, in few statements."""
    now = clock.now()
    rows = [
        tables.Trace(
            id=uuid4(),
            organization=who.organization_id,
            account=None if isinstance(who, Holder) else who.account_id,
            link_id=who.id if isinstance(who, Holder) else None,
            activity_id=activity_id,
            action=action,
            object_id=one,
            at=now,
        )
        for one in object_ids
    ]
    for batch in database.batches(rows):
        await tables.Trace.insert(*batch)


async def recent(actor: Actor, activity_id: UUID, limit: int = RECENT) -> list[Trace]:
    """Return what was done lately in an activity the caller has been let in to."""
    t = tables.Trace
    rows = (
        await t.select(t.action, t.details, t.at, t.account.name.as_alias("name"))
        .where(t.organization == actor.organization_id, t.activity_id == activity_id)
        .order_by(t.at, ascending=False)
        .limit(limit)
    )
    return database.facts(Trace, [row | {"name": row["name"] or ""} for row in rows])


async def last(activity_id: UUID, actions: Collection[str] = ("%",)) -> datetime | None:
    """Return when one of these `actions` (patterns of LIKE) was last done in an activity."""
    t = tables.Trace
    which = [t.action.like(pattern) for pattern in actions]
    row = (
        await t.select(t.at)
        .where(t.activity_id == activity_id, reduce(or_, which[1:], which[0]))
        .order_by(t.at, ascending=False)
        .first()
    )
    return row["at"] if row else None
