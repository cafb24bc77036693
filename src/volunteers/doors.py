"""The door of a training: who comes and goes, by a code from the screen or by their own.

Three ways lead in: a volunteer types the screen's code on their own page; whoever scans the screen
writes name and student number; an organiser scans or types a volunteer's own code.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from accounts import throttles
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database, tokens
from volunteers import applications, attendance, screens, training
from volunteers.rules import doors
from volunteers.rules.applications import Application, student_number
from volunteers.rules.attendance import (
    Step,
    arrived,
    departed,
    door_is_open,
    judged,
    refuse_shut,
)
from volunteers.rules.doors import (
    NoDoorOpen,
    NotOnTheList,
    OtherTraining,
    StaleCode,
    UnknownCode,
)
from volunteers.rules.training import TRAINEES, Means, NotInTraining, Presence, TrainingSession
from volunteers.tables import applications as application_tables
from volunteers.tables import training as tables

TRIES, EVERY = 12, timedelta(minutes=10)  # of one person
TRIES_AT_A_DOOR = 400  # of everybody who writes a name at one door


class Noted(msgspec.Struct, frozen=True):
    """What the door has to say: who, at which training, and whether it was known before (`again`)."""

    name: str
    title: str
    application: UUID
    session: UUID
    presence: Presence
    again: bool
    stamp: int


async def pass_by(
    actor: Actor,
    activity_id: UUID,
    session_id: UUID,
    typed: str,
    step: Step,
    *,
    scanned: bool = False,
) -> Noted:
    """An organiser takes a volunteer's own code at the door.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession, SessionOff, NotBegun, DoorClosed
        UnknownCode, NotInTraining, NotThereYet
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    code, a = doors.plain(typed), application_tables.Application
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        session = await attendance.session(activity.id, session_id, lock=True)
        refuse_shut(session, clock.now())
        rows = await a.select(a.id).where(a.activity == activity.id, a.door_code == code)
        if not code or len(rows) != 1:
            raise UnknownCode
        who = await applications.one(activity.id, rows[0]["id"])
        means = Means.QR if scanned else Means.CODE
        return await _pass(session, who, step, means, by=actor)


async def take_back(
    actor: Actor, activity_id: UUID, session_id: UUID, application_id: UUID, stamp: int
) -> None:
    """Take back what was noted at the door at `stamp`: leaving first, then coming.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        session = await attendance.session(activity.id, session_id, lock=True)
        row = await attendance.one(session.id, application_id)
        if row is None or row.marked_at is None or attendance.stamp(row.marked_at) != stamp:
            return
        if row.left_at is not None and row.came_at is not None:
            there = judged(session, row.came_at, None)
            columns = attendance.marked(actor, there, clock.now()) | {"left_at": None}
        else:
            columns = attendance.marked(actor, Presence.UNKNOWN, clock.now())
        await attendance.note(session.id, [application_id], columns)
        await attendance.tell([application_id])


async def sign(holder: Holder, typed: str, step: Step) -> Noted:
    """A volunteer types the screen's code on their own page.

    Raises:
        NoSuchApplication, NotInTraining, TooOften, NoDoorOpen, StaleCode, OtherTraining
        SessionOver, NotThereYet
    """
    me, now = await applications.of_link(holder), clock.now()
    if me.status not in TRAINEES:
        raise NotInTraining
    await throttles.allow(f"door:{me.id}", TRIES, EVERY, now)
    activity = await activities.of(holder.organization_id, me.activity)
    doors_now = await open_doors(activity)
    if not doors_now:
        raise NoDoorOpen
    for session in doors_now:
        if doors.opens(session, screens.key(session), typed, now):
            async with database.transaction():
                locked = await attendance.session(activity.id, session.id, lock=True)
                return await _pass(locked, me, step, Means.CODE)
    await _refuse_other_doors(activity, typed, now)
    raise StaleCode


async def open_doors(activity: Activity) -> list[TrainingSession]:
    """Return the sessions of an activity whose doors take codes now, for whoever was let in to it."""
    now = clock.now()
    return [one for one in await training.of(activity.id) if door_is_open(one, now)]


async def enter(session_id: UUID, typed: str) -> tuple[TrainingSession, Activity, str]:
    """Whoever scanned the screen: return the session and a ticket to write one's name with.

    Raises:
        StaleCode: whatever is wrong with it; nobody learns what.
    """
    session = await _anywhere(session_id)
    if not doors.opens(session, screens.key(session), typed, clock.now()):
        raise StaleCode
    activity = await activities.anywhere(session.activity)
    return session, activity, doors.ticket(screens.key(session), clock.now())


async def sign_by_name(session_id: UUID, shown: str, name: str, number: str, step: Step) -> Noted:
    """Whoever scanned the screen writes who they are: name and student number must belong together.

    Raises:
        StaleCode, TooOften, NotOnTheList, SessionOver, NotThereYet
    """
    session, now = await _anywhere(session_id), clock.now()
    doors.refuse_stale(screens.key(session), shown, now)
    await throttles.allow(f"door:{session.id}", TRIES_AT_A_DOOR, EVERY, now)
    written, a = student_number(number), application_tables.Application
    bucket = hashlib.sha256(f"{session.id}:{written}".encode()).hexdigest()[:40]
    await throttles.allow(f"door:{bucket}", TRIES, EVERY, now)
    rows = await a.select(a.id, a.name).where(
        a.activity == session.activity,
        a.student_no == written,
        a.status.is_in(list(TRAINEES)),
    )
    if not rows or not tokens.same(_plain_name(rows[0]["name"]), _plain_name(name)):
        raise NotOnTheList
    async with database.transaction():
        locked = await attendance.session(session.activity, session.id, lock=True)
        who = await applications.one(session.activity, rows[0]["id"])
        return await _pass(locked, who, step, Means.QR)


async def _pass(
    session: TrainingSession,
    who: Application,
    step: Step,
    means: Means,
    *,
    by: Actor | None = None,
) -> Noted:
    """Note that somebody came or left; the caller holds the session's row."""
    if who.status not in TRAINEES:
        raise NotInTraining
    now, known = clock.now(), await attendance.one(session.id, who.id)
    columns: dict[str, Any] | None = (
        arrived(session, known, now, vouched=by is not None)
        if step is Step.IN
        else departed(session, known, now)
    )
    if columns is not None:
        told = {"method": means, "marked_at": now, "marked_by": by.account_id if by else None}
        await attendance.note(session.id, [who.id], columns | told)
    presence = columns["presence"] if columns else known.presence if known else Presence.UNKNOWN
    return Noted(
        who.name,
        session.title,
        who.id,
        session.id,
        presence,
        again=columns is None,
        stamp=attendance.stamp(now),
    )


async def _anywhere(session_id: UUID) -> TrainingSession:
    """Return a session for somebody of whom nothing is known but its code, while its door is open."""
    t = tables.TrainingSession
    rows = await t.select().where(t.id == session_id)
    session = database.fact(TrainingSession, rows[0]) if rows else None
    if session is None or not door_is_open(session, clock.now()):
        raise StaleCode
    return session


async def _refuse_other_doors(activity: Activity, typed: str, now: datetime) -> None:
    """Raise OtherTraining where the code is right, but at another door of the association."""
    t = tables.TrainingSession
    rows = await t.select().where(
        t.activity.organization == activity.organization,
        t.activity != activity.id,
        t.starts_at > now - timedelta(days=2),
        t.starts_at < now + timedelta(days=2),
    )
    for session in database.facts(TrainingSession, rows):
        if door_is_open(session, now) and doors.opens(session, screens.key(session), typed, now):
            raise OtherTraining(title=session.title)


def _plain_name(name: str) -> str:
    return "".join(name.split()).casefold()
