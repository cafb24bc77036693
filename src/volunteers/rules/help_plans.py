"""What a pair sets out to do: when, what, and what came of each phase; words about work, not about a child."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.telling import tells_who

LONGEST = 200
MOST_PHASES = 12


class PartnerRole(StrEnum):
    """Who belongs to a pair besides the helper (domain §2, Pair)."""

    PEER_HELPER = "peer_helper"  # a child who learns along; never one of the two adults (V15)
    LEAD = "lead"  # the teacher who leads


ROLE_NAMES: dict[PartnerRole, str] = {
    PartnerRole.PEER_HELPER: N_("Child who learns along"),
    PartnerRole.LEAD: N_("Lead teacher"),
}


class HelpPlan(msgspec.Struct, frozen=True):
    """When a pair meets and what it does together; `version` 0 is a plan nobody has written yet."""

    id: UUID
    pair: UUID
    time: str = ""
    content: str = ""
    version: int = 0


class Phase(msgspec.Struct, frozen=True):
    """One stretch of a plan: until when, towards what, and what came of it."""

    id: UUID
    until: date
    aim: str
    result: str
    done_on: date | None
    position: int
    version: int


class PairPartner(msgspec.Struct, frozen=True):
    role: PartnerRole
    participant: UUID | None
    name: str
    codename: str = ""

    @property
    def called(self) -> str:
        return self.codename or self.name


class NewPlan(msgspec.Struct, frozen=True, kw_only=True):
    time: Annotated[str, msgspec.Meta(max_length=100)] = ""
    content: Annotated[str, msgspec.Meta(max_length=LONGEST)] = ""


class NewPhase(msgspec.Struct, frozen=True, kw_only=True):
    until: date
    aim: Annotated[str, msgspec.Meta(max_length=LONGEST)]


class NewResult(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    result: Annotated[str, msgspec.Meta(max_length=LONGEST)]


class PlanChanged(Refusal):
    message = N_("Somebody else saved this plan in the meantime. Please look again and save.")


class NoSuchPhase(Refusal):
    status = 404
    message = N_("There is no such phase.")


class TooManyPhases(Refusal):
    message = N_("A plan has at most %(most)s phases.")


class PairHasEnded(Refusal):
    message = N_("This pair has ended; its plan stays as it was.")


class NotBesideThemselves(Refusal):
    status = 422
    message = N_("Choose another child than the one of this pair.")


def wrong_fields(new: NewPlan | NewPhase | NewResult) -> dict[str, str]:
    """Return a sentence for each field that tells who a child is, or says nothing (§6.2, V19)."""
    wrong: dict[str, str] = {}
    for field in ("time", "content", "aim", "result"):
        text = getattr(new, field, None)
        if text is None:
            continue
        if not text.strip() and field in ("aim", "result"):
            wrong[field] = gettext("Please fill this in.")
        elif sentence := tells_who(text):
            wrong[field] = sentence
    return wrong


def overdue(phase: Phase, today: date) -> bool:
    """Say whether a phase is past its day and nobody has written what came of it."""
    return phase.done_on is None and phase.until < today
