"""Training: its dates, who comes, and who was there. That somebody is trained is a fact pairs ask for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from accounts import links, traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database
from kit.settings import settings
from volunteers import applications, attendance
from volunteers.rules.applications import Application
from volunteers.rules.training import (
    ATTENDED,
    TRAINEES,
    Answer,
    Attendance,
    NotInTraining,
    Presence,
    SessionChanged,
    SessionOff,
    Tally,
    TrainingSession,
    Wanted,
    refuse_answer,
    refuse_backwards,
    tally,
)
from volunteers.tables import training as tables


class Held(msgspec.Struct, frozen=True):
    """A session, what people said about it, and the counts of both."""

    session: TrainingSession
    attendances: dict[UUID, Attendance]
    tally: Tally


class Overview(msgspec.Struct, frozen=True):
    """All sessions of an activity, earliest first, and those who train, by number."""

    sessions: tuple[Held, ...]
    trainees: tuple[Application, ...]
    trained: frozenset[UUID]

    @property
    def done(self) -> int:
        """How many of those who train were at a session."""
        return sum(one.id in self.trained for one in self.trainees)


class Mine(msgspec.Struct, frozen=True):
    """A session as one volunteer sees it; `full` counts the others only."""

    session: TrainingSession
    answer: Answer
    presence: Presence
    full: bool


async def overview(actor: Actor, activity_id: UUID) -> Overview:
    """Return the training of an activity.

    Raises:
        NotAllowed, NoSuchActivity
    """
    trainees = await applications.of_activity(actor, activity_id, TRAINEES)
    sessions = await of(activity_id)
    rows = await attendance.of([session.id for session in sessions])
    ids = {one.id for one in trainees}
    held = []
    for session in sessions:
        own = {r.application: r for r in rows if r.session == session.id and r.application in ids}
        held.append(Held(session, own, tally(len(ids), own.values())))
    return Overview(tuple(held), tuple(trainees), frozenset(_trained(sessions, rows)))


async def of(activity_id: UUID) -> list[TrainingSession]:
    """Return the sessions of an activity that whoever asks may see, earliest first."""
    t = tables.TrainingSession
    rows = await t.select().where(t.activity == activity_id).order_by(t.starts_at, t.id)
    return database.facts(TrainingSession, rows)


async def trained(activity_id: UUID) -> set[UUID]:
    """Return the applications of those who were at a session of this activity, on time or late."""
    sessions = await of(activity_id)
    return _trained(sessions, await attendance.of([session.id for session in sessions]))


async def add(actor: Actor, activity_id: UUID, wanted: Wanted) -> UUID:
    """Plan a session and return its id.

    Raises:
        NotAllowed, NoSuchActivity, EndsBeforeItStarts
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    refuse_backwards(wanted)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        session_id = await plan(activity, **_columns(activity, wanted))
        await traces.leave(actor, "training.added", session_id, activity_id=activity.id)
    return session_id


async def plan(activity: Activity, **columns: Any) -> UUID:
    """Write a session for an activity that is being set up, and return its id."""
    t, now, session_id = tables.TrainingSession, clock.now(), uuid4()
    await t.insert(
        t(
            id=session_id,
            activity=activity.id,
            **columns,
            created_at=now,
            calendar_uid=f"training-{session_id}@{settings().domain}",
            calendar_modified=now.replace(microsecond=0),
        )
    )
    await activities.touch(activity.id)
    return session_id


async def change(
    actor: Actor, activity_id: UUID, session_id: UUID, version: int, wanted: Wanted
) -> None:
    """Save a session; where its start moves, calendars say from when.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession, SessionOff, EndsBeforeItStarts, SessionChanged
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    refuse_backwards(wanted)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await attendance.session(activity.id, session_id)
        if before.cancelled_at:
            raise SessionOff
        columns = _columns(activity, wanted)
        if columns["starts_at"] != before.starts_at:
            columns["moved_from"] = before.starts_at
        await _save(before, version, columns)
        await traces.leave(actor, "training.changed", session_id, activity_id=activity.id)


async def cancel(actor: Actor, activity_id: UUID, session_id: UUID, *, undo: bool = False) -> None:
    """Call a session off, or take that back; calendars keep it as cancelled.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await attendance.session(activity.id, session_id)
        await _save(before, before.version, {"cancelled_at": None if undo else clock.now()})
        await traces.leave(actor, "training.cancelled", session_id, activity_id=activity.id)


async def answer(holder: Holder, session_id: UUID, said: Answer) -> None:
    """The volunteer says 能来 or 来不了; the last word before the end of the session counts.

    Raises:
        NoSuchApplication, NoSuchSession, NotInTraining, SessionOff, SessionOver, SessionFull
    """
    async with database.transaction():
        me = await applications.of_link(holder)
        if me.status not in TRAINEES:
            raise NotInTraining
        session = await attendance.session(me.activity, session_id, lock=True)
        now = clock.now()
        refuse_answer(session, said, await attendance.coming(session_id, me.id), now)
        await attendance.note(session_id, [me.id], {"answer": said, "answered_at": now})
        await links.touch(me.id)


async def of_volunteer(_holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page shows of training."""
    if application.status not in TRAINEES:
        return {"trainings": ()}
    sessions = await of(application.activity)
    rows = await attendance.of([session.id for session in sessions])
    return {"trainings": tuple(_mine(session, rows, application.id) for session in sessions)}


def day(session: TrainingSession, activity: Activity) -> date:
    """Return the day of a session where the activity is."""
    return session.starts_at.astimezone(ZoneInfo(activity.zone)).date()


def last_day(activity: Activity) -> date:
    """Return the day on which clearances must still be valid: the last one, today while unknown."""
    last = activity.ends_at or activity.starts_at or clock.now()
    return last.astimezone(ZoneInfo(activity.zone)).date()


def _mine(session: TrainingSession, rows: list[Attendance], application_id: UUID) -> Mine:
    own = next(
        (r for r in rows if (r.session, r.application) == (session.id, application_id)), None
    )
    others = sum(
        row.session == session.id
        and row.answer is Answer.COMING
        and row.application != application_id
        for row in rows
    )
    return Mine(
        session=session,
        answer=own.answer if own else Answer.NONE,
        presence=own.presence if own else Presence.UNKNOWN,
        full=session.capacity is not None and others >= session.capacity,
    )


def _trained(sessions: list[TrainingSession], rows: list[Attendance]) -> set[UUID]:
    held = {session.id for session in sessions if session.cancelled_at is None}
    return {row.application for row in rows if row.presence in ATTENDED and row.session in held}


def _columns(activity: Activity, wanted: Wanted) -> dict[str, Any]:
    zone = ZoneInfo(activity.zone)
    columns = msgspec.structs.asdict(wanted)
    on, start, end = columns.pop("day"), columns.pop("start"), columns.pop("end")
    return {
        **columns,
        "starts_at": datetime.combine(on, start, zone),
        "ends_at": datetime.combine(on, end, zone),
    }


async def _save(before: TrainingSession, version: int, columns: dict[str, Any]) -> None:
    t = tables.TrainingSession
    saved = (
        await t.update(
            {
                **{getattr(t, name): value for name, value in columns.items()},
                t.version: t.version + 1,
                t.calendar_sequence: t.calendar_sequence + 1,
                t.calendar_modified: activities.later(before.calendar_modified),
            }
        )
        .where(t.id == before.id, t.version == version)
        .returning(t.id)
    )
    if not saved:
        raise SessionChanged
    await activities.touch(before.activity)
