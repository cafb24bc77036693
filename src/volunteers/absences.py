"""Absences: who is not there on the day; whoever comes after all ends theirs. Rows are never deleted."""

from collections.abc import Collection
from uuid import UUID, uuid4

from kit import clock, database
from volunteers.rules.absences import Absence, Missing
from volunteers.tables import pairs as tables


async def of(activity_id: UUID) -> Missing:
    """Return who is not there now, of an activity that whoever asks may see."""
    now = await standing(activity_id)
    return Missing(
        helpers=frozenset(one.application for one in now if one.application),
        children=frozenset(one.participant for one in now if one.participant),
    )


async def standing(activity_id: UUID) -> list[Absence]:
    """Return the absences that have not ended, the first noted first."""
    a = tables.Absence
    rows = (
        await a.select().where(a.activity == activity_id, a.ended_at.is_null()).order_by(a.at, a.id)
    )
    return database.facts(Absence, rows)


async def away(application_id: UUID) -> bool:
    """Return whether a helper is noted as not there now."""
    a = tables.Absence
    return await a.exists().where(a.application == application_id, a.ended_at.is_null())


async def children_away(participant_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these children who are noted as not there now."""
    a = tables.Absence
    rows = await a.select(a.participant).where(
        a.participant.is_in(list(participant_ids)), a.ended_at.is_null()
    )
    return {row["participant"] for row in rows}


async def note(
    activity_id: UUID,
    by: str,
    *,
    helpers: Collection[UUID] = (),
    children: Collection[UUID] = (),
) -> int:
    """Note who is missing inside the caller's transaction, under the activity's row lock.

    Whoever is noted already stays so: tapping twice changes nothing more. Returns how many were new.
    """
    a, now, known = tables.Absence, clock.now(), await of(activity_id)
    rows = [
        a(id=uuid4(), activity=activity_id, application=one, by=by, at=now)
        for one in dict.fromkeys(helpers)
        if one not in known.helpers
    ]
    rows += [
        a(id=uuid4(), activity=activity_id, participant=one, by=by, at=now)
        for one in dict.fromkeys(children)
        if one not in known.children
    ]
    if rows:
        await a.insert(*rows)
    return len(rows)


async def end(
    activity_id: UUID, *, helpers: Collection[UUID] = (), children: Collection[UUID] = ()
) -> int:
    """Note inside the caller's transaction that these came after all; return how many had been missing."""
    a, ended = tables.Absence, 0
    for column, ids in ((a.application, helpers), (a.participant, children)):
        if ids:
            rows = (
                await a.update({a.ended_at: clock.now()})
                .where(a.activity == activity_id, column.is_in(list(ids)), a.ended_at.is_null())
                .returning(a.id)
            )
            ended += len(rows)
    return ended
