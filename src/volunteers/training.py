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
from volunteers import applications, attendance, modules, preparation
from volunteers.preparation import Prepared
from volunteers.rules.applications import Application
from volunteers.rules.attendance import Tally, invited, tally
from volunteers.rules.modules import Module
from volunteers.rules.training import (
    TRAINEES,
    Answer,
    Attendance,
    KeepsModules,
    NoSuchSession,
    NotInTraining,
    SessionChanged,
    SessionOff,
    TrainingSession,
    Wanted,
    refuse_answer,
    refuse_backwards,
)
from volunteers.tables import training as tables


class Held(msgspec.Struct, frozen=True):
    """A session, whom it is for, what they said about it, and the counts of both."""

    session: TrainingSession
    attendances: dict[UUID, Attendance]
    tally: Tally
    people: tuple[Application, ...] = ()
    modules: tuple[Module, ...] = ()


class Overview(msgspec.Struct, frozen=True):
    """All sessions of an activity, earliest first; those who train, by number, and what they lack."""

    sessions: tuple[Held, ...]
    trainees: tuple[Application, ...]
    prepared: Prepared

    @property
    def trained(self) -> frozenset[UUID]:
        """Those who lack no training for what they will do."""
        return self.prepared.trained

    @property
    def done(self) -> int:
        """How many of those who train lack nothing."""
        return sum(one.id in self.trained for one in self.trainees)

    @property
    def lacking(self) -> list[Application]:
        """Those who train and still lack something for it, by number."""
        return [one for one in self.trainees if self.prepared.gaps.get(one.id)]

    def held(self, session_id: UUID) -> Held:
        """Return one session with what was said about it.

        Raises:
            NoSuchSession
        """
        for one in self.sessions:
            if one.session.id == session_id:
                return one
        raise NoSuchSession


async def overview(actor: Actor, activity_id: UUID) -> Overview:
    """Return the training of an activity.

    Raises:
        NotAllowed, NoSuchActivity
    """
    trainees = await applications.of_activity(actor, activity_id, TRAINEES)
    activity = await activities.find(actor, activity_id)
    sessions, now = await of(activity_id), clock.now()
    rows = await attendance.of([session.id for session in sessions])
    known = {one.id: one for one in await modules.of(activity.organization)}
    held = []
    for session in sessions:
        for_them = invited(session, sessions, rows, [one.id for one in trainees], now)
        people = tuple(one for one in trainees if one.id in for_them)
        here = (row for row in rows if row.session == session.id and row.application in for_them)
        own = {row.application: row for row in here}
        taught = tuple(known[one] for one in session.modules if one in known)
        held.append(Held(session, own, tally(len(people), own.values()), people, taught))
    prepared = await preparation.of(activity, last_day(activity), list(known.values()))
    return Overview(tuple(held), tuple(trainees), prepared)


async def of(activity_id: UUID) -> list[TrainingSession]:
    """Return the sessions of an activity that whoever asks may see, earliest first."""
    t = tables.TrainingSession
    rows = await t.select().where(t.activity == activity_id).order_by(t.starts_at, t.id)
    return database.facts(TrainingSession, rows)


async def trained(activity_id: UUID) -> set[UUID]:
    """Return the applications of those who may be beside a child, as far as training goes (G6).

    Without minors, of those who lack no training for their post.
    """
    activity = await activities.anywhere(activity_id)
    return set((await preparation.of(activity, last_day(activity))).for_children)


async def add(actor: Actor, activity_id: UUID, wanted: Wanted) -> UUID:
    """Plan a session and return its id.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchModule, NoSuchSession, EndsBeforeItStarts
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    refuse_backwards(wanted)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await modules.refuse_foreign(activity.organization, wanted.modules)
        if wanted.makes_up:
            await attendance.session(activity.id, wanted.makes_up)
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
        NotAllowed, NoSuchActivity, NoSuchSession, NoSuchModule
        SessionOff, EndsBeforeItStarts, SessionChanged, KeepsModules
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    refuse_backwards(wanted)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await attendance.session(activity.id, session_id, lock=True)
        if before.cancelled_at:
            raise SessionOff
        await modules.refuse_foreign(activity.organization, wanted.modules, kept=before.modules)
        if wanted.makes_up and wanted.makes_up != before.makes_up:
            await attendance.session(activity.id, wanted.makes_up)
        if before.modules and not wanted.modules and await attendance.anybody(session_id):
            raise KeepsModules
        columns = _columns(activity, wanted)
        if columns["starts_at"] != before.starts_at:
            columns["moved_from"] = before.starts_at
        await _save(before, version, columns)
        if columns["modules"] != list(before.modules):
            await attendance.tell([one.application for one in await attendance.of([session_id])])
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
        await attendance.tell([one.application for one in await attendance.of([session_id])])
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


def day(session: TrainingSession, activity: Activity) -> date:
    """Return the day of a session where the activity is."""
    return session.starts_at.astimezone(ZoneInfo(activity.zone)).date()


def last_day(activity: Activity) -> date:
    """Return the day on which clearances must still be valid: the last one, today while unknown."""
    last = activity.ends_at or activity.starts_at or clock.now()
    return last.astimezone(ZoneInfo(activity.zone)).date()


def _columns(activity: Activity, wanted: Wanted) -> dict[str, Any]:
    zone = ZoneInfo(activity.zone)
    columns = msgspec.structs.asdict(wanted)
    on, start, end = columns.pop("day"), columns.pop("start"), columns.pop("end")
    return {
        **columns,
        "modules": list(wanted.modules),
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
