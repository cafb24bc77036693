"""Absences: who is not there on a day; whoever comes after all ends theirs. Rows are never deleted.

What is noted counts for the day on which it is noted, where the activity takes place, and for no other.
"""

from collections.abc import Collection
from uuid import UUID, uuid4

from piccolo.columns.combination import WhereRaw
from piccolo.table import Table

from kit import clock, database
from volunteers.rules.absences import Absence, Missing
from volunteers.tables import pairs as tables


def of_today(table: type[Table]) -> WhereRaw:
    """Keep the rows (of absences, of stand-ins) that were written on the day it is now at their activity."""
    name = table._meta.tablename  # noqa: SLF001 -- Piccolo's way to ask it
    return WhereRaw(
        f"EXISTS (SELECT 1 FROM activity there WHERE there.id = {name}.activity AND"  # noqa: S608 -- a constant
        f" ({name}.at AT TIME ZONE there.zone)::date = ({{}}::timestamptz AT TIME ZONE there.zone)::date)",
        clock.now(),
    )


async def of(activity_id: UUID) -> Missing:
    """Return who is not there today, of an activity that whoever asks may see."""
    now = await standing(activity_id)
    return Missing(
        helpers=frozenset(one.application for one in now if one.application),
        children=frozenset(one.participant for one in now if one.participant),
    )


async def standing(activity_id: UUID) -> list[Absence]:
    """Return the absences of today that have not ended, the first noted first."""
    a = tables.Absence
    rows = (
        await a.select()
        .where(a.activity == activity_id, a.ended_at.is_null(), of_today(a))
        .order_by(a.at, a.id)
    )
    return database.facts(Absence, rows)


async def away(application_id: UUID) -> bool:
    """Return whether a helper is noted as not there now."""
    a = tables.Absence
    return await a.exists().where(
        a.application == application_id, a.ended_at.is_null(), of_today(a)
    )


async def children_away(participant_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these children who are noted as not there now."""
    a = tables.Absence
    rows = await a.select(a.participant).where(
        a.participant.is_in(list(participant_ids)), a.ended_at.is_null(), of_today(a)
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

    Whoever is noted already stays so: tapping twice changes nothing more; what an earlier day left open
    ends. Returns how many were new.
    """
    a, now, known = tables.Absence, clock.now(), await of(activity_id)
    helpers = [one for one in dict.fromkeys(helpers) if one not in known.helpers]
    children = [one for one in dict.fromkeys(children) if one not in known.children]
    await end(activity_id, helpers=helpers, children=children)
    rows = [a(id=uuid4(), activity=activity_id, application=one, by=by, at=now) for one in helpers]
    rows += [
        a(id=uuid4(), activity=activity_id, participant=one, by=by, at=now) for one in children
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
