"""A volunteer's own training: the dates that are for them, what they said, and what they still lack."""

from typing import Any

import msgspec

from accounts.rules.links import Holder
from events import activities
from kit import clock
from volunteers import attendance, modules, preparation, training
from volunteers.rules.applications import Application
from volunteers.rules.attendance import door_is_open, invited
from volunteers.rules.training import (
    ATTENDED,
    TRAINEES,
    Answer,
    Attendance,
    Presence,
    TrainingSession,
)


class Mine(msgspec.Struct, frozen=True):
    """A session as one volunteer sees it; `full` counts the others only.

    `makes_up` says that it is for who missed another one, `is_open` that its door takes codes now.
    """

    session: TrainingSession
    answer: Answer
    presence: Presence
    full: bool
    modules: tuple[str, ...] = ()
    makes_up: bool = False
    is_open: bool = False
    row: Attendance | None = None


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page shows of training."""
    if application.status not in TRAINEES:
        return {"trainings": (), "trainings_ahead": False}
    activity = await activities.of(holder.organization_id, application.activity)
    prepared = await preparation.of(activity, training.last_day(activity))
    mine = await of(application, holder)
    return {
        "trainings": mine,
        "trainings_ahead": any(
            one.session.cancelled_at is None and one.session.ends_at > clock.now() for one in mine
        ),
        "now": clock.now(),
        "training_gaps": prepared.gaps.get(application.id, ()),
        "has_certificate": any(one.presence in ATTENDED for one in mine),
    }


async def of(application: Application, holder: Holder) -> tuple[Mine, ...]:
    """Return the sessions of their activity that are for one volunteer, earliest first."""
    if application.status not in TRAINEES:
        return ()
    sessions, now = await training.of(application.activity), clock.now()
    rows = await attendance.of([session.id for session in sessions])
    names = {one.id: one.name for one in await modules.of(holder.organization_id)}
    found = []
    for session in sessions:
        if application.id not in invited(session, sessions, rows, [application.id], now):
            continue
        mine = _mine(session, rows, application)
        found.append(
            msgspec.structs.replace(
                mine,
                modules=tuple(names[one] for one in session.modules if one in names),
                is_open=door_is_open(session, now),
            )
        )
    return tuple(found)


def _mine(session: TrainingSession, rows: list[Attendance], application: Application) -> Mine:
    here = [row for row in rows if row.session == session.id]
    own = next((row for row in here if row.application == application.id), None)
    others = sum(row.answer is Answer.COMING and row.application != application.id for row in here)
    return Mine(
        session=session,
        answer=own.answer if own else Answer.NONE,
        presence=own.presence if own else Presence.UNKNOWN,
        full=session.capacity is not None and others >= session.capacity,
        makes_up=session.makes_up is not None,
        row=own,
    )
