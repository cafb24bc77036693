"""The chain of approval of an association: read, and written anew; steps are retired, never deleted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from accounts import memberships, organizations, traces
from accounts.rules.permissions import Actor, Permission
from events import tables
from events.rules.chains import (
    DEFAULT,
    MOST,
    ChainChanged,
    NoSuchApprover,
    SeesNoBudget,
    Step,
    TooManySteps,
    WantedStep,
    fingerprint,
    may_hold,
)
from kit import clock, database, i18n
from kit.i18n import gettext

UNWRITTEN = UUID(int=0)  # the id of a default step that is no row yet


async def of(organization_id: UUID) -> list[Step]:
    """Return the chain in force, for whoever was let in: the default one until somebody writes another."""
    steps = await ever(organization_id)
    if steps:
        return [one for one in steps if one.retired_at is None]
    with i18n.speaking((await organizations.publisher(organization_id)).locale):
        return [
            Step(UNWRITTEN, gettext(name), covers, None, n, clock.now())
            for n, (name, covers) in enumerate(DEFAULT)
        ]


async def ever(organization_id: UUID) -> list[Step]:
    """Return every step the association ever had, retired ones too, in order."""
    t = tables.ApprovalStep
    rows = await t.select().where(t.organization == organization_id).order_by(t.position, t.id)
    return database.facts(Step, rows)


async def materialized(organization_id: UUID) -> list[Step]:
    """Return the chain in force as rows that decisions can name, inside the caller's transaction.

    Nobody else writes the chain until it ends: a plan goes by the chain of one moment.
    """
    await organizations.lock(organization_id)
    if await ever(organization_id):
        return await of(organization_id)
    steps, now = await of(organization_id), clock.now()
    await tables.ApprovalStep.insert(
        *(_row(organization_id, one.name, one.covers, n, now=now) for n, one in enumerate(steps))
    )
    return await of(organization_id)


async def write(actor: Actor, known: str, wanted: Sequence[WantedStep]) -> list[Step]:
    """Make `wanted` the chain, in its order; none at all means that handing in is the approval.

    A step that answers for something else from now on is another step: what was agreed to before
    was agreed to for what it answered for then. Plans that were handed in keep the chain they met.

    Raises:
        NotAllowed, TooManySteps, NoSuchApprover, SeesNoBudget
        ChainChanged: somebody saved since `known`, the fingerprint, was read.
    """
    actor.must(Permission.MANAGE_MEMBERS)
    if len(wanted) > MOST:
        raise TooManySteps(most=MOST)
    t = tables.ApprovalStep
    async with database.transaction():
        await organizations.lock(actor.organization_id)
        now = clock.now()  # of the lock, not of the press: plans may be handed in while one waits
        if fingerprint(await of(actor.organization_id)) != known:
            raise ChainChanged
        await _must_be_ours(actor, wanted)
        before = await materialized(actor.organization_id)
        kept = set()
        for n, one in enumerate(wanted):
            old = before[one.was] if one.was is not None and one.was < len(before) else None
            if old is None or set(old.covers) != set(one.covers):
                row = _row(
                    actor.organization_id, one.name, one.covers, n, now=now, approver=one.approver
                )
                await t.insert(row)
                continue
            kept.add(old.id)
            await t.update({t.name: one.name, t.approver: one.approver, t.position: n}).where(
                t.id == old.id, t.organization == actor.organization_id
            )
        if gone := [one.id for one in before if one.id not in kept]:
            await t.update({t.retired_at: now}).where(
                t.id.is_in(gone), t.organization == actor.organization_id
            )
        await traces.leave(actor, "chain.changed", details=str(len(wanted)))
        return await of(actor.organization_id)


async def _must_be_ours(actor: Actor, wanted: Sequence[WantedStep]) -> None:
    members = {m.account_id: m for m in await memberships.living(actor)}
    for one in wanted:
        if one.approver is None:
            continue
        member = members.get(one.approver)
        if member is None or not may_hold(member.role, ()):
            raise NoSuchApprover
        if not may_hold(member.role, one.covers):
            raise SeesNoBudget(step=one.name, name=member.name)


def _row(
    organization_id: UUID,
    name: str,
    covers: Sequence[str],
    position: int,
    *,
    now: datetime,
    approver: UUID | None = None,
) -> tables.ApprovalStep:
    return tables.ApprovalStep(
        id=uuid4(),
        organization=organization_id,
        name=name,
        covers=list(covers),
        approver=approver,
        position=position,
        created_at=now,
    )
