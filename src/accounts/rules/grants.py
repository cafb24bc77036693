"""Leave to see real data of children: who asks, who decides, for what and how long (A2, G3, G4)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from accounts.rules.factors import FRESH
from accounts.rules.permissions import Actor, Permission
from kit.errors import Gap, Refusal
from kit.i18n import N_, gettext

MOST_DAYS = 14
RECORDS_AN_HOUR = 60
WAITS = timedelta(days=14)  # a question nobody answers is over then


class Field(StrEnum):
    """What is kept of a child in named mode, and of who looks after it (domain reference §6.2)."""

    GIVEN_NAME = "given_name"
    BIRTH_MONTH = "birth_month"
    ALLERGY_TEXT = "allergy_text"
    GUARDIAN_PHONE = "guardian_phone"


FIELD_NAMES: dict[Field, str] = {
    Field.GIVEN_NAME: N_("Given name"),
    Field.BIRTH_MONTH: N_("Year and month of birth"),
    Field.ALLERGY_TEXT: N_("Allergies"),
    Field.GUARDIAN_PHONE: N_("Phone of the guardian"),
}


class GrantState(StrEnum):
    ASKED = "asked"
    LIVE = "live"
    REFUSED = "refused"
    OVER = "over"


GRANT_STATES: dict[GrantState, str] = {
    GrantState.ASKED: N_("Waits for a decision"),
    GrantState.LIVE: N_("Valid"),
    GrantState.REFUSED: N_("Refused"),
    GrantState.OVER: N_("Over"),
}


class Wanted(msgspec.Struct, frozen=True):
    """What somebody asks to see, what for, and for how many days."""

    fields: Annotated[tuple[Field, ...], msgspec.Meta(min_length=1)]
    purpose: Annotated[str, msgspec.Meta(min_length=4, max_length=200)]
    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 7


class Grant(msgspec.Struct, frozen=True):
    """A question for leave and its answer; `approver` is who decided, either way."""

    id: UUID
    activity_id: UUID
    requester: UUID
    fields: tuple[Field, ...]
    purpose: str
    days: int
    asked_at: datetime
    approver: UUID | None
    decided_at: datetime | None
    refused: bool
    answer: str
    expires_at: datetime | None
    ended_at: datetime | None
    version: int
    requester_name: str = ""
    approver_name: str | None = None

    def state(self, now: datetime) -> GrantState:
        if self.refused:
            return GrantState.REFUSED
        if self.approver is None:
            over = self.ended_at is not None or self.asked_at + WAITS <= now
            return GrantState.OVER if over else GrantState.ASKED
        lives = self.ended_at is None and self.expires_at is not None and now < self.expires_at
        return GrantState.LIVE if lives else GrantState.OVER


class Sight(msgspec.Struct, frozen=True):
    """What somebody is about to look at, and what for."""

    activity_id: UUID
    fields: tuple[Field, ...]
    purpose: str


class Copy(msgspec.Struct, frozen=True):
    """What is said of real data that leaves as a file."""

    reason: str
    serial: str
    holder: str
    children: int
    lead_agreed: bool = False


class Leave(msgspec.Struct, frozen=True):
    """That the log was written and these fields of one child may be opened, this once."""

    log_id: UUID
    subject_id: UUID
    fields: tuple[Field, ...]


class NoSuchGrant(Refusal):
    status = 404
    message = N_("There is no such request.")


class AskedAlready(Refusal):
    message = N_(
        "You have asked for this activity already, and nobody has decided yet. Withdraw that request "
        "first if it should say something else."
    )


class OwnRequest(Refusal):
    status = 403
    message = N_("Somebody else has to decide what you ask for.")


class Decided(Refusal):
    message = N_("This request was decided or withdrawn in the meantime.")


class Closed(Refusal):
    """A gate is closed; `gaps` says why."""

    message = N_("You have no leave for this. Ask for it first.")

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__()
        self.gaps = gaps

    def __str__(self) -> str:
        return " ".join(gettext(GAP_SENTENCES[gap.code]) for gap in self.gaps)


GAP_SENTENCES: dict[str, str] = {
    "no-grant": N_("You have no leave for this. Ask for it first."),
    "not-decided": N_("Your request waits for a decision."),
    "over": N_("Your leave is over. Ask for it again."),
    "other-activity": N_("Your leave is for another activity."),
    "other-fields": N_("Your leave does not cover these details."),
    "other-purpose": N_("Your leave is for another purpose."),
    "same-person": N_("Whoever asks cannot be who allows it."),
    "role": N_("Your role in this association does not allow that."),
    "no-fields": N_("Choose at least one detail."),
    "step-up": N_("Show your second step first; it holds for ten minutes."),
    "no-reason": N_("Say why it has to leave as a file."),
    "no-serial": N_("Each copy needs a number."),
    "no-holder": N_("Say who keeps the copy."),
    "lead-approval": N_("For more than one child the safeguarding lead has to agree."),
}


def reveal_gaps(
    grant: Grant | None,
    actor: Actor,
    sight: Sight,
    stepped_up_at: datetime | None,
    now: datetime,
    *,
    step_up_needed: bool = True,
) -> tuple[Gap, ...]:
    """Return why real data may not be shown, () where it may (G3).

    A live grant covers the person, the fields, the activity and the purpose; two people agreed;
    the second step was shown in the last ten minutes.
    """
    further = {
        "role": not actor.may(Permission.SEE_CHILDREN_REAL),
        "no-fields": not sight.fields,
        "step-up": step_up_needed and not is_fresh(stepped_up_at, now),
    }
    codes = [*_of_grant(grant, actor, sight, now), *_true(further)]
    return tuple(Gap(code) for code in codes)


def c4_export_gaps(
    grant: Grant | None,
    actor: Actor,
    sight: Sight,
    stepped_up_at: datetime | None,
    now: datetime,
    *,
    copy: Copy,
    step_up_needed: bool = True,
) -> tuple[Gap, ...]:
    """Return why real data may not leave as a file, () where it may (G4)."""
    further = {
        "no-reason": not copy.reason.strip(),
        "no-serial": not copy.serial.strip(),
        "no-holder": not copy.holder.strip(),
        "lead-approval": copy.children != 1 and not copy.lead_agreed,
    }
    shown = reveal_gaps(grant, actor, sight, stepped_up_at, now, step_up_needed=step_up_needed)
    return shown + tuple(Gap(code) for code in _true(further))


def is_fresh(stepped_up_at: datetime | None, now: datetime) -> bool:
    """Say whether the second step was shown less than ten minutes ago."""
    return stepped_up_at is not None and timedelta() <= now - stepped_up_at < FRESH


def _of_grant(grant: Grant | None, actor: Actor, sight: Sight, now: datetime) -> list[str]:
    if grant is None or grant.requester != actor.account_id:
        return ["no-grant"]
    state = grant.state(now)
    return _true(
        {
            "not-decided": state is GrantState.ASKED,
            "over": state in (GrantState.REFUSED, GrantState.OVER),
            "other-activity": grant.activity_id != sight.activity_id,
            "other-fields": not set(sight.fields) <= set(grant.fields),
            "other-purpose": not sight.purpose or sight.purpose != grant.purpose,
            "same-person": grant.approver == grant.requester,
        }
    )


def _true(checks: dict[str, bool]) -> list[str]:
    return [code for code, closed in checks.items() if closed]
