"""What people may ask about their data: see, copy, correct, delete, with an answer in time (A5)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from events.rules.tasks import OffsetUnit, due
from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.sharing import SubjectKind

SOON = 5  # calendar days before the last one: from then on the list says so
MOST_OPEN = 6  # of one person; more is a mistake or a nuisance


class RequestKind(StrEnum):
    SEE = "see"
    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"


class RequestState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"


class Urgency(StrEnum):
    DONE = "done"
    OPEN = "open"
    SOON = "soon"
    OVERDUE = "overdue"


KIND_NAMES: dict[RequestKind, str] = {
    RequestKind.SEE: N_("See"),
    RequestKind.COPY: N_("Copy"),
    RequestKind.CORRECT: N_("Correct"),
    RequestKind.DELETE: N_("Delete"),
}
KIND_LINES: dict[RequestKind, str] = {
    RequestKind.SEE: N_("Tell me what is kept and what for"),
    RequestKind.COPY: N_("Give me all of it as a file"),
    RequestKind.CORRECT: N_("Something is wrong: please put it right"),
    RequestKind.DELETE: N_("Delete everything that the law does not make you keep"),
}
STATE_NAMES: dict[RequestState, str] = {
    RequestState.OPEN: N_("Waiting for an answer"),
    RequestState.ANSWERED: N_("Carried out"),
    RequestState.REFUSED: N_("Not granted"),
}


class NewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for, in their own words if they like."""

    kind: RequestKind
    text: Annotated[str, msgspec.Meta(max_length=500)] = ""


class DataRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request with its answer; `subject_id` is a participant's entry or a volunteer."""

    id: UUID
    organization: UUID
    activity_id: UUID | None
    number: int
    subject_kind: SubjectKind
    subject_id: UUID
    kind: RequestKind
    text: str
    state: RequestState
    asked_at: datetime
    due_on: date
    answer: str
    answered_at: datetime | None
    version: int
    answered_by_name: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is RequestState.OPEN

    @property
    def gives_copy(self) -> bool:
        return self.kind is RequestKind.COPY and self.state is RequestState.ANSWERED

    def urgency(self, today: date) -> Urgency:
        """Say whether somebody has to hurry."""
        if not self.is_open:
            return Urgency.DONE
        if self.due_on < today:
            return Urgency.OVERDUE
        return Urgency.SOON if (self.due_on - today).days <= SOON else Urgency.OPEN


class NewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is written back; nothing is done or refused without words."""

    version: int
    state: RequestState
    answer: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class NoSuchRequest(Refusal):
    status = 404
    message = N_("There is no request of that number.")


class SayWhatIsWrong(Refusal):
    status = 422
    message = N_("Please write what is wrong and how it should be.")


class AskedAlready(Refusal):
    message = N_("You have asked for this already. The answer will stand on this page.")


class AnswerInWords(Refusal):
    status = 422
    message = N_(
        "Please write an answer: a refusal needs its reason, and what was done needs a word."
    )


class AnsweredAlready(Refusal):
    message = N_("Somebody else has answered this in the meantime.")


def due_on(asked_on: date, working_days: int) -> date:
    """Return the last day for an answer, counting Chinese working days."""
    last = due(asked_on, working_days, OffsetUnit.WORKING_DAYS)
    assert last is not None
    return last


def refuse_wordless(new: NewRequest) -> None:
    """Raise SayWhatIsWrong if something is to be put right and nobody knows what."""
    if new.kind is RequestKind.CORRECT and not new.text:
        raise SayWhatIsWrong


def refuse_silence(new: NewAnswer) -> None:
    """Raise AnswerInWords unless the request was decided, in words (未网保 34)."""
    if new.state is RequestState.OPEN or len(new.answer.strip()) < 2:  # noqa: PLR2004 -- 已改
        raise AnswerInWords
