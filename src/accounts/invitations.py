"""Invitations to an association: by mail, with a role, accepted once by whom they were sent to."""

from datetime import timedelta
from uuid import UUID, uuid4

from piccolo.querystring import Selectable

from accounts import mails, signing_in, tables, throttles, traces
from accounts.rules import addresses
from accounts.rules.invitations import (
    LIVES,
    MOST_A_DAY,
    AlreadyMember,
    ForSomebodyElse,
    Invitation,
    NoSuchInvitation,
    SignInToJoin,
)
from accounts.rules.permissions import ROLE_NAMES, Actor, Permission, Role
from accounts.sessions import SignedIn
from kit import clock, database, tokens
from kit.settings import settings

KEPT = timedelta(days=30)


async def invite(actor: Actor, email: str, role: Role) -> None:
    """Invite an address; asked again, the role counts anew and the older link is dead.

    Raises:
        NotAllowed, WrongForm, AlreadyMember, TooOften
    """
    actor.must(Permission.MANAGE_MEMBERS)
    email, now, token = addresses.normal(email), clock.now(), tokens.new()
    i = tables.Invitation
    async with database.transaction():
        await throttles.allow(f"invite:{actor.organization_id}", MOST_A_DAY, timedelta(days=1), now)
        await _refuse_members(actor, email)
        invitation = i(
            id=uuid4(),
            organization=actor.organization_id,
            email=email,
            role=role,
            token_sha256=tokens.digest("invitation", token),
            invited_by=actor.account_id,
            created_at=now,
            expires_at=now + LIVES,
            accepted_at=None,
        )
        rows = (
            await i.insert(invitation)
            .on_conflict(
                target=(i.organization, i.email),
                action="DO UPDATE",
                values=[
                    i.role,
                    i.token_sha256,
                    i.invited_by,
                    i.created_at,
                    i.expires_at,
                    i.accepted_at,
                ],
            )
            .returning(i.id)
        )
        await mails.write(
            "invitation",
            email,
            organization_id=actor.organization_id,
            name=actor.name,
            organization=actor.organization,
            role=ROLE_NAMES[role],
            link=f"{settings().base_url}/invitations/{token}",
        )
        await traces.leave(actor, "member.invite", rows[0]["id"], details=role)


async def pending(actor: Actor) -> list[Invitation]:
    """Return the invitations nobody answered yet, the newest first.

    Raises:
        NotAllowed
    """
    actor.must(Permission.MANAGE_MEMBERS)
    i = tables.Invitation
    rows = (
        await i.select(*_columns())
        .where(
            i.organization == actor.organization_id,
            i.accepted_at.is_null(),
            i.expires_at > clock.now(),
        )
        .order_by(i.created_at, ascending=False)
    )
    return database.facts(Invitation, rows)


async def withdraw(actor: Actor, invitation_id: UUID) -> None:
    """Take an invitation back; its link is dead at once.

    Raises:
        NotAllowed, NoSuchInvitation
    """
    actor.must(Permission.MANAGE_MEMBERS)
    i = tables.Invitation
    async with database.transaction():
        gone = (
            await i.delete()
            .where(
                i.id == invitation_id,
                i.organization == actor.organization_id,
                i.accepted_at.is_null(),
            )
            .returning(i.id)
        )
        if not gone:
            raise NoSuchInvitation
        await traces.leave(actor, "member.withdraw", invitation_id)


async def find(token: str) -> Invitation:
    """Return the invitation behind a mailed link.

    Raises:
        NoSuchInvitation
    """
    i = tables.Invitation
    row = (
        await i.select(*_columns())
        .where(
            i.token_sha256 == tokens.digest("invitation", token),
            i.accepted_at.is_null(),
            i.expires_at > clock.now(),
        )
        .first()
    )
    if row is None:
        raise NoSuchInvitation
    return database.fact(Invitation, row)


async def needs_sign_in(invitation: Invitation) -> bool:
    """Return whether the invited address has an account, which then must say yes itself."""
    a = tables.Account
    return await a.exists().where(a.email == invitation.email)


async def accept(token: str, signed_in: SignedIn | None, name: str) -> tuple[UUID, UUID]:
    """Join, and return account and association; who has no account yet gets one by `name`.

    The mailed link has proved whose mailbox it is, so a new account needs no other confirmation.

    Raises:
        NoSuchInvitation, ForSomebodyElse, SignInToJoin
    """
    i, now = tables.Invitation, clock.now()
    async with database.transaction():
        invitation = await find(token)
        if signed_in and signed_in.email != invitation.email:
            raise ForSomebodyElse
        if signed_in is None and await needs_sign_in(invitation):
            raise SignInToJoin
        won = (
            await i.update({i.accepted_at: now})
            .where(i.id == invitation.id, i.accepted_at.is_null())
            .returning(i.id)
        )
        if not won:
            raise NoSuchInvitation
        account_id = (
            signed_in.account_id
            if signed_in
            else await signing_in.create(invitation.email, name, "", now)
        )
        m = tables.Membership
        membership = m(
            id=uuid4(),
            account=account_id,
            organization=invitation.organization_id,
            role=invitation.role,
            created_at=now,
        )
        await m.insert(membership).on_conflict(
            target=(m.account, m.organization), action="DO NOTHING"
        )
        joined = Actor(account_id, invitation.organization_id, invitation.role)
        await traces.leave(joined, "member.join", membership.id, details=invitation.role)
    return account_id, invitation.organization_id


async def forget_old() -> None:
    """Drop invitations that ended a month ago: nobody needs those addresses any more."""
    i = tables.Invitation
    await i.delete().where(i.expires_at < clock.now() - KEPT)


async def _refuse_members(actor: Actor, email: str) -> None:
    m = tables.Membership
    known = (
        await m.select(m.account.name.as_alias("name"))
        .where(m.organization == actor.organization_id, m.account.email == email)
        .first()
    )
    if known:
        raise AlreadyMember(name=known["name"])


def _columns() -> list[Selectable]:
    i = tables.Invitation
    return [
        i.id,
        i.organization.as_alias("organization_id"),
        i.organization.name.as_alias("organization"),
        i.email,
        i.role,
        i.invited_by.name.as_alias("invited_by"),
        i.expires_at,
    ]
