"""Who is asked to a training, and who was there from when to when; when that may be noted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.training import (
    ATTENDED,
    Answer,
    Attendance,
    Presence,
    SessionOver,
    TrainingSession,
)

MARKED_FROM = timedelta(hours=2)  # before the start: people come early, nobody comes weeks early
DOOR_OPEN = timedelta(hours=12)  # after the end codes are worth nothing; the list always is
LATE_AFTER = timedelta(minutes=10)
EARLY_BEFORE = timedelta(minutes=10)


class Step(StrEnum):
    """What happens at the door."""

    IN = "in"
    OUT = "out"


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when somebody was there, as the list says it by hand, and why not."""

    came: Annotated[str, msgspec.Meta(pattern=r"^\d{1,2}[:：]\d{2}$")] | None = None
    left: Annotated[str, msgspec.Meta(pattern=r"^\d{1,2}[:：]\d{2}$")] | None = None
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Tally(msgspec.Struct, frozen=True):
    """How many of those who train said what about one session, and how many were there."""

    coming: int = 0
    not_coming: int = 0
    silent: int = 0
    attended: int = 0
    marked: int = 0


class NotBegun(Refusal):
    message = N_("Who is there can be noted from two hours before the training on.")


class DoorClosed(Refusal):
    message = N_("The door of this training is closed. The list can still be mended by hand.")


class NotThereYet(Refusal):
    message = N_("Whoever leaves has come before. Please note first that they came.")


class LeftBeforeComing(Refusal):
    status = 422
    message = N_("Somebody leaves after they came.")


def tally(trainees: int, attendances: Iterable[Attendance]) -> Tally:
    """Count the rows of one session; whoever has none has not answered."""
    rows = list(attendances)
    coming = sum(row.answer is Answer.COMING for row in rows)
    not_coming = sum(row.answer is Answer.NOT_COMING for row in rows)
    return Tally(
        coming=coming,
        not_coming=not_coming,
        silent=max(0, trainees - coming - not_coming),
        attended=sum(row.presence in ATTENDED for row in rows),
        marked=sum(row.presence is not Presence.UNKNOWN for row in rows),
    )


def invited(
    session: TrainingSession,
    sessions: Iterable[TrainingSession],
    attendances: Iterable[Attendance],
    trainees: Iterable[UUID],
    now: datetime,
) -> frozenset[UUID]:
    """Return whom a session is for: everybody, or of one that makes up for another who missed that."""
    first = next((one for one in sessions if one.id == session.makes_up), None)
    if first is None:
        return frozenset(trainees)
    rows = list(attendances)
    noted = {row.application: row for row in rows if row.session == first.id}
    here = {
        row.application
        for row in rows
        if row.session == session.id and row.presence is not Presence.UNKNOWN
    }
    return frozenset(
        one for one in trainees if one in here or _missed(noted.get(one), over=first.ends_at <= now)
    )


def _missed(row: Attendance | None, *, over: bool) -> bool:
    if row is None or row.presence is Presence.UNKNOWN:
        return over or (row is not None and row.answer is Answer.NOT_COMING)
    return row.presence not in ATTENDED


def may_be_marked(session: TrainingSession, now: datetime) -> bool:
    """Return whether it is late enough for anybody to be there."""
    return now >= session.starts_at - MARKED_FROM


def refuse_early(session: TrainingSession, now: datetime) -> None:
    """Raise NotBegun while nobody can be at a session yet."""
    if not may_be_marked(session, now):
        raise NotBegun


def door_is_open(session: TrainingSession, now: datetime) -> bool:
    """Return whether codes are taken: from two hours before the start to twelve after the end."""
    return (
        session.cancelled_at is None
        and may_be_marked(session, now)
        and now <= session.ends_at + DOOR_OPEN
    )


def refuse_shut(session: TrainingSession, now: datetime) -> None:
    """Raise NotBegun or DoorClosed unless codes are taken at this moment."""
    refuse_early(session, now)
    if not door_is_open(session, now):
        raise DoorClosed


def judged(session: TrainingSession, came: datetime, left: datetime | None) -> Presence:
    """Return what the times make of somebody's presence."""
    if left is not None and left < session.ends_at - EARLY_BEFORE:
        return Presence.LEFT_EARLY
    return Presence.LATE if came > session.starts_at + LATE_AFTER else Presence.PRESENT


def arrived(
    session: TrainingSession, known: Attendance | None, now: datetime, *, vouched: bool
) -> dict[str, object] | None:
    """Return what an arrival at the door writes, None where it is known already.

    After the end only an organiser can say so (`vouched`), without a time. What the list says of
    somebody who left early stays: nobody signs that away at the door.
    """
    if known is not None and (known.presence in ATTENDED or known.presence is Presence.LEFT_EARLY):
        return None
    if now < session.ends_at:
        return {"presence": judged(session, now, None), "came_at": now, "left_at": None}
    if not vouched:
        raise SessionOver
    return {"presence": Presence.PRESENT, "came_at": None, "left_at": None}


def departed(
    session: TrainingSession, known: Attendance | None, now: datetime
) -> dict[str, object] | None:
    """Return what leaving writes, None where it is known already.

    Raises:
        NotThereYet
    """
    if known is None or known.presence not in (*ATTENDED, Presence.LEFT_EARLY):
        raise NotThereYet
    if known.left_at is not None or known.presence is Presence.LEFT_EARLY:
        return None
    early = judged(session, known.came_at or session.starts_at, now) is Presence.LEFT_EARLY
    return {"left_at": now, "presence": Presence.LEFT_EARLY if early else known.presence}
