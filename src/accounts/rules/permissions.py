"""Who may do what in an association: roles, permissions named by their effect, and the actor."""

from enum import StrEnum
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


class Role(StrEnum):
    OWNER = "owner"
    PLANNER = "planner"
    TREASURER = "treasurer"
    APPROVER = "approver"
    SAFEGUARDING = "safeguarding"
    VIEWER = "viewer"


class Permission(StrEnum):
    """Each names what happens when it is used, never a place in a menu (S19)."""

    MANAGE_MEMBERS = "members.manage"
    SEE_PLAN = "plan.see"
    CHANGE_PLAN = "plan.change"
    DECIDE_PLAN = "plan.decide"
    RELEASE_DAY = "day.release"
    SEE_VOLUNTEERS = "volunteers.see"
    SEE_VOLUNTEER_PHONES = "volunteers.see_phones"
    CHANGE_VOLUNTEERS = "volunteers.change"
    SEE_CLEARANCES = "clearances.see"
    RECORD_CLEARANCES = "clearances.record"
    SEE_PARTICIPANTS = "participants.see"
    CHANGE_PARTICIPANTS = "participants.change"
    SEE_PAIRS = "pairs.see"
    CHANGE_PAIRS = "pairs.change"
    SEE_CONTACT_COUNTS = "contacts.see_counts"
    SEE_BUDGET_TOTALS = "budget.see_totals"
    SEE_BUDGET = "budget.see"
    CHANGE_BUDGET = "budget.change"
    SEE_PROFILES = "profiles.see"
    CHANGE_PROFILES = "profiles.change"
    REVIEW_APPLICATIONS = "applications.review"
    SHARE_WITH_PARTNER = "partner.share"
    SEE_CHILDREN_REAL = "children.reveal"
    ASK_ACCESS = "access.ask"
    GRANT_ACCESS = "access.grant"
    SEE_ACCESS_LOG = "access.see_log"
    SET_SAFEGUARDS = "safeguards.set"
    OPEN_NAMED_MODE = "named_mode.open"
    SEE_CONCERNS = "concerns.see"
    ANSWER_REQUESTS = "requests.answer"


P = Permission
_READING = {P.SEE_PLAN, P.SEE_BUDGET_TOTALS}
_PEOPLE = {P.SEE_VOLUNTEERS, P.SEE_PARTICIPANTS, P.SEE_PAIRS, P.SEE_CONTACT_COUNTS}
_LEAD_ONLY = {P.GRANT_ACCESS, P.SET_SAFEGUARDS, P.OPEN_NAMED_MODE, P.SEE_CONCERNS}

# domain reference §3.3 A1 and the table of §6.3: who sees and does what.
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(P) - _LEAD_ONLY,
    Role.PLANNER: frozenset(P)
    - _LEAD_ONLY
    - {P.MANAGE_MEMBERS, P.DECIDE_PLAN, P.CHANGE_BUDGET, P.SEE_CLEARANCES, P.SEE_ACCESS_LOG},
    Role.TREASURER: frozenset(_READING | {P.SEE_BUDGET, P.CHANGE_BUDGET, P.SEE_VOLUNTEERS}),
    Role.APPROVER: frozenset(_READING | {P.SEE_BUDGET, P.DECIDE_PLAN, P.SEE_VOLUNTEERS}),
    Role.SAFEGUARDING: frozenset(
        {P.SEE_PLAN, P.SEE_VOLUNTEER_PHONES, P.CHANGE_PARTICIPANTS}
        | {P.SEE_CLEARANCES, P.RECORD_CLEARANCES, P.SEE_PROFILES, P.REVIEW_APPLICATIONS}
        | {P.SEE_CHILDREN_REAL, P.ASK_ACCESS, P.SEE_ACCESS_LOG, P.ANSWER_REQUESTS}
        | _LEAD_ONLY
        | _PEOPLE
    ),
    Role.VIEWER: frozenset(_READING | {P.SEE_CONTACT_COUNTS}),
}

ROLE_NAMES: dict[Role, str] = {
    Role.OWNER: N_("Owner"),
    Role.PLANNER: N_("Planner"),
    Role.TREASURER: N_("Treasurer"),
    Role.APPROVER: N_("Approver"),
    Role.SAFEGUARDING: N_("Safeguarding lead"),
    Role.VIEWER: N_("Viewer"),
}


class NotAllowed(Refusal):
    status = 403
    message = N_("Your role in this association does not allow that.")


class Actor(msgspec.Struct, frozen=True):
    """A signed-in person, acting for one association; `session_id` is nil outside a browser."""

    account_id: UUID
    organization_id: UUID
    role: Role
    name: str = ""
    organization: str = ""
    session_id: UUID = UUID(int=0)

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]

    def must(self, permission: Permission) -> None:
        """Raise NotAllowed unless the actor's role grants `permission`."""
        if not self.may(permission):
            raise NotAllowed
