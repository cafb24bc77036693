"""The members of an association: their roles, and leaving."""

from datetime import date
from uuid import UUID

from accounts import links, sessions, tables, traces
from accounts.rules.links import Kind
from accounts.rules.memberships import (
    Left,
    Member,
    NoSuchMember,
    Serving,
    refuse_without_owner,
)
from accounts.rules.permissions import Actor, Permission, Role
from kit import clock, database
from kit.hooks import Hook

member_left: Hook[Left] = Hook("member left")


async def of(actor: Actor) -> list[Member]:
    """Return the members of the actor's association, owners first, then by name."""
    m = tables.Membership
    rows = (
        await m.select(
            m.id,
            m.account.as_alias("account_id"),
            m.account.name.as_alias("name"),
            m.account.email.as_alias("email"),
            m.role,
            m.until,
        )
        .where(m.organization == actor.organization_id)
        .order_by(m.created_at)
    )
    members = database.facts(Member, rows)
    return sorted(members, key=lambda one: (list(Role).index(one.role), one.name))


async def living(actor: Actor) -> list[Member]:
    """Return the members who have not left by today: those something may be given to."""
    today = clock.now().date()
    return [one for one in await of(actor) if one.until is None or one.until >= today]


async def serving(organization_id: UUID, *roles: Role) -> list[Serving]:
    """Return who belongs to an association today, the longest first, for whoever acts within it.

    With `roles` only those; each with the language they are written to in.
    """
    m, today = tables.Membership, clock.now().date()
    query = m.select(
        m.account.as_alias("account_id"),
        m.account.name.as_alias("name"),
        m.account.email.as_alias("email"),
        m.account.locale.as_alias("locale"),
        m.role,
    ).where(m.organization == organization_id, m.until.is_null() | (m.until >= today))
    rows = await (query.where(m.role.is_in(list(roles))) if roles else query).order_by(m.created_at)
    return database.facts(Serving, rows)


async def last_day(organization_id: UUID, account_id: UUID) -> date | None:
    """Return the last day of a membership, for whoever acts without a session; None if it goes on."""
    m = tables.Membership
    row = (
        await m.select(m.until)
        .where(m.organization == organization_id, m.account == account_id)
        .first()
    )
    return row["until"] if row else None


async def find(actor: Actor, membership_id: UUID) -> Member:
    """Return one member of the actor's association.

    Raises:
        NoSuchMember
    """
    for one in await of(actor):
        if one.id == membership_id:
            return one
    raise NoSuchMember


async def change_role(actor: Actor, membership_id: UUID, role: Role) -> Member:
    """Give a member another role; whatever they have open is signed out, as rights are read anew.

    Raises:
        NotAllowed, NoSuchMember, LastOwner
    """
    actor.must(Permission.MANAGE_MEMBERS)
    async with database.transaction():
        member = await _locked(actor, membership_id)
        if member.role is role:
            return member
        if role is not Role.OWNER:
            refuse_without_owner(await of(actor), member, clock.now().date())
        m = tables.Membership
        await m.update({m.role: role}).where(
            m.id == membership_id, m.organization == actor.organization_id
        )
        await sessions.end_all(member.account_id)
        await traces.leave(actor, "member.role", membership_id, details=f"{member.role} → {role}")
        return member


async def remove(actor: Actor, membership_id: UUID) -> Member:
    """End a membership, sign that person out everywhere and end their calendars.

    Raises:
        NotAllowed, NoSuchMember, LastOwner
    """
    actor.must(Permission.MANAGE_MEMBERS)
    async with database.transaction():
        member = await _locked(actor, membership_id)
        refuse_without_owner(await of(actor), member, clock.now().date())
        m = tables.Membership
        await m.delete().where(m.id == membership_id, m.organization == actor.organization_id)
        await sessions.end_all(member.account_id)
        await links.revoke(actor.organization_id, Kind.FEED, member.account_id)
        await traces.leave(actor, "member.remove", membership_id, details=member.role)
        await member_left.tell(Left(actor.organization_id, member.account_id))
        return member


async def _locked(actor: Actor, membership_id: UUID) -> Member:
    """Return a member, with the association locked: two owners cannot both leave at once."""
    o = tables.Organization
    await o.select(o.id).where(o.id == actor.organization_id).lock_rows("UPDATE")
    return await find(actor, membership_id)
