"""Certificates of training: which sessions of an activity somebody attended. Not a record of service."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from accounts import organizations
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock
from kit.errors import Refusal
from kit.i18n import N_
from volunteers import applications, attendance, modules, training
from volunteers.rules.applications import Application
from volunteers.rules.training import ATTENDED, TrainingSession


class NothingAttended(Refusal):
    status = 404
    message = N_("There is no training to certify yet: nobody has noted this person as there.")


class AttendedSession(msgspec.Struct, frozen=True):
    """One line of a certificate: a session, what it taught, and how long it was."""

    title: str
    starts_at: datetime
    minutes: int
    place: str
    trainer: str
    modules: tuple[str, ...]


class Certificate(msgspec.Struct, frozen=True):
    """That one person attended the training of one activity."""

    name: str
    student_no: str
    college: str
    activity: Activity
    association: str
    sessions: tuple[AttendedSession, ...]
    on: date


async def of_link(holder: Holder) -> Certificate:
    """Return the certificate of whoever holds a volunteer's link.

    Raises:
        NoSuchApplication, NothingAttended
    """
    me = await applications.of_link(holder)
    return await _written(await activities.of(holder.organization_id, me.activity), me)


async def of_person(actor: Actor, activity_id: UUID, application_id: UUID) -> Certificate:
    """Return the certificate of one person of an activity.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NothingAttended
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    who = await applications.find(actor, activity_id, application_id)
    return await _written(await activities.find(actor, activity_id), who)


async def _written(activity: Activity, who: Application) -> Certificate:
    held = [one for one in await training.of(activity.id) if one.cancelled_at is None]
    there = {
        row.session
        for row in await attendance.of([one.id for one in held])
        if row.application == who.id and row.presence in ATTENDED
    }
    if not there:
        raise NothingAttended
    names = {one.id: one.name for one in await modules.of(activity.organization)}
    return Certificate(
        name=who.name,
        student_no=who.student_no,
        college=who.college,
        activity=activity,
        association=(await organizations.publisher(activity.organization)).name,
        sessions=tuple(_line(one, names) for one in held if one.id in there),
        on=clock.day(activity.zone),
    )


def _line(session: TrainingSession, names: dict[UUID, str]) -> AttendedSession:
    return AttendedSession(
        title=session.title,
        starts_at=session.starts_at,
        minutes=round((session.ends_at - session.starts_at).total_seconds() / 60),
        place=session.place,
        trainer=session.trainer,
        modules=tuple(names[one] for one in session.modules if one in names),
    )
