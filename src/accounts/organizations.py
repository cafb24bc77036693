"""Associations: founding one, and which of one's own to act for."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from accounts import sessions, tables, traces
from accounts.rules import switches
from accounts.rules.permissions import Actor, Permission, Role
from accounts.rules.switches import AnswerTime, ConcernContact, SecondStep, Switches
from accounts.sessions import SignedIn
from kit import clock, database, i18n
from kit.errors import Refusal
from kit.hooks import Hook
from kit.i18n import N_
from kit.settings import settings

association_founded: Hook[Actor] = Hook("association founded")


class NoSuchAssociation(Refusal):
    status = 404
    message = N_("There is no such association.")


class ReasonNeeded(Refusal):
    status = 422
    message = N_("Say why, in one sentence: it is kept beside the switch.")


class Mine(msgspec.Struct, frozen=True):
    """An association I belong to, and as what."""

    id: UUID
    name: str
    university_unit: str
    role: Role


class Publisher(msgspec.Struct, frozen=True):
    """What the public calendar of an association says of it; `calendar_version` moves its tag."""

    id: UUID
    name: str
    locale: str
    created_at: datetime
    calendar_uid: str
    calendar_version: int
    calendar_modified: datetime


async def found(signed_in: SignedIn, name: str, university_unit: str) -> str:
    """Found an association, own it, act for it from now on; return the token of the new session."""
    async with database.transaction():
        owner = await establish(signed_in.account_id, name, university_unit)
        return await sessions.change_organization(signed_in.session_id, owner.organization_id)


async def establish(account_id: UUID, name: str, university_unit: str) -> Actor:
    """Make an association owned by `account_id`, and return that owner as who acts for it."""
    organization_id, now = uuid4(), clock.now()
    async with database.transaction():
        await tables.Organization.insert(
            tables.Organization(
                id=organization_id,
                name=name,
                university_unit=university_unit,
                locale=i18n.locale(),
                created_at=now,
                calendar_uid=f"organization-{organization_id}@{settings().domain}",
                calendar_modified=now.replace(microsecond=0),
            )
        )
        await admit(organization_id, account_id, Role.OWNER)
        owner = Actor(account_id, organization_id, Role.OWNER, organization=name)
        await traces.leave(owner, "organization.found", organization_id)
        await association_founded.tell(owner)
    return owner


async def admit(organization_id: UUID, account_id: UUID, role: Role) -> None:
    """Make an account a member; part of the caller's intention, which has asked who may."""
    await tables.Membership.insert(
        tables.Membership(
            id=uuid4(),
            account=account_id,
            organization=organization_id,
            role=role,
            created_at=clock.now(),
        )
    )


async def lock(organization_id: UUID) -> None:
    """Let one after the other change what an association has agreed on; until the transaction ends."""
    o = tables.Organization
    # Whoever only writes rows of the association does not wait: foreign keys ask for less.
    await o.select(o.id).where(o.id == organization_id).lock_rows("NO KEY UPDATE")


async def is_alone(organization_id: UUID) -> bool:
    """Say whether this association is the only one of the installation."""
    o = tables.Organization
    return not await o.exists().where(o.id != organization_id)


async def any_there() -> bool:
    """Say whether this installation has an association yet."""
    return await tables.Organization.exists()


async def mine(account_id: UUID) -> list[Mine]:
    """Return the associations an account belongs to today, the longest first."""
    m, today = tables.Membership, clock.now().date()
    rows = (
        await m.select(
            m.organization.as_alias("id"),
            m.organization.name.as_alias("name"),
            m.organization.university_unit.as_alias("university_unit"),
            m.role,
        )
        .where(m.account == account_id, (m.until.is_null()) | (m.until >= today))
        .order_by(m.created_at)
    )
    return database.facts(Mine, rows)


async def publisher(organization_id: UUID) -> Publisher:
    """Return the public side of an association, whoever asks.

    Raises:
        NoSuchAssociation
    """
    row = (
        await tables.Organization.select().where(tables.Organization.id == organization_id).first()
    )
    if row is None:
        raise NoSuchAssociation
    return database.fact(Publisher, row)


async def policy(organization_id: UUID) -> Switches:
    """Return what an association has decided for itself, for whoever acts within it."""
    o = tables.Organization
    row = await o.select(o.policy).where(o.id == organization_id).first()
    return switches.read(row["policy"] if row else "")


async def decide(actor: Actor, decided: Switches) -> None:
    """Set the switches of the actor's association.

    Raises:
        NotAllowed
    """
    actor.must(Permission.MANAGE_MEMBERS)
    await _switch(actor, decided, "organization.decided")


async def second_step(organization_id: UUID) -> SecondStep:
    """Return whether the second step is asked for before real data, and why not."""
    o = tables.Organization
    row = await o.select(o.policy).where(o.id == organization_id).first()
    return switches.second_step(row["policy"] if row else "")


async def asks_second_step(organization_id: UUID) -> bool:
    return (await second_step(organization_id)).asks_second_step


async def switch_second_step(actor: Actor, *, on: bool, reason: str = "") -> None:
    """Ask for the second step before real data, or go without it for a reason.

    Raises:
        NotAllowed, ReasonNeeded
    """
    actor.must(Permission.SET_SAFEGUARDS)
    if not on and not reason.strip():
        raise ReasonNeeded
    decided = SecondStep(asks_second_step=on, second_step_reason="" if on else reason.strip()[:200])
    await _switch(actor, decided, "second-step.on" if on else "second-step.off")


async def concern_contact(organization_id: UUID) -> ConcernContact:
    """Return whom the public page about children in danger names, whoever asks."""
    o = tables.Organization
    row = await o.select(o.policy).where(o.id == organization_id).first()
    return switches.concern_contact(row["policy"] if row else "")


async def name_concern_contact(actor: Actor, contact: ConcernContact) -> None:
    """Say whom that page names; a number there is public.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_CONCERNS)
    await _switch(actor, contact, "concern.contact")


async def answer_time(organization_id: UUID) -> AnswerTime:
    """Return how long an association gives itself to answer a request about somebody's data."""
    o = tables.Organization
    row = await o.select(o.policy).where(o.id == organization_id).first()
    return switches.answer_time(row["policy"] if row else "")


async def promise_answers(actor: Actor, time: AnswerTime) -> None:
    """Say within how many working days such a request is answered.

    Raises:
        NotAllowed
    """
    actor.must(Permission.MANAGE_MEMBERS)
    await _switch(actor, time, "requests.answer_time")


async def everywhere() -> list[tuple[UUID, str]]:
    """Return the name of each association here: its name is public (its calendar carries it)."""
    o = tables.Organization
    rows = await o.select(o.id, o.name).order_by(o.name)
    return [(row["id"], row["name"]) for row in rows]


async def _switch(
    actor: Actor,
    decided: Switches | SecondStep | ConcernContact | AnswerTime,
    action: str,
) -> None:
    o = tables.Organization
    async with database.transaction():
        row = (
            await o.select(o.policy)
            .where(o.id == actor.organization_id)
            .lock_rows("UPDATE")
            .first()
        )
        stored = switches.written(row["policy"] if row else "", decided)
        await o.update({o.policy: stored}).where(o.id == actor.organization_id)
        await traces.leave(actor, action, actor.organization_id)


async def usual(account_id: UUID) -> UUID | None:
    """Return the association an account acted for last, or else its first; None if it has none."""
    own = [one.id for one in await mine(account_id)]
    s = tables.Session
    last = (
        await s.select(s.organization)
        .where(s.account == account_id, s.organization.is_not_null())
        .order_by(s.last_seen_at, ascending=False)
        .first()
    )
    if last and last["organization"] in own:
        return last["organization"]  # type: ignore[no-any-return]
    return own[0] if own else None


async def switch(signed_in: SignedIn, organization_id: UUID) -> str:
    """Act for another of one's own associations; return the token of the new session.

    Raises:
        NoSuchAssociation: unknown, or not one of theirs.
    """
    async with database.transaction():
        if organization_id not in [one.id for one in await mine(signed_in.account_id)]:
            raise NoSuchAssociation
        return await sessions.change_organization(signed_in.session_id, organization_id)
