"""The papers we print: what each is called and who may see it."""

from enum import StrEnum
from uuid import UUID

import msgspec

from accounts.rules.permissions import Permission
from kit.errors import Refusal
from kit.i18n import N_


class Kind(StrEnum):
    """A paper, by the name in its address."""

    RUN_SHEET = "run-sheet"
    BUDGET = "budget"
    PROPOSAL = "proposal"
    PAIRS = "pairs"
    SIGN_IN_SHEET = "sign-in-sheet"
    BADGES = "badges"


KIND_NAMES: dict[Kind, str] = {
    Kind.RUN_SHEET: N_("Run sheet of the day"),
    Kind.BUDGET: N_("Budget of the activity"),
    Kind.PROPOSAL: N_("Proposal"),
    Kind.PAIRS: N_("Pair list"),
    Kind.SIGN_IN_SHEET: N_("Sign-in sheet"),
    Kind.BADGES: N_("Badges"),
}

# Who sees the facts sees the paper (domain reference §6.3); lists of people go with their pairs.
PERMISSIONS: dict[Kind, Permission] = {
    Kind.RUN_SHEET: Permission.SEE_PLAN,
    Kind.BUDGET: Permission.SEE_BUDGET,
    Kind.PROPOSAL: Permission.SEE_PLAN,
    Kind.PAIRS: Permission.SEE_PAIRS,
    Kind.SIGN_IN_SHEET: Permission.SEE_PAIRS,
    Kind.BADGES: Permission.SEE_PAIRS,
}

WORDED = (Kind.PROPOSAL,)  # those that a campus goes on writing in, and so also come for Word


class Order(msgspec.Struct, frozen=True):
    """One paper of an activity: `part` is a lane of its run sheet, or the training it is signed at."""

    kind: Kind
    part: UUID | None = None


class NotYet(Refusal):
    """There is nothing to print so far; `fix` is the screen that changes this, `act` what to do there."""

    fix = ""
    act = ""


class NothingReleased(NotYet):
    message = N_("The run sheet has not been released yet. Papers show releases, never drafts.")
    fix = "day"
    act = N_("Open the run sheet")


class NoCosts(NotYet):
    message = N_("There are no costs in the budget yet.")
    fix = "budget"
    act = N_("Open the budget")


class NoPairs(NotYet):
    message = N_("There are no pairs yet.")
    fix = "pairs"
    act = N_("Make pairs")


class NobodyYet(NotYet):
    message = N_("Nobody has a place in this activity yet.")
    fix = "people"
    act = N_("Find volunteers")


class NoSuchPart(Refusal):
    status = 404
    message = N_("There is no such sheet (any more).")


class OnlyPrinted(Refusal):
    status = 404
    message = N_("This paper comes as PDF only.")
