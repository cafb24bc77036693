"""Training dates, who said they come, who was there, what a post asks for (G6); and clearances."""

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Gap, Refusal
from kit.i18n import N_
from volunteers.rules.applications import HOLDING, ApplicationStatus, Post
from volunteers.rules.modules import Module, counts


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


LACKING: dict[str, str] = {
    "safeguarding-missing": N_("Child protection"),
    "module-missing": N_("A module that is no more"),
    "training-missing": N_("The training of this activity"),
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
    modules: tuple[UUID, ...] = ()
    materials: str = ""
    makes_up: UUID | None = None
    door_secret: str = ""


class Attendance(msgspec.Struct, frozen=True):
    """One person at one session: what they said beforehand, and whether they came."""

    session: UUID
    application: UUID
    answer: Answer
    answered_at: datetime | None
    presence: Presence
    marked_at: datetime | None
    came_at: datetime | None = None
    left_at: datetime | None = None
    method: Means = Means.LIST
    note: str = ""


class Attended(msgspec.Struct, frozen=True):
    """One person at one session of any activity of the association, as a post asks for it.

    `here` says that it was a session of the activity that asks. One that names no modules is that
    activity's own briefing.
    """

    modules: tuple[UUID, ...]
    presence: Presence
    on: date
    here: bool = True


class Clearance(msgspec.Struct, frozen=True):
    """The outcome of one check of one volunteer; never the content of a record (V6).

    `label` names a qualification, `covers_from` is the first day of an insurance.
    """

    id: UUID
    application: UUID
    kind: ClearanceKind
    outcome: Outcome
    on: date
    valid_until: date | None
    text_version: str
    reference: str
    label: str = ""
    covers_from: date | None = None
    checked_by: str = ""


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
    modules: tuple[UUID, ...] = ()
    materials: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    makes_up: UUID | None = None


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


class KeepsModules(Refusal):
    """Without modules it would count as the whole briefing: who was there would be trained in more."""

    status = 422
    message = N_(
        "Somebody is noted at this training already, so it keeps at least one of its modules."
    )


class NotInTraining(Refusal):
    status = 404
    message = N_("This person does not train for this activity.")


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


def post_gaps(
    post: Post | None,
    attendances: Iterable[Attended],
    modules: Iterable[Module],
    today: date,
    *,
    with_children: bool = False,
) -> tuple[Gap, ...]:
    """Return which training one volunteer still lacks for a post on that day; empty means trained (G6).

    A post with children, or a child at one's side (`with_children`), asks for a module about child
    protection [always]; the activity's own briefing stands for it, and for no other module.
    """
    known = {module.id: module for module in modules}
    been = [one for one in attendances if one.presence in ATTENDED]
    held = {
        module
        for one in been
        for module in one.modules
        if module in known and counts(known[module], one.on, today)
    }
    gaps = []
    if with_children or (post is not None and post.child_contact):
        briefed = any(one.here and not one.modules for one in been)
        if not briefed and not any(known[module].safeguarding for module in held):
            gaps.append(Gap("safeguarding-missing"))
    gaps += [
        Gap("module-missing", known[module].name if module in known else "")
        for module in (post.modules if post else ())
        if module not in held
    ]
    return tuple(gaps)
