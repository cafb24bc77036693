"""Who is signed in: our own session table, because a borrowed one adopts what a client sends (T1)."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from accounts import tables
from accounts.rules.permissions import Actor, Role
from kit import clock, database, tokens
from kit.errors import Refusal
from kit.i18n import N_

IDLE = timedelta(days=7)
IDLE_WITH_GRANT = timedelta(minutes=30)  # while leave to see real data of children is live
LONGEST = timedelta(days=30)
SEEN_AT_MOST_EVERY = timedelta(minutes=1)


class SignedIn(msgspec.Struct, frozen=True):
    """An account behind a session; `actor` is None until it acts for an association."""

    session_id: UUID
    account_id: UUID
    name: str
    email: str
    locale: str
    theme: str
    actor: Actor | None


class Device(msgspec.Struct, frozen=True):
    """One place where an account is signed in, as its owner sees it."""

    id: UUID
    device: str
    created_at: datetime
    last_seen_at: datetime


class SessionOver(Refusal):
    status = 401
    message = N_("Please sign in first.")


async def begin(account_id: UUID, organization_id: UUID | None, *, device: str = "") -> str:
    """Start a session and return its token, which is stored as a hash only."""
    token, now = tokens.new(), clock.now()
    await tables.Session.insert(
        tables.Session(
            id=uuid4(),
            token_sha256=tokens.digest("session", token),
            account=account_id,
            organization=organization_id,
            created_at=now,
            last_seen_at=now,
            ends_at=now + LONGEST,
            device=device[:100],
        )
    )
    return token


async def find(token: str, now: datetime) -> SignedIn | None:
    """Return who holds `token`, or None if it is unknown, idle for too long, or over.

    The role is read anew each time: losing it takes effect with the next request.
    """
    s = tables.Session
    row = (
        await s.select(
            s.id,
            s.last_seen_at,
            s.organization.as_alias("organization_id"),
            s.account.as_alias("account_id"),
            s.account.name.as_alias("name"),
            s.account.email.as_alias("email"),
            s.account.locale.as_alias("locale"),
            s.account.theme.as_alias("theme"),
            s.organization.name.as_alias("organization"),
        )
        .where(
            s.token_sha256 == tokens.digest("session", token),
            s.ends_at > now,
            s.last_seen_at > now - IDLE,
        )
        .first()
    )
    if row is None:
        return None
    if now - row["last_seen_at"] > IDLE_WITH_GRANT and await _has_grant(row["account_id"], now):
        return None
    if now - row["last_seen_at"] > SEEN_AT_MOST_EVERY:
        await s.update({s.last_seen_at: now}).where(s.id == row["id"])
    return SignedIn(
        session_id=row["id"],
        account_id=row["account_id"],
        name=row["name"],
        email=row["email"],
        locale=row["locale"],
        theme=row["theme"],
        actor=await _actor(row, now) if row["organization_id"] else None,
    )


async def change_organization(session_id: UUID, organization_id: UUID | None) -> str:
    """Let the person act for another association, by a session of its own; the old one is dead."""
    s = tables.Session
    async with database.transaction():
        rows = await s.delete().where(s.id == session_id).returning(s.account, s.device)
        if not rows:
            raise SessionOver
        return await begin(rows[0]["account"], organization_id, device=rows[0]["device"])


async def step_up(session_id: UUID) -> str:
    """Note that the second factor was shown just now; return a new token, the old one is dead.

    Raises:
        SessionOver
    """
    s, token = tables.Session, tokens.new()
    rows = (
        await s.update({s.step_up_at: clock.now(), s.token_sha256: tokens.digest("session", token)})
        .where(s.id == session_id)
        .returning(s.id)
    )
    if not rows:
        raise SessionOver
    return token


async def stepped_up_at(session_id: UUID) -> datetime | None:
    """Return when the second factor was last shown in a session."""
    s = tables.Session
    row = await s.select(s.step_up_at).where(s.id == session_id).first()
    return row["step_up_at"] if row else None


async def forget_step_up(session_id: UUID) -> None:
    """Ask for the second factor anew, whenever it was last shown."""
    s = tables.Session
    await s.update({s.step_up_at: None}).where(s.id == session_id)


async def living(account_id: UUID) -> list[Device]:
    """Return where an account is signed in, the last used first."""
    s, now = tables.Session, clock.now()
    rows = (
        await s.select(s.id, s.device, s.created_at, s.last_seen_at)
        .where(s.account == account_id, s.ends_at > now, s.last_seen_at > now - IDLE)
        .order_by(s.last_seen_at, ascending=False)
    )
    return database.facts(Device, rows)


async def end(session_id: UUID, *, account_id: UUID | None = None) -> None:
    """Sign this session out; with `account_id` only if it is one of that account."""
    query = tables.Session.delete().where(tables.Session.id == session_id)
    await (query.where(tables.Session.account == account_id) if account_id else query)


async def end_all(account_id: UUID, *, but: UUID | None = None) -> None:
    """Sign an account out everywhere, after a change of password say; `but` may stay."""
    query = tables.Session.delete().where(tables.Session.account == account_id)
    await (query.where(tables.Session.id != but) if but else query)


async def forget_ended() -> None:
    """Drop sessions nobody can come back to."""
    s, now = tables.Session, clock.now()
    await s.delete().where((s.ends_at < now) | (s.last_seen_at < now - IDLE))


async def _has_grant(account_id: object, now: datetime) -> bool:
    """Say whether an account may see real data of children these days (safety reference §3.3)."""
    g = tables.AccessGrant
    return await g.exists().where(
        g.requester == account_id,
        g.approver.is_not_null(),
        g.refused.eq(False),
        g.ended_at.is_null(),
        g.expires_at > now,
    )


async def _actor(row: dict[str, object], now: datetime) -> Actor | None:
    m = tables.Membership
    membership = (
        await m.select(m.role, m.until)
        .where(m.account == row["account_id"], m.organization == row["organization_id"])
        .first()
    )
    if membership is None or (membership["until"] and membership["until"] < now.date()):
        return None
    return database.fact(
        Actor,
        {**row, "role": Role(membership["role"]), "session_id": row["id"]},
    )
