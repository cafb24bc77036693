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
    APPROVAL_FORM = "approval-form"
    DIFF_SHEET = "diff-sheet"
    LEADING_GROUP = "leading-group"
    NOTICE = "notice"
    CONSENT_LETTER = "consent-letter"
    SAFETY_PLEDGE = "safety-pledge"
    ROLL_CALL = "roll-call"
    POSTER = "poster"
    SELECTION_LIST = "selection-list"
    VOLUNTEER_LIST = "volunteer-list"
    CODE_OF_CONDUCT = "code-of-conduct"
    SHIFT_ROSTER = "shift-roster"
    CODENAME_BADGES = "codename-badges"
    CHANGES = "changes"


KIND_NAMES: dict[Kind, str] = {
    Kind.RUN_SHEET: N_("Run sheet of the day"),
    Kind.BUDGET: N_("Budget of the activity"),
    Kind.PROPOSAL: N_("Proposal"),
    Kind.PAIRS: N_("Pair list"),
    Kind.SIGN_IN_SHEET: N_("Sign-in sheet"),
    Kind.BADGES: N_("Badges of volunteers"),
    Kind.APPROVAL_FORM: N_("Application form"),
    Kind.DIFF_SHEET: N_("Sheet of changes"),
    Kind.LEADING_GROUP: N_("Leading group"),
    Kind.NOTICE: N_("Notice"),
    Kind.CONSENT_LETTER: N_("Letter to guardians"),
    Kind.SAFETY_PLEDGE: N_("Safety pledge"),
    Kind.ROLL_CALL: N_("Roll call"),
    Kind.POSTER: N_("Poster"),
    Kind.SELECTION_LIST: N_("Selection list"),
    Kind.VOLUNTEER_LIST: N_("List of volunteers"),
    Kind.CODE_OF_CONDUCT: N_("Code of conduct"),
    Kind.SHIFT_ROSTER: N_("Shift rosters"),
    Kind.CODENAME_BADGES: N_("Badges with codenames"),
    Kind.CHANGES: N_("Different today"),
}


class Reader(StrEnum):
    """Whom a paper is for: how the screen of papers is grouped."""

    CAMPUS = "campus"
    PARTNERS = "partners"
    VOLUNTEERS = "volunteers"
    DAY = "day"


READER_NAMES: dict[Reader, str] = {
    Reader.CAMPUS: N_("For those who approve"),
    Reader.PARTNERS: N_("For partners and families"),
    Reader.VOLUNTEERS: N_("For volunteers"),
    Reader.DAY: N_("On the day itself"),
}

READERS: dict[Reader, tuple[Kind, ...]] = {
    Reader.CAMPUS: (
        Kind.PROPOSAL,
        Kind.APPROVAL_FORM,
        Kind.DIFF_SHEET,
        Kind.BUDGET,
        Kind.LEADING_GROUP,
    ),
    Reader.PARTNERS: (Kind.NOTICE, Kind.CONSENT_LETTER, Kind.VOLUNTEER_LIST, Kind.PAIRS),
    Reader.VOLUNTEERS: (
        Kind.POSTER,
        Kind.SELECTION_LIST,
        Kind.CODE_OF_CONDUCT,
        Kind.SAFETY_PLEDGE,
        Kind.SHIFT_ROSTER,
    ),
    Reader.DAY: (
        Kind.RUN_SHEET,
        Kind.CHANGES,
        Kind.SIGN_IN_SHEET,
        Kind.ROLL_CALL,
        Kind.BADGES,
        Kind.CODENAME_BADGES,
    ),
}

# Who sees the facts sees the paper (domain reference §6.3); lists of people go with their pairs.
PERMISSIONS: dict[Kind, Permission] = {
    Kind.RUN_SHEET: Permission.SEE_PLAN,
    Kind.BUDGET: Permission.SEE_BUDGET,
    Kind.PROPOSAL: Permission.SEE_PLAN,
    Kind.PAIRS: Permission.SEE_PAIRS,
    Kind.SIGN_IN_SHEET: Permission.SEE_PAIRS,
    Kind.BADGES: Permission.SEE_PAIRS,
    Kind.APPROVAL_FORM: Permission.SEE_PLAN,
    Kind.DIFF_SHEET: Permission.SEE_PLAN,
    Kind.LEADING_GROUP: Permission.SEE_PLAN,
    Kind.NOTICE: Permission.SEE_PLAN,
    Kind.CONSENT_LETTER: Permission.SEE_PLAN,
    Kind.SAFETY_PLEDGE: Permission.SEE_PLAN,
    Kind.ROLL_CALL: Permission.SEE_PARTICIPANTS,
    Kind.POSTER: Permission.SEE_PLAN,
    Kind.SELECTION_LIST: Permission.SEE_VOLUNTEERS,
    Kind.VOLUNTEER_LIST: Permission.SHARE_WITH_PARTNER,
    Kind.CODE_OF_CONDUCT: Permission.SEE_PLAN,
    Kind.SHIFT_ROSTER: Permission.SEE_VOLUNTEERS,
    Kind.CODENAME_BADGES: Permission.SEE_PAIRS,
    Kind.CHANGES: Permission.SEE_PAIRS,
}

# Those that a campus goes on writing in, and so also come for Word.
WORDED = (Kind.PROPOSAL, Kind.APPROVAL_FORM, Kind.DIFF_SHEET, Kind.NOTICE)


class Order(msgspec.Struct, frozen=True):
    """One paper of an activity.

    `part` is a lane of its run sheet, the training it is signed at, or the partner it goes to.
    """

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


class NobodyChanged(NotYet):
    message = N_("Everybody is beside whom the plan says. There is nothing to carry along.")
    fix = "morning"
    act = N_("Note who is missing")


class NotCalledYet(NotYet):
    message = N_("The call has not been published yet: the poster leads to its public page.")
    fix = "people"
    act = N_("Open the call")


class NobodyApplied(NotYet):
    message = N_("Nobody has applied yet.")
    fix = "people"
    act = N_("Find volunteers")


class NoPartnerYet(NotYet):
    message = N_("Nobody speaks for a partner yet. Volunteers are asked whom they may be shown to.")
    fix = "partner"
    act = N_("Enter the partner")


class NobodyAgreed(NotYet):
    message = N_("No volunteer has agreed yet to be named to %(partner)s.")
    fix = "partner"
    act = N_("See who has answered")


class NoShifts(NotYet):
    message = N_("There are no shifts yet.")
    fix = "shifts"
    act = N_("Make shifts")


class NobodyYet(NotYet):
    message = N_("Nobody has a place in this activity yet.")
    fix = "people"
    act = N_("Find volunteers")


class NothingChanged(NotYet):
    message = N_("Nothing has changed since the plan was handed in.")
    fix = "plan"
    act = N_("Open the plan")


class NobodyLeads(NotYet):
    message = N_("Nobody is named for a leading group yet.")
    fix = "plan"
    act = N_("Open the plan")


class NoDate(NotYet):
    message = N_("The date is not settled yet.")
    fix = "settings"
    act = N_("Set the date")


class NoSuchPart(Refusal):
    status = 404
    message = N_("There is no such sheet (any more).")


class OnlyPrinted(Refusal):
    status = 404
    message = N_("This paper comes as PDF only.")
