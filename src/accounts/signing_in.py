"""Getting in: by password, or by a link in a mail that also makes the account on first use."""

import hashlib
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

import msgspec
from piccolo.columns.combination import And

from accounts import mails, organizations, sessions, tables, throttles
from accounts.rules import addresses, devices
from accounts.rules import passwords as strength
from accounts.rules.signing_in import (
    CONFIRMATION_LIVES,
    LINK_LIVES,
    Limit,
    LinkOver,
    TooManyTries,
    WrongPassword,
    inside,
    letters,
    tries,
)
from accounts.sessions import SignedIn
from kit import clock, database, passwords, tokens
from kit.forms import WrongForm
from kit.i18n import gettext
from kit.settings import settings


class Visitor(msgspec.Struct, frozen=True):
    """Where somebody comes from, before we know who it is; `mark` is their device's cookie."""

    host: str
    user_agent: str = ""
    mark: str = ""

    @property
    def network(self) -> str:
        return addresses.network(self.host)


class Opened(msgspec.Struct, frozen=True):
    """What a mailed link is about to do: let in, or make an account and let in."""

    email: str
    name: str = ""
    has_password: bool = False


class Entry(msgspec.Struct, frozen=True):
    """A session that has just begun: its token, and the mark of the device."""

    token: str
    mark: str


async def by_password(email: str, password: str, visitor: Visitor) -> UUID:
    """Return whose password this is.

    Tries are counted before they are judged, so many at once are not more than many in a row.

    Raises:
        WrongPassword, TooManyTries, TooBusy
    """
    email, now = email.strip().lower(), clock.now()
    a = tables.Account
    account = await a.select(a.id, a.password_hash).where(a.email == email).first()
    account_id, stored = (account["id"], account["password_hash"]) if account else (None, "")
    own = account_id is not None and tokens.same(visitor.mark, _mark(account_id))
    limits = tries(_person(email), visitor.network, own_device=own)
    await _count(limits, now)
    if not await passwords.fits(stored, password) or account_id is None:
        raise WrongPassword
    for limit in limits:
        await throttles.forgive(limit.bucket, limit.every, now)
    if passwords.is_outdated(stored):
        await a.update({a.password_hash: await passwords.hashed(password)}).where(
            a.id == account_id
        )
    return account_id  # type: ignore[no-any-return]


async def ask_link(email: str, after: str, visitor: Visitor) -> None:
    """Mail a link that signs in, if there is such an account; nobody can tell from outside.

    Raises:
        WrongForm, TooManyTries
    """
    email, now = addresses.normal(email), clock.now()
    await _count(letters(_person(email), visitor.network), now)
    async with database.transaction():
        link = await _link(tables.SignInToken(email=email, next=inside(after)))
        if await _account(email):
            await mails.write("sign_in_link", email, link=link)


async def sign_up(name: str, email: str, password: str, after: str, visitor: Visitor) -> None:
    """Mail a link that makes the account; whoever has one already gets a link that signs in.

    Nothing exists until the link is opened, so nobody can prepare an account for somebody else.

    Raises:
        WrongForm, TooManyTries, TooBusy
    """
    email, now = addresses.normal(email), clock.now()
    if password:
        strength.refuse_weak(password, (name, email, *email.split("@")))
    await _count(letters(_person(email), visitor.network), now)
    stored = await passwords.hashed(password) if password else ""
    async with database.transaction():
        known = await _account(email)
        new = tables.SignInToken(
            email=email,
            next=inside(after),
            name="" if known else name,
            password_hash="" if known else stored,
        )
        link = await _link(new)
        await mails.write("sign_in_link" if known else "confirm_address", email, link=link)


async def opened(token: str) -> Opened:
    """Return what the link would do; opening it does nothing (a mail program may have done that).

    Raises:
        LinkOver
    """
    t = tables.SignInToken
    row = await t.select(t.email, t.name, t.password_hash).where(_living(token)).first()
    if row is None:
        raise LinkOver
    return Opened(row["email"], row["name"], bool(row["password_hash"]))


async def spend(token: str, password: str) -> tuple[UUID, str]:
    """Use the link up and return whose it is, and where they wanted to go.

    Who chose a password at sign-up types it again, or goes without: else a stranger could sign
    up with my address and his password, and wait for me to confirm it.

    Raises:
        LinkOver, WrongForm, TooManyTries
    """
    t, now = tables.SignInToken, clock.now()
    waiting = await t.select(t.password_hash).where(_living(token)).first()
    if waiting and waiting["password_hash"] and password:
        await _count(
            [Limit(f"confirm:{tokens.digest('sign-in', token).hex()[:32]}", 10, LINK_LIVES)], now
        )
        if not await passwords.fits(waiting["password_hash"], password):
            raise WrongForm({"password": gettext("This is not the password you chose.")})
    async with database.transaction():
        rows = (
            await t.delete()
            .where(_living(token))
            .returning(t.email, t.next, t.name, t.password_hash)
        )
        if not rows:
            raise LinkOver
        row = rows[0]
        account_id = await _account(row["email"])
        if account_id is None and not row["name"]:
            raise LinkOver
        if account_id is None:
            stored = row["password_hash"] if password else ""
            account_id = await create(row["email"], row["name"], stored, now)
    return account_id, inside(row["next"])


async def create(email: str, name: str, password_hash: str, now: datetime) -> UUID:
    """Make an account for a mailbox that has just proved to be its owner's, and return whose it is.

    If another link made it at this very moment, that one stands. Its language is the browser's.
    """
    a = tables.Account
    await a.insert(
        a(
            id=uuid4(),
            email=email,
            name=name,
            locale="",
            password_hash=password_hash,
            confirmed_at=now,
            created_at=now,
        )
    ).on_conflict(target=a.email, action="DO NOTHING")
    return cast("UUID", await _account(email))


async def enter(
    account_id: UUID,
    visitor: Visitor,
    before: SignedIn | None,
    *,
    organization_id: UUID | None = None,
) -> Entry:
    """Begin a session: always a new one, never the one the browser came with (fixation, S13)."""
    async with database.transaction():
        if before:
            await sessions.end(before.session_id)
        acting = organization_id or await organizations.usual(account_id)
        token = await sessions.begin(account_id, acting, device=devices.name(visitor.user_agent))
    return Entry(token, _mark(account_id))


async def forget_expired() -> None:
    """Drop links nobody opened in time."""
    t = tables.SignInToken
    await t.delete().where(t.expires_at < clock.now())


async def _link(new: tables.SignInToken) -> str:
    token, now = tokens.new(), clock.now()
    new.id, new.token_sha256 = uuid4(), tokens.digest("sign-in", token)
    new.created_at = now
    new.expires_at = now + (CONFIRMATION_LIVES if new.name else LINK_LIVES)
    await tables.SignInToken.insert(new)
    return f"{settings().base_url}/signin/{token}"


async def _account(email: str) -> UUID | None:
    a = tables.Account
    row = await a.select(a.id).where(a.email == email).first()
    return row["id"] if row else None


async def _count(limits: list[Limit], now: datetime) -> None:
    for limit in limits:
        try:
            await throttles.allow(limit.bucket, limit.most, limit.every, now)
        except throttles.TooOften as refusal:
            raise TooManyTries from refusal


def _living(token: str) -> And:
    t = tables.SignInToken
    return (t.token_sha256 == tokens.digest("sign-in", token)) & (t.expires_at > clock.now())


def _person(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def _mark(account_id: UUID) -> str:
    """Return the cookie that says: this account signed in on this device before."""
    return tokens.signature(settings().secret_key.encode(), "device", str(account_id))
