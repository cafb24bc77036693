"""Capability links: addresses that show something to whoever has them, until they end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts import tables
from accounts.rules.links import Holder, Kind, NoSuchLink
from kit import clock, database, tokens
from kit.settings import settings

UNUSED = timedelta(days=400)
NOTICE = timedelta(days=90)


async def make(
    organization_id: UUID,
    kind: Kind,
    object_id: UUID,
    *,
    about: str = "",
    activity_id: UUID | None = None,
    expires_at: datetime | None = None,
    locale: str = "zh_Hans",
    detail: str = "full",
    name: str = "",
    token: str = "",
) -> str:
    """Make a link and return its token, which is shown this once and stored as a hash.

    `token` is given only where the same form, sent again, must lead to the same link.
    """
    token, now = token or tokens.new(), clock.now().replace(microsecond=0)
    await tables.CapabilityLink.insert(
        tables.CapabilityLink(
            id=uuid4(),
            token_sha256=tokens.digest(kind, token),
            organization=organization_id,
            kind=kind,
            about=about,
            object_id=object_id,
            activity_id=activity_id,
            locale=locale,
            detail=detail,
            name=name,
            version_at=now,
            created_at=now,
            expires_at=expires_at or now + UNUSED,
            calendar_uid=f"link-{uuid4()}@{settings().domain}",
            calendar_modified=now,
        )
    )
    return token


async def make_each(
    organization_id: UUID,
    kind: Kind,
    locales: Mapping[UUID, str],
    *,
    about: str,
    activity_id: UUID,
    expires_at: datetime | None,
) -> dict[UUID, str]:
    """Make one link for each object of `locales` in few statements; return their tokens."""
    made = {object_id: tokens.new() for object_id in locales}
    now, c = clock.now().replace(microsecond=0), tables.CapabilityLink
    rows = [
        c(
            id=uuid4(),
            token_sha256=tokens.digest(kind, token),
            organization=organization_id,
            kind=kind,
            about=about,
            object_id=object_id,
            activity_id=activity_id,
            locale=locales[object_id],
            version_at=now,
            created_at=now,
            expires_at=expires_at or now + UNUSED,
            calendar_uid=f"link-{uuid4()}@{settings().domain}",
            calendar_modified=now,
        )
        for object_id, token in made.items()
    ]
    for batch in database.batches(rows):
        await c.insert(*batch)
    return made


async def holder(kind: Kind, token: str) -> Holder:
    """Return what a living link opens.

    Raises:
        NoSuchLink: unknown, expired or revoked; nobody can tell which.
    """
    found = await find(kind, token)
    now = clock.now()
    if found is None or found.revoked_at or found.expires_at <= now:
        raise NoSuchLink
    await mark_used(found, now)
    return found


async def find(kind: Kind, token: str) -> Holder | None:
    """Return the link of `token` in whatever state, for calendars, which answer a revoked one calmly."""
    c = tables.CapabilityLink
    row = (
        await c.select(*c.all_columns(), c.organization.as_alias("organization_id"))
        .where(c.token_sha256 == tokens.digest(kind, token), c.kind == kind)
        .first()
    )
    return database.fact(Holder, row) if row else None


async def living(organization_id: UUID, kind: Kind, object_id: UUID) -> list[Holder]:
    """Return the links of one object that still open it, the newest first."""
    c = tables.CapabilityLink
    rows = (
        await c.select(*c.all_columns(), c.organization.as_alias("organization_id"))
        .where(
            c.organization == organization_id,
            c.kind == kind,
            c.object_id == object_id,
            c.revoked_at.is_null(),
            c.expires_at > clock.now(),
        )
        .order_by(c.created_at, ascending=False)
    )
    return database.facts(Holder, rows)


async def of_activity(organization_id: UUID, kind: Kind, activity_id: UUID) -> list[Holder]:
    """Return the living links of one kind that belong to an activity, the newest first."""
    c = tables.CapabilityLink
    rows = (
        await c.select(*c.all_columns(), c.organization.as_alias("organization_id"))
        .where(
            c.organization == organization_id,
            c.kind == kind,
            c.activity_id == activity_id,
            c.revoked_at.is_null(),
            c.expires_at > clock.now(),
        )
        .order_by(c.created_at, ascending=False)
    )
    return database.facts(Holder, rows)


async def run_out(organization_id: UUID, kind: Kind, activity_id: UUID) -> set[UUID]:
    """Return the objects in an activity that had links of this kind, of which none opens any more."""
    c = tables.CapabilityLink
    rows = await c.select(c.object_id).where(
        c.organization == organization_id, c.kind == kind, c.activity_id == activity_id
    )
    had = {row["object_id"] for row in rows}
    return had - {one.object_id for one in await of_activity(organization_id, kind, activity_id)}


async def revoke(
    organization_id: UUID, kind: Kind, object_id: UUID, *, link_id: UUID | None = None
) -> int:
    """End the links of one object, or only `link_id` of them, at once; return how many lived."""
    c = tables.CapabilityLink
    query = c.update(
        {c.revoked_at: clock.now(), c.version: c.version + 1, c.version_at: clock.now()}
    ).where(
        c.organization == organization_id,
        c.kind == kind,
        c.object_id == object_id,
        c.revoked_at.is_null(),
    )
    return len(await (query.where(c.id == link_id) if link_id else query).returning(c.id))


async def prolong(organization_id: UUID, kind: Kind, object_id: UUID, until: datetime) -> int:
    """Let the living links of one object go on until `until`, under the same address; return how many."""
    c = tables.CapabilityLink
    return len(
        await c.update({c.expires_at: until, c.version: c.version + 1})
        .where(
            c.organization == organization_id,
            c.kind == kind,
            c.object_id == object_id,
            c.revoked_at.is_null(),
            c.expires_at > clock.now(),
        )
        .returning(c.id)
    )


async def touch(*object_ids: UUID) -> None:
    """Say that something the calendars of `object_ids` show has changed (their ETag moves)."""
    c = tables.CapabilityLink
    await c.update({c.version: c.version + 1, c.version_at: clock.now()}).where(
        c.object_id.is_in(list(object_ids)), c.kind == Kind.FEED
    )


async def locales(organization_id: UUID, kind: Kind, object_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the language of the newest living link of each object that has one."""
    c = tables.CapabilityLink
    rows = (
        await c.select(c.object_id, c.locale)
        .where(
            c.organization == organization_id,
            c.kind == kind,
            c.object_id.is_in(list(object_ids)),
            c.revoked_at.is_null(),
            c.expires_at > clock.now(),
        )
        .order_by(c.created_at)
    )
    return {row["object_id"]: row["locale"] for row in rows}


async def mark_used(found: Holder, now: datetime) -> None:
    """Remember the day; a calendar that is still fetched does not run out."""
    if found.last_used_on is not None and found.last_used_on >= now.date():
        return
    c = tables.CapabilityLink
    values: dict[Any, Any] = {c.last_used_on: now.date()}
    if found.kind is Kind.FEED:
        values[c.expires_at] = max(found.expires_at, now + UNUSED)
    await c.update(values).where(c.id == found.id)
