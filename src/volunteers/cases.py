"""What a safeguarding lead does about a report: taken up in time, step by step, closed (V21).

Whoever is named in a report does not find it here, whatever their role.
"""

from typing import Any
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events.rules.activities import Changed
from kit import clock, crypto, database
from kit.crypto import Ring
from volunteers import concerns, suspensions
from volunteers.rules.concerns import (
    AlreadyClosed,
    Concern,
    ConcernState,
    Named,
    NoSuchConcern,
    NotTakenUp,
    Step,
    kept_until,
    named_in,
)
from volunteers.tables import concerns as tables


async def listed(actor: Actor) -> list[Concern]:
    """Return the reports of the association that do not name the reader, the open ones first.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_CONCERNS)
    c = tables.Concern
    rows = (
        await _facts()
        .where(c.organization == actor.organization_id)
        .order_by(c.at, ascending=False)
    )
    found = [one for one in database.facts(Concern, rows) if not _names(one, actor)]
    return sorted(found, key=lambda one: list(ConcernState).index(one.state))


async def find(actor: Actor, concern_id: UUID, *, lock: bool = False) -> Concern:
    """Return one report that does not name the reader; its words stay sealed.

    Raises:
        NotAllowed, NoSuchConcern
    """
    actor.must(Permission.SEE_CONCERNS)
    c = tables.Concern
    if lock:
        await (
            c.select(c.id)
            .where(c.id == concern_id, c.organization == actor.organization_id)
            .lock_rows("UPDATE")
        )
    rows = await _facts().where(c.id == concern_id, c.organization == actor.organization_id)
    found = database.facts(Concern, rows)
    if not found or _names(found[0], actor):
        raise NoSuchConcern
    return found[0]


async def steps(concern: Concern) -> list[Step]:
    """Return what was done about a report that was found, in order; the words stay sealed."""
    s = tables.ConcernStep
    rows = (
        await s.select(*s.all_columns(), s.account.name.as_alias("name"))
        .where(s.concern == concern.id)
        .order_by(s.number)
    )
    return database.facts(Step, rows)


async def acknowledge(actor: Actor, concern_id: UUID) -> None:
    """Take a report up; pressed twice, the first one counts.

    Raises:
        NotAllowed, NoSuchConcern
    """
    async with database.transaction():
        await _take_up(actor, await find(actor, concern_id, lock=True))


async def add_step(actor: Actor, concern_id: UUID, text: str) -> None:
    """Write down what was done; whoever does something has taken it up.

    Raises:
        NotAllowed, NoSuchConcern, AlreadyClosed
    """
    s, step_id = tables.ConcernStep, uuid4()
    async with database.transaction():
        concern = await find(actor, concern_id, lock=True)
        if concern.state is ConcernState.CLOSED:
            raise AlreadyClosed
        await _take_up(actor, concern)
        number = await s.count().where(s.concern == concern.id) + 1
        place = concerns.step_place(step_id, actor.organization_id)
        await s.insert(
            s(
                id=step_id,
                concern=concern.id,
                number=number,
                text=crypto.seal(text, place, Ring.CONCERN),
                account=actor.account_id,
                at=clock.now(),
            )
        )
        await traces.leave(actor, "concern.step", concern.id)


async def note_outside(actor: Actor, concern_id: UUID, reference: str) -> None:
    """Keep the reference of a report to an authority.

    Raises:
        NotAllowed, NoSuchConcern
    """
    c = tables.Concern
    async with database.transaction():
        concern = await find(actor, concern_id, lock=True)
        await c.update({c.outside: reference[:120], c.version: c.version + 1}).where(
            c.id == concern.id, c.organization == actor.organization_id
        )
        await traces.leave(actor, "concern.outside", concern.id)


async def close(actor: Actor, concern_id: UUID, version: int) -> None:
    """Close a report that was taken up; three years later it is deleted.

    Volunteers it names stay away from children until somebody lets them back.

    Raises:
        NotAllowed, NoSuchConcern, NotTakenUp, Changed
    """
    c, now = tables.Concern, clock.now()
    async with database.transaction():
        concern = await find(actor, concern_id, lock=True)
        if concern.state is ConcernState.OPEN:
            raise NotTakenUp
        rows = (
            await c.update(
                {
                    c.state: ConcernState.CLOSED,
                    c.closed_at: now,
                    c.keep_until: kept_until(now.date()),
                    c.version: c.version + 1,
                }
            )
            .where(
                c.id == concern.id,
                c.organization == actor.organization_id,
                c.version == version,
                c.state == ConcernState.ACKNOWLEDGED,
            )
            .returning(c.id)
        )
        if not rows:
            raise Changed
        await traces.leave(actor, "concern.closed", concern.id)


async def let_back(actor: Actor, concern_id: UUID, volunteer_id: UUID) -> None:
    """Let a volunteer whom the report names help with children again.

    Raises:
        NotAllowed, NoSuchConcern
    """
    c = tables.Concern
    async with database.transaction():
        concern = await find(actor, concern_id, lock=True)
        if volunteer_id not in concern.named_volunteers:
            raise NoSuchConcern
        left = [one for one in concern.named_volunteers if one != volunteer_id]
        await c.update({c.named_volunteers: left, c.version: c.version + 1}).where(
            c.id == concern.id, c.organization == actor.organization_id
        )
        await suspensions.let_back(actor.organization_id, volunteer_id, concern.id)
        await traces.leave(actor, "concern.let_back", volunteer_id)


async def _take_up(actor: Actor, concern: Concern) -> None:
    c = tables.Concern
    rows = (
        await c.update(
            {
                c.state: ConcernState.ACKNOWLEDGED,
                c.acknowledged_at: clock.now(),
                c.acknowledged_by: actor.account_id,
                c.version: c.version + 1,
            }
        )
        .where(
            c.id == concern.id,
            c.organization == actor.organization_id,
            c.state == ConcernState.OPEN,
        )
        .returning(c.id)
    )
    if rows:
        await traces.leave(actor, "concern.taken_up", concern.id)


def _facts() -> Any:
    c = tables.Concern
    return c.select(
        *c.all_columns(),
        c.acknowledged_by.name.as_alias("acknowledged_name"),
    )


def _names(concern: Concern, actor: Actor) -> bool:
    """Say whether a report names its reader, also if they joined, or got that name, afterwards.

    The program reads the words for this alone; nobody sees them.
    """
    if actor.account_id in concern.named_accounts:
        return True
    texts = [
        concerns.read(secret, concerns.place(concern.id, actor.organization_id, column))
        for column, secret in (("text", concern.text), ("persons", concern.persons))
    ]
    return bool(named_in(texts, [Named(actor.account_id, actor.name)]))
