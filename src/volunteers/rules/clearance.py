"""What lets a volunteer near children: the pledge, the record check, a qualification (V6–V8, V24)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from events.rules.activities import Activity
from kit.errors import Gap, Refusal
from kit.i18n import N_
from volunteers.rules import qualifications
from volunteers.rules.applications import Post
from volunteers.rules.pledge import PLEDGE_VERSION
from volunteers.rules.safeguards import EVERYTHING, Safeguards
from volunteers.rules.training import Clearance, ClearanceKind, Outcome

OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.CLEAR: N_("No objection"),
    Outcome.PENDING: N_("Still being checked"),
    Outcome.NOT_CLEAR: N_("Objection"),
}

KIND_NAMES: dict[ClearanceKind, str] = {
    ClearanceKind.PLEDGE: N_("Pledge"),
    ClearanceKind.RECORD_CHECK: N_("Record check"),
    ClearanceKind.QUALIFICATION: N_("Qualification"),
    ClearanceKind.INSURANCE: N_("Insurance"),
}
NOT_CLEARED = Gap("not-cleared")  # all that is said to those who may not read what it is (§6.3)
GAP_NAMES: dict[str, str] = {
    NOT_CLEARED.code: N_("Not cleared for work with children at present."),
    "suspended": N_("Not placed with children at present; the safeguarding lead decides."),
    "pledge-missing": N_("The pledge is not signed yet."),
    "record-check-objection": N_("The record check does not allow a post with children."),
    "record-check-missing": N_("Nobody has asked for the record check yet."),
    "record-check-pending": N_("The record check is still running."),
    "record-check-ends": N_("The record check ends before the last day."),
    "qualification-missing": N_("The post asks for a qualification that is not proven yet."),
    "qualification-ends": N_("The qualification ends before the last day."),
    "insurance-missing": N_("No accident insurance is noted yet."),
    "insurance-short": N_("The accident insurance does not cover all days."),
}

LONGEST_CHECK = 366  # days that a record check may be valid (domain §2, Clearance)


class Stage(StrEnum):
    """How far somebody's record check has to be: to be thought of for a child, or to stand there."""

    PAIRING = "pairing"  # it may still be running
    DAY = "day"


class NewClearance(msgspec.Struct, frozen=True, kw_only=True):
    """One outcome as its form says it: that it was looked into, by whom, until when it counts."""

    kind: ClearanceKind
    outcome: Outcome = Outcome.CLEAR
    label: Annotated[str, msgspec.Meta(max_length=60)] = ""
    reference: Annotated[str, msgspec.Meta(max_length=60)] = ""
    checked_by: Annotated[str, msgspec.Meta(max_length=100)] = ""
    covers_from: date | None = None
    valid_until: date | None = None


class NewCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a record check: that it was made, where it is kept, until when it counts."""

    outcome: Outcome
    reference: Annotated[str, msgspec.Meta(max_length=60)] = ""
    checked_by: Annotated[str, msgspec.Meta(max_length=100)] = ""
    valid_until: date | None = None


class CheckNeedsEnd(Refusal):
    status = 422
    message = N_("Please say until when the check is valid: at most twelve months from today.")


class QualificationNeedsProof(Refusal):
    status = 422
    message = N_("Please write which qualification it is, its number, and who has looked at it.")


class NotedNobody(Refusal):
    status = 422
    message = N_("Tick the people it is about first.")


class CoverNeedsDates(Refusal):
    status = 422
    message = N_("Please say from which day to which day the insurance covers them.")


def contact_gaps(
    post: Post | None,
    clearances: Iterable[Clearance],
    last_day: date,
    safeguards: Safeguards = EVERYTHING,
    *,
    suspended: bool = False,
    stage: Stage = Stage.DAY,
) -> tuple[Gap, ...]:
    """Return what one volunteer lacks to be with children; whoever has no post is with them (G5).

    The pledge is [always] asked for, in today's text; nobody who is suspended, and nobody whose record
    check came to an objection, is let through by a switch.
    """
    if post is not None and not post.child_contact:
        return ()
    held = tuple(clearances)
    found = ["suspended"] if suspended else []
    if not any(counts(one, last_day) for one in held if one.kind is ClearanceKind.PLEDGE):
        found.append("pledge-missing")
    return (*map(Gap, found), *check_gaps(held, last_day, safeguards, stage))


def pledge_asked(activity: Activity, post: Post | None) -> bool:
    """Say whether somebody signs the pledge here: only who may be with children, post or none yet."""
    return activity.involves_minors and (post is None or post.child_contact)


def check_gaps(
    clearances: Iterable[Clearance], last_day: date, safeguards: Safeguards, stage: Stage
) -> tuple[Gap, ...]:
    """Return what is wrong with a record check: an objection, its end, or that there is none (V6)."""
    checks = [one for one in clearances if one.kind is ClearanceKind.RECORD_CHECK]
    if any(one.outcome is Outcome.NOT_CLEAR for one in checks):
        return (Gap("record-check-objection"),)
    if not safeguards.record_check or any(counts(one, last_day) for one in checks):
        return ()
    if any(one.outcome is Outcome.PENDING for one in checks):
        return () if stage is Stage.PAIRING else (Gap("record-check-pending"),)
    return (Gap("record-check-ends" if checks else "record-check-missing"),)


def counts_as_adult(
    clearances: Iterable[Clearance],
    last_day: date,
    safeguards: Safeguards = EVERYTHING,
    *,
    trained: bool,
    suspended: bool = False,
) -> bool:
    """Say whether a volunteer is one of the two adults with the children (V15).

    A check that is still running never makes one, not even where checks are switched off (V6).
    """
    held = tuple(clearances)
    running = any(
        one.kind is ClearanceKind.RECORD_CHECK and one.outcome is Outcome.PENDING for one in held
    )
    closed = contact_gaps(None, held, last_day, safeguards, suspended=suspended)
    return trained and not running and not closed


def qualification_gaps(
    post: Post | None, clearances: Iterable[Clearance], on: date
) -> tuple[Gap, ...]:
    """Return that a post asks for a qualification which is not held, proven and valid on that day (G8)."""
    if post is None or not post.qualification:
        return ()
    held = [one for one in clearances if one.kind is ClearanceKind.QUALIFICATION]
    fitting = [one for one in held if qualifications.same(one.label, post.qualification)]
    if any(counts(one, on) and one.reference and one.checked_by for one in fitting):
        return ()
    if any(one.outcome is Outcome.CLEAR and not counts(one, on) for one in fitting):
        return (Gap("qualification-ends", post.qualification),)
    return (Gap("qualification-missing", post.qualification),)


def insurance_gaps(
    activity: Activity, clearances: Iterable[Clearance], safeguards: Safeguards = EVERYTHING
) -> tuple[Gap, ...]:
    """Return that no accident insurance covers one volunteer on all days of an activity (V8, G7)."""
    if not insured(activity, safeguards):
        return ()
    first, last = activity.first_day, activity.last_day
    policies = [
        one
        for one in clearances
        if one.kind is ClearanceKind.INSURANCE and one.outcome is Outcome.CLEAR
    ]
    if any(_covers(one, first, last) for one in policies):
        return ()
    return (Gap("insurance-short" if policies else "insurance-missing"),)


def insured(activity: Activity, safeguards: Safeguards) -> bool:
    """Say whether volunteers are insured: with risk always, on the way and overnight unless switched."""
    return activity.risk or ((activity.off_campus or activity.overnight) and safeguards.insurance)


def counts(one: Clearance, on: date) -> bool:
    """Say whether a clearance is clear and still valid at the end of a day."""
    if one.outcome is not Outcome.CLEAR:
        return False
    if one.kind is ClearanceKind.PLEDGE:
        return one.text_version == PLEDGE_VERSION
    if one.kind is ClearanceKind.RECORD_CHECK and one.valid_until is None:
        return False
    return one.valid_until is None or one.valid_until >= on


def refuse_endless(check: NewCheck, today: date) -> None:
    """Raise CheckNeedsEnd unless a clear check ends within twelve months (V6)."""
    if check.outcome is not Outcome.CLEAR:
        return
    until = check.valid_until
    if until is None or not 0 <= (until - today).days <= LONGEST_CHECK:
        raise CheckNeedsEnd


def refuse_unproven(new: NewClearance, today: date) -> None:
    """Raise a refusal unless what is noted says what its kind needs to count."""
    if new.kind is ClearanceKind.RECORD_CHECK:
        refuse_endless(NewCheck(outcome=new.outcome, valid_until=new.valid_until), today)
    if new.outcome is not Outcome.CLEAR:
        return
    if new.kind is ClearanceKind.QUALIFICATION and not (
        new.label.strip() and new.reference.strip() and new.checked_by.strip()
    ):
        raise QualificationNeedsProof
    if new.kind is ClearanceKind.INSURANCE and not (
        new.covers_from and new.valid_until and new.covers_from <= new.valid_until
    ):
        raise CoverNeedsDates


def _covers(one: Clearance, first: date | None, last: date | None) -> bool:
    """Say whether a policy covers all days; while the day is unknown, having one is enough."""
    if first is None or last is None:
        return True
    if one.covers_from is None or one.valid_until is None:
        return False
    return one.covers_from <= first and last <= one.valid_until
