"""Training dates, who said they come, who was there; and the clearances a post asks for."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


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
