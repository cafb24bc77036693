"""Leave to see real data of children: asked for, decided by another, used with a log row each time."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts import (
    access_log,
    mails,
    memberships,
    organizations,
    sessions,
    tables,
    throttles,
    traces,
)
from accounts.rules.grants import (
    RECORDS_AN_HOUR,
    AskedAlready,
    Closed,
    Decided,
    Field,
    Grant,
    GrantState,
    Leave,
    NoSuchGrant,
    OwnRequest,
    Sight,
    Wanted,
    reveal_gaps,
)
from accounts.rules.memberships import Left
from accounts.rules.permissions import Actor, Permission, Role
from kit import clock, database
from kit.settings import settings

HOUR = timedelta(hours=1)
KEPT = timedelta(days=3 * 366)
SHOWN = 100


async def of(actor: Actor) -> list[Grant]:
    """Return the requests an actor has to do with: the lead and the owner all, others their own."""
    actor.must(Permission.ASK_ACCESS)
    g = tables.AccessGrant
    query = _facts().where(g.organization == actor.organization_id)
    if not actor.may(Permission.SEE_ACCESS_LOG):
        query = query.where(g.requester == actor.account_id)
    rows = await query.order_by(g.asked_at, ascending=False).limit(SHOWN)
    return database.facts(Grant, rows)


async def own(actor: Actor, activity_id: UUID) -> list[Grant]:
    """Return what the actor asked for in one activity, the latest first."""
    g = tables.AccessGrant
    rows = (
        await _facts()
        .where(
            g.organization == actor.organization_id,
            g.requester == actor.account_id,
            g.activity_id == activity_id,
        )
        .order_by(g.asked_at, ascending=False)
    )
    return database.facts(Grant, rows)


async def ask(actor: Actor, activity_id: UUID, wanted: Wanted) -> UUID:
    """Ask for leave in an activity that was found for the actor; the leads are written to.

    One question of a person waits in an activity: twice the same would be two leaves to end.

    Raises:
        NotAllowed, AskedAlready
    """
    actor.must(Permission.ASK_ACCESS)
    grant_id, a = uuid4(), tables.Account
    async with database.transaction():
        await a.select(a.id).where(a.id == actor.account_id).lock_rows("UPDATE")
        mine = await own(actor, activity_id)
        if any(one.state(clock.now()) is GrantState.ASKED for one in mine):
            raise AskedAlready
        await tables.AccessGrant.insert(
            tables.AccessGrant(
                id=grant_id,
                organization=actor.organization_id,
                activity_id=activity_id,
                requester=actor.account_id,
                fields=list(dict.fromkeys(wanted.fields)),
                purpose=wanted.purpose,
                days=wanted.days,
                asked_at=clock.now(),
            )
        )
        await traces.leave(actor, "access.asked", grant_id, activity_id=activity_id)
        for lead in await memberships.serving(actor.organization_id, Role.SAFEGUARDING):
            if lead.account_id != actor.account_id:
                await _write("access-asked", lead.email, lead.locale, actor)
    return grant_id


async def decide(
    actor: Actor, grant_id: UUID, version: int, *, allow: bool, answer: str = ""
) -> None:
    """Allow or refuse what somebody else asked for; it counts from now on.

    Raises:
        NotAllowed, NoSuchGrant, OwnRequest, Decided
    """
    actor.must(Permission.GRANT_ACCESS)
    g, now = tables.AccessGrant, clock.now()
    async with database.transaction():
        grant = await find(actor, grant_id)
        if grant.requester == actor.account_id:
            raise OwnRequest
        if grant.state(now) is not GrantState.ASKED:
            raise Decided
        rows = (
            await g.update(
                {
                    g.approver: actor.account_id,
                    g.decided_at: now,
                    g.refused: not allow,
                    g.answer: answer[:200],
                    g.expires_at: now + timedelta(days=grant.days) if allow else None,
                    g.version: g.version + 1,
                }
            )
            .where(
                g.id == grant.id,
                g.organization == actor.organization_id,
                g.version == version,
                g.approver.is_null(),
                g.ended_at.is_null(),
            )
            .returning(g.id)
        )
        if not rows:
            raise Decided
        await traces.leave(
            actor,
            "access.allowed" if allow else "access.refused",
            grant.id,
            activity_id=grant.activity_id,
        )
        a = tables.Account
        [asker] = await a.select(a.email, a.locale).where(a.id == grant.requester)
        await _write("access-decided", asker["email"], asker["locale"], actor)


async def end(actor: Actor, grant_id: UUID) -> None:
    """End leave early, or withdraw a question: whoever asked, a lead, and the owner.

    Raises:
        NotAllowed, NoSuchGrant
    """
    actor.must(Permission.ASK_ACCESS)
    g = tables.AccessGrant
    async with database.transaction():
        grant = await find(actor, grant_id)
        ended = g.update({g.ended_at: clock.now(), g.version: g.version + 1}).where(
            g.id == grant.id, g.organization == actor.organization_id, g.ended_at.is_null()
        )
        if await ended.returning(g.id):
            await traces.leave(actor, "access.ended", grant.id, activity_id=grant.activity_id)


async def find(actor: Actor, grant_id: UUID) -> Grant:
    """Return one request the actor has to do with.

    Raises:
        NoSuchGrant
    """
    g = tables.AccessGrant
    rows = await _facts().where(g.id == grant_id, g.organization == actor.organization_id)
    found = database.facts(Grant, rows)
    if not found or not (
        actor.may(Permission.SEE_ACCESS_LOG) or found[0].requester == actor.account_id
    ):
        raise NoSuchGrant
    return found[0]


async def reveal(
    actor: Actor, activity_id: UUID, subject_id: UUID, fields: Collection[Field], purpose: str
) -> Leave:
    """Ask the gate (G3), count, write the log, and return leave to open these fields once.

    The log row is committed before anything is opened: a page that calls this has `once=False`,
    so no transaction of its own is around it.

    Raises:
        Closed, TooOften
    """
    now, sight = clock.now(), Sight(activity_id, tuple(fields), purpose)
    grant = await covering(actor, sight, now)
    gaps = reveal_gaps(
        grant,
        actor,
        sight,
        await sessions.stepped_up_at(actor.session_id),
        now,
        step_up_needed=await organizations.asks_second_step(actor.organization_id),
    )
    if gaps or grant is None:
        raise Closed(gaps)
    await throttles.allow(f"reveal:{actor.account_id}", RECORDS_AN_HOUR, HOUR, now)
    async with database.transaction():
        log_id = await access_log.note(
            actor, subject_id, sight.fields, purpose, activity_id=activity_id, grant_id=grant.id
        )
    return Leave(log_id, subject_id, sight.fields)


async def covering(actor: Actor, sight: Sight, now: datetime) -> Grant | None:
    """Return the actor's grant that opens this, or else the one that comes closest."""
    mine = await own(actor, sight.activity_id)
    live = [one for one in mine if one.state(now) is GrantState.LIVE]
    opening = [
        one for one in live if not reveal_gaps(one, actor, sight, None, now, step_up_needed=False)
    ]
    return next(iter([*opening, *live, *mine]), None)


async def member_left(left: Left) -> None:
    """End what somebody was allowed to see, when they leave the association."""
    g = tables.AccessGrant
    await g.update({g.ended_at: clock.now(), g.version: g.version + 1}).where(
        g.organization == left.organization_id,
        g.requester == left.account_id,
        g.ended_at.is_null(),
    )


async def forget_old() -> None:
    """Drop requests three years after they were made (PIPL 56; the nightly job)."""
    g = tables.AccessGrant
    await g.delete().where(g.asked_at < clock.now() - KEPT)


def _facts() -> Any:
    g = tables.AccessGrant
    return g.select(
        *g.all_columns(),
        g.requester.name.as_alias("requester_name"),
        g.approver.name.as_alias("approver_name"),
    )


async def _write(template: str, email: str, locale: str, actor: Actor) -> None:
    """Write that something waits: no child, no purpose, no activity stands in the mail."""
    await mails.write(
        template,
        email,
        organization_id=actor.organization_id,
        locale=locale,
        organization=actor.organization,
        link=f"{settings().base_url}/association/access",
    )
