"""What can be done with programmes: find them, change what they are called and when they run, close them."""

from typing import Any, TypeVar
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, evidence, tables
from events.rules.activities import Activity, Party
from events.rules.programmes import (
    NoSuchProgramme,
    NotEmpty,
    Programme,
    ProgrammeChanged,
    ProgrammeClosed,
    refuse_days,
)
from kit import clock, database

T = TypeVar("T", bound=msgspec.Struct)


async def of_organization(actor: Actor) -> list[Programme]:
    """Return the association's programmes: the ones that go on first, the latest first.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_PLAN)
    p = tables.Programme
    rows = (
        await p.select()
        .where(p.organization == actor.organization_id)
        .order_by(p.created_at, ascending=False)
    )
    return sorted(database.facts(Programme, rows), key=lambda one: not one.is_open)


async def find(actor: Actor, programme_id: UUID, *, lock: bool = False) -> Programme:
    """Return one programme of the actor's association; `lock` keeps others from changing it.

    Raises:
        NotAllowed
        NoSuchProgramme: also if it is another association's; strangers learn nothing.
    """
    actor.must(Permission.SEE_PLAN)
    p = tables.Programme
    query = p.select().where(p.id == programme_id, p.organization == actor.organization_id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchProgramme
    return database.fact(Programme, rows[0])


async def hold(actor: Actor, programme_id: UUID) -> Programme:
    """Return one programme that the actor may change, locked until the transaction ends.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
    """
    actor.must(Permission.CHANGE_PLAN)
    programme = await find(actor, programme_id, lock=True)
    if not programme.is_open:
        raise ProgrammeClosed
    return programme


async def rows(table: Any, fact: type[T], programme: Programme) -> list[T]:
    """Return the rows of a programme in `table` in their order, for whoever has been let in to it."""
    found = await table.select().where(table.programme == programme.id).order_by(table.position)
    return database.facts(fact, found)


async def parties(programme: Programme) -> list[Party]:
    """Return the units that take part, for whoever has been let in to the programme."""
    return await rows(tables.Party, Party, programme)


async def activities_of(programme: Programme) -> list[Activity]:
    """Return the activities that belong to it, the first one first, undated ones last."""
    a = tables.Activity
    rows = (
        await a.select()
        .where(a.programme == programme.id, a.organization == programme.organization)
        .order_by(a.starts_at)
    )
    return database.facts(Activity, rows)


async def change(
    actor: Actor, programme_id: UUID, version: int, differing: dict[str, Any]
) -> Programme:
    """Change columns of the programme and return it anew.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, EndsBeforeStart, RunsTooLong
        ProgrammeChanged: somebody saved since `version` was read.
        RecordedAlready: what is recorded would count for other days.
    """
    p = tables.Programme
    async with database.transaction():
        before = await hold(actor, programme_id)
        if before.version != version:
            raise ProgrammeChanged
        refuse_days(
            differing.get("starts_on", before.starts_on), differing.get("ends_on", before.ends_on)
        )
        await p.update(
            {**{getattr(p, k): v for k, v in differing.items()}, p.version: p.version + 1}
        ).where(p.id == programme_id, p.version == version)
        after = await find(actor, programme_id)
        await evidence.follow(before, after)
        await traces.leave(actor, "programme.changed", programme_id)
    return after


async def close(actor: Actor, programme_id: UUID) -> None:
    """End the work: from now on the programme is only read.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
    """
    p = tables.Programme
    async with database.transaction():
        await hold(actor, programme_id)
        await p.update({p.closed_at: clock.now(), p.version: p.version + 1}).where(
            p.id == programme_id
        )
        await traces.leave(actor, "programme.closed", programme_id)


async def reopen(actor: Actor, programme_id: UUID) -> None:
    """Let a closed programme be changed again.

    Raises:
        NotAllowed, NoSuchProgramme
    """
    actor.must(Permission.CHANGE_PLAN)
    p = tables.Programme
    async with database.transaction():
        await find(actor, programme_id, lock=True)
        await p.update({p.closed_at: None, p.version: p.version + 1}).where(p.id == programme_id)
        await traces.leave(actor, "programme.reopened", programme_id)


async def remove(actor: Actor, programme_id: UUID) -> None:
    """Delete a programme that nothing has been recorded in.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
        NotEmpty: an activity belongs to it, or something was done or exempted.
    """
    async with database.transaction():
        programme = await hold(actor, programme_id)
        recorded = tables.Discharge.exists().where(
            tables.Discharge.obligation.programme == programme_id
        )
        if await recorded or await activities_of(programme):
            raise NotEmpty
        for part in (
            tables.Obligation,
            tables.WorkItem,
            tables.Seat,
            tables.PlanSection,
            tables.Party,
        ):
            await part.delete().where(part.programme == programme_id)
        await tables.Programme.delete().where(tables.Programme.id == programme_id)
        await traces.leave(actor, "programme.removed", programme_id)


async def adopt(actor: Actor, activity_id: UUID, programme_id: UUID) -> None:
    """Let a new activity belong to a programme.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchActivity
    """
    async with database.transaction():
        await hold(actor, programme_id)
        activity = await activities.find(actor, activity_id, lock=True)
        await activities.change(actor, activity_id, activity.version, {"programme": programme_id})


async def follow(actor: Actor, before: Activity, after: Activity) -> None:
    """Let the next edition belong to the programme of the last one, while that goes on.

    Raises:
        NotAllowed, NoSuchActivity
    """
    if before.programme and (await find(actor, before.programme)).is_open:
        await adopt(actor, after.id, before.programme)
