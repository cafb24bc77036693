"""Attendance: who said they come to a session, and who was there."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from volunteers import applications
from volunteers.rules.training import (
    TRAINEES,
    Answer,
    Attendance,
    NoSuchSession,
    NotInTraining,
    Presence,
    TrainingSession,
    refuse_early,
)
from volunteers.tables import training as tables


async def of(session_ids: list[UUID]) -> list[Attendance]:
    """Return what was said and noted about these sessions."""
    if not session_ids:
        return []
    a = tables.Attendance
    return database.facts(Attendance, await a.select().where(a.session.is_in(session_ids)))


async def session(activity_id: UUID, session_id: UUID, *, lock: bool = False) -> TrainingSession:
    """Return one session of an activity that whoever asks may see.

    Raises:
        NoSuchSession
    """
    t = tables.TrainingSession
    query = t.select().where(t.id == session_id, t.activity == activity_id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchSession
    return database.fact(TrainingSession, rows[0])


async def mark(
    actor: Actor, activity_id: UUID, session_id: UUID, application_id: UUID, presence: Presence
) -> None:
    """Note whether somebody was there; `Presence.UNKNOWN` takes the note back.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession, NotInTraining, NotBegun
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        held = await session(activity.id, session_id, lock=True)
        if presence is not Presence.UNKNOWN:
            refuse_early(held, clock.now())
        trainees = await applications.of_activity(actor, activity_id, TRAINEES)
        if application_id not in {one.id for one in trainees}:
            raise NotInTraining
        await note(session_id, [application_id], _marked(actor, presence, clock.now()))


async def mark_everybody(actor: Actor, activity_id: UUID, session_id: UUID) -> int:
    """Note that everybody who said yes, and about whom nothing is noted, was there.

    Returns the stamp that `unmark_everybody` takes it back by.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession, NotBegun
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        refuse_early(await session(activity.id, session_id, lock=True), clock.now())
        trainees = {one.id for one in await applications.of_activity(actor, activity_id, TRAINEES)}
        now = clock.now()
        there = [
            row.application
            for row in await of([session_id])
            if row.answer is Answer.COMING
            and row.presence is Presence.UNKNOWN
            and row.application in trainees
        ]
        await note(session_id, there, _marked(actor, Presence.PRESENT, now))
    return _stamp(now)


async def unmark_everybody(actor: Actor, activity_id: UUID, session_id: UUID, stamp: int) -> None:
    """Take back what `mark_everybody` noted at `stamp`, and nothing noted since.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        await session(activity.id, session_id, lock=True)
        then = [
            row.application
            for row in await of([session_id])
            if row.marked_at is not None and _stamp(row.marked_at) == stamp
        ]
        await note(session_id, then, _marked(actor, Presence.UNKNOWN, clock.now()))


async def coming(session_id: UUID, but: UUID) -> int:
    """Return how many others than `but` said that they come."""
    a = tables.Attendance
    return int(
        await a.count().where(
            a.session == session_id, a.answer == Answer.COMING, a.application != but
        )
    )


async def note(session_id: UUID, application_ids: list[UUID], columns: dict[str, Any]) -> None:
    """Write the same columns for several people at one session, with or without a row so far."""
    a = tables.Attendance
    for some in database.batches(application_ids):
        await a.insert(
            *(a(id=uuid4(), session=session_id, application=one, **columns) for one in some)
        ).on_conflict(
            target=(a.session, a.application),
            action="DO UPDATE",
            values=[getattr(a, name) for name in columns],
        )


def _marked(actor: Actor, presence: Presence, now: datetime) -> dict[str, Any]:
    return {"presence": presence, "marked_at": now, "marked_by": actor.account_id}


def _stamp(moment: datetime) -> int:
    """Return `moment` in whole microseconds, as the database keeps it."""
    return round(moment.timestamp() * 1_000_000)
