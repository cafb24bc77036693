"""Training dates, who said they come, who was there; and the clearances a post asks for."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.applications import HOLDING, ApplicationStatus


class Answer(StrEnum):
    NONE = ""
    COMING = "coming"
    NOT_COMING = "not_coming"


class Presence(StrEnum):
    UNKNOWN = ""
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"


ATTENDED = (Presence.PRESENT, Presence.LATE)

# A reserve trains like everybody else: who steps in on the day is as well prepared (V5).
TRAINEES = (*HOLDING, ApplicationStatus.RESERVED)

MARKED_FROM = timedelta(hours=2)  # before the start: people come early, nobody comes weeks early

PRESENCE_NAMES: dict[Presence, str] = {
    Presence.PRESENT: N_("There"),
    Presence.LATE: N_("Late"),
    Presence.LEFT_EARLY: N_("Left early"),
    Presence.EXCUSED: N_("Excused"),
    Presence.ABSENT: N_("Absent"),
}
ANSWER_NAMES: dict[Answer, str] = {
    Answer.COMING: N_("Coming"),
    Answer.NOT_COMING: N_("Cannot come"),
    Answer.NONE: N_("No answer yet"),
}


class Means(StrEnum):
    """How somebody's presence became known."""

    LIST = "list"
    QR = "qr"
    CODE = "code"
    PAPER = "paper"


class ClearanceKind(StrEnum):
    PLEDGE = "pledge"
    RECORD_CHECK = "record_check"
    QUALIFICATION = "qualification"
    INSURANCE = "insurance"


class Outcome(StrEnum):
    CLEAR = "clear"
    NOT_CLEAR = "not_clear"
    PENDING = "pending"


class TrainingSession(msgspec.Struct, frozen=True):
    """One date of a training. Times are aware and in UTC."""

    id: UUID
    activity: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    trainer: str
    content: str
    capacity: int | None
    cancelled_at: datetime | None
    moved_from: datetime | None
    version: int
    created_at: datetime
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime


class Attendance(msgspec.Struct, frozen=True):
    """One person at one session: what they said beforehand, and whether they came."""

    session: UUID
    application: UUID
    answer: Answer
    answered_at: datetime | None
    presence: Presence
    marked_at: datetime | None


class Clearance(msgspec.Struct, frozen=True):
    """The outcome of one check of one volunteer; never the content of a record (V6)."""

    id: UUID
    application: UUID
    kind: ClearanceKind
    outcome: Outcome
    on: date
    valid_until: date | None
    text_version: str
    reference: str


class Tally(msgspec.Struct, frozen=True):
    """How many of those who train said what about one session, and how many were there."""

    coming: int = 0
    not_coming: int = 0
    silent: int = 0
    attended: int = 0
    marked: int = 0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A session as its form says it; times are those of the activity's place."""

    title: Annotated[str, msgspec.Meta(max_length=120)]
    day: date
    start: time
    end: time
    place: Annotated[str, msgspec.Meta(max_length=120)] = ""
    trainer: Annotated[str, msgspec.Meta(max_length=100)] = ""
    content: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    capacity: Annotated[int, msgspec.Meta(ge=1, le=5000)] | None = None


class NoSuchSession(Refusal):
    status = 404
    message = N_("There is no such training.")


class EndsBeforeItStarts(Refusal):
    status = 422
    message = N_("A training ends after it starts.")


class SessionChanged(Refusal):
    message = N_("Somebody else saved this training in the meantime. Please look again and save.")


class SessionOff(Refusal):
    message = N_("This training was called off.")


class SessionFull(Refusal):
    message = N_("All seats of this training are taken.")


class SessionOver(Refusal):
    message = N_("This training is over.")


class NotBegun(Refusal):
    message = N_("Who is there can be noted from two hours before the training on.")


class NotInTraining(Refusal):
    status = 404
    message = N_("This person does not train for this activity.")


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


def refuse_backwards(wanted: Wanted) -> None:
    """Raise EndsBeforeItStarts unless there is time between start and end."""
    if wanted.end <= wanted.start:
        raise EndsBeforeItStarts


def refuse_answer(session: TrainingSession, answer: Answer, coming: int, now: datetime) -> None:
    """Raise a refusal unless this answer may be given; `coming` are the others who said yes."""
    if session.cancelled_at is not None:
        raise SessionOff
    if session.ends_at <= now:
        raise SessionOver
    if answer is Answer.COMING and session.capacity is not None and coming >= session.capacity:
        raise SessionFull


def may_be_marked(session: TrainingSession, now: datetime) -> bool:
    """Return whether it is late enough for anybody to be there."""
    return now >= session.starts_at - MARKED_FROM


def refuse_early(session: TrainingSession, now: datetime) -> None:
    """Raise NotBegun while nobody can be at a session yet."""
    if not may_be_marked(session, now):
        raise NotBegun
