"""Attendance: who said they come to a session, and who was there."""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from kit.hooks import Hook
from volunteers import applications
from volunteers.rules.attendance import LeftBeforeComing, Times, judged, refuse_early
from volunteers.rules.training import (
    TRAINEES,
    Answer,
    Attendance,
    Means,
    NoSuchSession,
    NotInTraining,
    Presence,
    TrainingSession,
)
from volunteers.tables import applications as application_tables
from volunteers.tables import training as tables

attendance_changed: Hook[frozenset[UUID]] = Hook("it changed where these volunteers were")


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
        activity = await activities.find(actor, activity_id, lock=True)
        held = await session(activity.id, session_id, lock=True)
        if presence is not Presence.UNKNOWN:
            refuse_early(held, clock.now())
        await _refuse_others(actor, activity_id, application_id)
        await note(session_id, [application_id], marked(actor, presence, clock.now()))
        await tell([application_id])


async def write_times(
    actor: Actor, activity_id: UUID, session_id: UUID, application_id: UUID, times: Times
) -> None:
    """Note by hand from when to when somebody was there, and why not; the times say what they were.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession, NotInTraining, NotBegun, LeftBeforeComing
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        held = await session(activity.id, session_id, lock=True)
        refuse_early(held, clock.now())
        await _refuse_others(actor, activity_id, application_id)
        zone = ZoneInfo(activity.zone)
        came, left = _moment(held, times.came, zone), _moment(held, times.left, zone)
        if left is not None and left <= (came or held.starts_at):
            raise LeftBeforeComing
        before = await one(session_id, application_id)
        presence = before.presence if before else Presence.UNKNOWN
        if came or left:
            presence = judged(held, came or held.starts_at, left)
        await note(
            session_id,
            [application_id],
            marked(actor, presence, clock.now())
            | {"came_at": came, "left_at": left, "note": times.note},
        )
        await tell([application_id])


async def mark_everybody(actor: Actor, activity_id: UUID, session_id: UUID) -> int:
    """Note that everybody who said yes, and about whom nothing is noted, was there.

    Returns the stamp that `unmark_everybody` takes it back by.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession, NotBegun
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
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
        await note(session_id, there, marked(actor, Presence.PRESENT, now))
    return stamp(now)


async def unmark_everybody(actor: Actor, activity_id: UUID, session_id: UUID, at: int) -> None:
    """Take back what `mark_everybody` noted at `at`, and nothing noted since.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await session(activity.id, session_id, lock=True)
        then = [
            row.application
            for row in await of([session_id])
            if row.marked_at is not None and stamp(row.marked_at) == at
        ]
        await note(session_id, then, marked(actor, Presence.UNKNOWN, clock.now()))
        await tell(then)


async def one(session_id: UUID, application_id: UUID) -> Attendance | None:
    """Return what is known of one person at one session that was found for whoever asks."""
    a = tables.Attendance
    rows = await a.select().where(a.session == session_id, a.application == application_id)
    return database.fact(Attendance, rows[0]) if rows else None


async def anybody(session_id: UUID) -> bool:
    """Return whether anything is noted about who was there."""
    a = tables.Attendance
    return await a.exists().where(a.session == session_id, a.presence != Presence.UNKNOWN)


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


async def tell(application_ids: list[UUID]) -> None:
    """Tell whoever builds on it that it changed where these were, under the activity's row lock."""
    a = application_tables.Application
    if application_ids:
        rows = await a.select(a.volunteer).where(a.id.is_in(application_ids))
        await attendance_changed.tell(frozenset(row["volunteer"] for row in rows))


def marked(actor: Actor, presence: Presence, now: datetime) -> dict[str, Any]:
    """Return what a word of an organiser's writes; whoever is noted as nothing was not there at all."""
    columns = {
        "presence": presence,
        "marked_at": now,
        "marked_by": actor.account_id,
        "method": Means.LIST,
    }
    if presence in (Presence.UNKNOWN, Presence.ABSENT, Presence.EXCUSED):
        columns |= {"came_at": None, "left_at": None}
    return columns


async def _refuse_others(actor: Actor, activity_id: UUID, application_id: UUID) -> None:
    trainees = await applications.of_activity(actor, activity_id, TRAINEES)
    if application_id not in {one.id for one in trainees}:
        raise NotInTraining


def _moment(held: TrainingSession, typed: str | None, zone: ZoneInfo) -> datetime | None:
    """Return a time of the clock on the day of a session."""
    if not typed:
        return None
    hours, minutes = (int(part) for part in typed.replace("：", ":").split(":"))
    day = held.starts_at.astimezone(zone).date()
    return datetime.combine(day, time(hours % 24, minutes % 60), zone)


def stamp(moment: datetime) -> int:
    """Return `moment` in whole microseconds, as the database keeps it."""
    return round(moment.timestamp() * 1_000_000)
