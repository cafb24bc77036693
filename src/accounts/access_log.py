"""Who saw real data, of whom, when and what for: one row for each time, written before it is shown."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from accounts import tables
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from kit import clock, database

KEPT_YEARS = 3  # PIPL 56, domain reference §6.4
RECENT = 200


class Seen(msgspec.Struct, frozen=True):
    """One time that somebody saw something; `who` is the name they had then."""

    who: str
    at: datetime
    fields: tuple[str, ...]
    purpose: str
    subject_id: UUID
    activity_id: UUID | None


async def note(
    who: Actor | Holder,
    subject_id: UUID,
    fields: Collection[str],
    purpose: str,
    *,
    activity_id: UUID | None = None,
    grant_id: UUID | None = None,
) -> UUID:
    """Write one row and return its id; whoever calls shows nothing before it is committed."""
    now, log_id = clock.now(), uuid4()
    await tables.AccessLog.insert(
        tables.AccessLog(
            id=log_id,
            organization=who.organization_id,
            activity_id=activity_id,
            account=who.account_id if isinstance(who, Actor) else None,
            link_id=who.id if isinstance(who, Holder) else None,
            who=who.name,
            grant_id=grant_id,
            subject_id=subject_id,
            fields=[str(one) for one in fields],
            purpose=purpose,
            at=now,
            keep_until=kept_until(now.date()),
        )
    )
    return log_id


async def of_subject(organization_id: UUID, subject_id: UUID) -> list[Seen]:
    """Return who saw one child's real data, the latest first.

    For whoever may know it: the lead, the partner's page, the guardian's page (未网保 34).
    """
    a = tables.AccessLog
    rows = (
        await a.select()
        .where(a.organization == organization_id, a.subject_id == subject_id)
        .order_by(a.at, ascending=False)
    )
    return database.facts(Seen, rows)


async def of_activity(organization_id: UUID, activity_id: UUID) -> list[Seen]:
    """Return who saw real data of an activity's children, the latest first: for its partner."""
    a = tables.AccessLog
    rows = (
        await a.select()
        .where(a.organization == organization_id, a.activity_id == activity_id)
        .order_by(a.at, ascending=False)
    )
    return database.facts(Seen, rows)


async def of_subjects(organization_id: UUID, subject_ids: Collection[UUID]) -> list[Seen]:
    """Return who saw real data of these children, the latest first: for the partner who sends them."""
    if not subject_ids:
        return []
    a = tables.AccessLog
    rows = (
        await a.select()
        .where(a.organization == organization_id, a.subject_id.is_in(list(subject_ids)))
        .order_by(a.at, ascending=False)
        .limit(RECENT)
    )
    return database.facts(Seen, rows)


async def recent(actor: Actor) -> list[Seen]:
    """Return what was seen lately in the actor's association.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_ACCESS_LOG)
    a = tables.AccessLog
    rows = (
        await a.select()
        .where(a.organization == actor.organization_id, a.activity_id.is_not_null())
        .order_by(a.at, ascending=False)
        .limit(RECENT)
    )
    return database.facts(Seen, rows)


async def forget_old() -> None:
    """Drop the rows of three years ago (the nightly job)."""
    a = tables.AccessLog
    await a.delete().where(a.keep_until < clock.now().date())


def kept_until(day: date) -> date:
    """Return the day three years on."""
    return day.replace(year=day.year + KEPT_YEARS, day=min(day.day, 28))
