"""What this slice finds worth attention: one function per finding, one list of them all."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from accounts import organizations
from accounts.rules.permissions import Actor, Permission
from events.rules.activities import OVER, Activity, Status
from events.rules.findings import Finding, Severity, Stops, Tap, Urgency
from kit import clock
from kit.i18n import N_
from volunteers import (
    applications,
    clearance_findings,
    contact_findings,
    pair_findings,
    places,
    readiness_findings,
    shift_findings,
    stay_findings,
)
from volunteers.rules.applications import LIVE, ApplicationStatus, Recruitment
from volunteers.rules.selection import Door, door, proposed_reserve, too_few

A = ApplicationStatus
NEAR = timedelta(days=14)
NEARLY_EACH = 0.75  # helpers per child from which on it is meant one to one


class Standing(msgspec.Struct, frozen=True):
    """What the checks of recruitment look at, read once."""

    activity: Activity
    call: Recruitment
    counts: dict[ApplicationStatus, int]
    near: bool
    proposing: bool
    warning_of_few: bool = False

    @property
    def people(self) -> str:
        return f"/a/{self.activity.id}/people"

    @property
    def holding(self) -> int:
        return self.counts[A.ACCEPTED] + self.counts[A.CONFIRMED]


async def recruiting(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what is to be said about the call and those who answered it."""
    call = await places.call_of(activity)
    if call is None:
        return []
    near = activity.starts_at is not None and activity.starts_at - NEAR <= clock.now()
    counts = await applications.counts(actor, activity.id)
    policy = await organizations.policy(activity.organization)
    may = policy.reserve_proposed and actor.may(Permission.CHANGE_VOLUNTEERS)
    standing = Standing(activity, call, counts, near, may, policy.few_sign_ups_warn)
    return [finding for check in RECRUITING if (finding := check(standing))]


def risk_statement_missing(now: Standing) -> Finding | None:
    """条例 12: whoever recruits states the risks (V1)."""
    if now.call.risk_statement.strip():
        return None
    return Finding(
        code="risk-statement-missing",
        severity=Severity.ERROR,
        urgency=Urgency.DEADLINE,
        stops=Stops.RECRUIT,
        message=N_("Volunteers are not told the risks yet"),
        hint=N_("The law asks for it before anybody applies."),
        act=N_("Write it"),
        fix=f"{now.people}/call#risk_statement",
    )


def no_slack(now: Standing) -> Finding | None:
    """One helper per child and nobody to spare: one who falls ill leaves a child alone (V5)."""
    children, places = now.activity.participants or 0, now.call.quota
    if not now.activity.involves_minors or not children * NEARLY_EACH <= places <= children:
        return None
    helpers, reserve = places + now.call.reserve, proposed_reserve(places)
    if helpers > children:
        return None
    tap = Tap(N_("Plan %(reserve)s reserves"), f"{now.people}/call/reserve")
    return Finding(
        code="no-slack",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_(
            "%(helpers)s helpers and reserves for %(children)s children leave nobody to spare"
        ),
        hint=N_("If one falls ill, a child is without a helper."),
        act=N_("Plan reserves"),
        fix=f"{now.people}/call#reserve",
        subject=f"{helpers}-{children}",
        taps=(tap,) if now.proposing and places + reserve > children else (),
        details={"helpers": helpers, "children": children, "reserve": reserve},
    )


def not_published(now: Standing) -> Finding | None:
    """Approved, everything written, and still nobody can apply."""
    ready = now.call.quota and now.call.risk_statement.strip()
    if now.call.published_at or now.activity.status is not Status.APPROVED or not ready:
        return None
    return Finding(
        code="recruitment-unpublished",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("The plan is approved; volunteers can be invited now"),
        act=N_("Open the recruitment"),
        fix=now.people,
    )


def not_full(now: Standing) -> Finding | None:
    """Two weeks before, places are still empty."""
    missing = now.call.quota - now.holding
    if not now.near or not now.call.published_at or missing <= 0:
        return None
    return Finding(
        code="recruitment-not-full",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("%(missing)s of %(quota)s places are still empty"),
        hint=N_("Share the link once more, or accept those who wait."),
        act=N_("Look at the applications"),
        fix=now.people,
        details={"missing": missing, "quota": now.call.quota},
    )


def few_sign_ups(now: Standing) -> Finding | None:
    """Applications closed with fewer than three quarters of those expected (V3)."""
    closed = door(now.activity, now.call, clock.now()) is Door.CLOSED
    signed_up = sum(now.counts[status] for status in LIVE)
    if not now.warning_of_few or not closed or not too_few(now.call.quota, signed_up):
        return None
    return Finding(
        code="few-sign-ups",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("Applications closed with %(signed_up)s people for %(quota)s places"),
        hint=N_("Open them again, or plan with fewer."),
        act=N_("Look at the recruitment"),
        fix=f"{now.people}/call#closes_at",
        details={"signed_up": signed_up, "quota": now.call.quota},
    )


def undecided(now: Standing) -> Finding | None:
    """People wait for an answer."""
    waiting = now.counts[A.APPLIED]
    if not waiting:
        return None
    return Finding(
        code="applications-undecided",
        severity=Severity.NOTE,
        urgency=Urgency.DEADLINE if now.near else Urgency.TIDY,
        message=N_("%(waiting)s applications wait for a decision"),
        act=N_("Choose"),
        fix=f"{now.people}?status=applied",
        details={"waiting": waiting},
    )


def unanswered(now: Standing) -> Finding | None:
    """They have a place and did not say whether they come."""
    silent = now.counts[A.ACCEPTED]
    if not now.near or not silent:
        return None
    return Finding(
        code="places-unanswered",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("%(silent)s of those accepted have not said whether they come"),
        act=N_("See who"),
        fix=f"{now.people}?status=accepted",
        details={"silent": silent},
    )


RECRUITING: tuple[Callable[[Standing], Finding | None], ...] = (
    risk_statement_missing,
    no_slack,
    not_published,
    not_full,
    few_sign_ups,
    undecided,
    unanswered,
)

# Each noun adds its own reader: one that asks the database once and returns all it finds.
Check = Callable[[Actor, Activity], Awaitable[list[Finding]]]
AFTERWARDS: tuple[Check, ...] = (contact_findings.of,)
CHECKS: tuple[Check, ...] = (
    recruiting,
    readiness_findings.of_training,
    clearance_findings.of,
    readiness_findings.of_consents,
    pair_findings.of_pairs,
    stay_findings.of_rooms,
    shift_findings.of,
    *AFTERWARDS,
)


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what this slice finds about an activity, for whoever may see its people."""
    if activity.status is Status.CANCELLED or not actor.may(Permission.SEE_VOLUNTEERS):
        return []
    checks = AFTERWARDS if activity.status in OVER else CHECKS
    return [finding for check in checks for finding in await check(actor, activity)]
