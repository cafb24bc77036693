"""Who has to agree to a plan, what they saw and what they said; nothing here knows how it was kept."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from events.rules.activities import Status
from kit.errors import Refusal
from kit.i18n import N_


class Aspect(StrEnum):
    """What an approval answers for (domain reference E5)."""

    CONTENT = "content"
    TIME_PLACE = "time_place"
    PEOPLE = "people"
    MONEY = "money"
    SAFETY = "safety"
    PUBLICITY = "publicity"


ASPECT_NAMES: dict[Aspect, str] = {
    Aspect.CONTENT: N_("Content"),
    Aspect.TIME_PLACE: N_("Time and place"),
    Aspect.PEOPLE: N_("People"),
    Aspect.MONEY: N_("Money"),
    Aspect.SAFETY: N_("Safety"),
    Aspect.PUBLICITY: N_("Publicity"),
}


class Decision(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


class Method(StrEnum):
    """How somebody decided: on our page, or with a signature on paper that was entered here."""

    ONLINE = "online"
    PAPER = "paper"


# Statuses in which a plan that was handed in may still wait for somebody.
DECIDABLE = (Status.SUBMITTED, Status.APPROVED, Status.OPEN)


class Submission(msgspec.Struct, frozen=True):
    """A plan as it was handed in for the `number`-th time; what it froze is read apart."""

    id: UUID
    activity: UUID
    number: int
    sha256: str
    note: str
    submitted_by: UUID | None
    submitted_at: datetime
    name: str = ""


class Approval(msgspec.Struct, frozen=True):
    """One decision on one submission; `sha256` is what was seen."""

    id: UUID
    submission: UUID
    step: UUID
    decision: Decision
    method: Method
    comment: str
    signed_by: str
    sha256: str
    decided_at: datetime


class NewerSubmission(Refusal):
    """What was seen is not what waits any more."""

    message = N_(
        "The plan was handed in again while you were reading. This is the new version: please look at it once more."
    )


class OwnPlan(Refusal):
    status: ClassVar[int] = 403
    message = N_(
        "Whoever hands a plan in does not approve it too. Somebody else has to look at it."
    )


class NotYours(Refusal):
    status: ClassVar[int] = 403
    message = N_("This step is somebody else's to decide.")


class NotWaiting(Refusal):
    """Twice, too late or too early: the step has decided, or others come first."""

    message = N_("Nothing waits for this step now. Look at where the plan stands.")


class ReturnNeedsComment(Refusal):
    status: ClassVar[int] = 422
    message = N_("Please say what has to change; otherwise nobody knows what to do.")


class SignedLater(Refusal):
    status: ClassVar[int] = 422
    message = N_("Nobody can have signed on a day that is still to come.")


class NothingNew(Refusal):
    message = N_("Nothing has changed since the plan was handed in.")


class NotApprovedAnyMore(Refusal):
    """The plan was changed after it was approved, and somebody has to agree again."""

    message = N_("The plan has changed since it was approved: %(who)s must agree first.")
