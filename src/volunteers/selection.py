"""Choosing among those who applied: places, the reserve list, and taking a place away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from accounts import organizations, traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database
from volunteers import eligibility, notices, places, steps, verdicts
from volunteers.rules import deadlines
from volunteers.rules import eligibility as required
from volunteers.rules import selection as rules
from volunteers.rules.applications import (
    Application,
    ApplicationStatus,
    NoSuchApplication,
    Recruitment,
)
from volunteers.steps import Step
from volunteers.tables import applications as tables

A = ApplicationStatus
LONGEST_REASON = 300
MAILS = {
    A.ACCEPTED: "place-given",
    A.RESERVED: "on-reserve",
    A.DECLINED: "place-lost",
    A.REMOVED: "place-lost",
    A.LAPSED: "place-lapsed",
}


class Decided(msgspec.Struct, frozen=True):
    """How many were decided upon, how many moved up through it, and the verdict to take back."""

    count: int
    undo: UUID
    moved_up: int = 0


async def accept(
    actor: Actor, activity_id: UUID, chosen: Sequence[UUID], reason: str = ""
) -> Decided:
    """Give each of `chosen` a place; all of them get one, or nobody does.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotPossible
        AllPlacesTaken, SourceFull, PostFull, NotEligible, OverrideNeedsReason
    """
    return await _decide(actor, activity_id, chosen, A.ACCEPTED, reason)


async def reserve(
    actor: Actor, activity_id: UUID, chosen: Sequence[UUID], reason: str = ""
) -> Decided:
    """Put `chosen` at the end of the reserve list, in the order of their scores, then numbers."""
    return await _decide(actor, activity_id, chosen, A.RESERVED, reason)


async def decline(
    actor: Actor, activity_id: UUID, chosen: Sequence[UUID], reason: str = ""
) -> Decided:
    """Say no to `chosen`; their details are deleted 30 days after the activity."""
    return await _decide(actor, activity_id, chosen, A.DECLINED, reason)


async def remove(actor: Actor, activity_id: UUID, application_id: UUID, reason: str) -> Decided:
    """Take a place away, with a reason that is kept; the next on the reserve list gets it at once.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotPossible, ReasonMissing
    """
    if not reason.strip():
        raise rules.ReasonMissing
    return await _decide(actor, activity_id, [application_id], A.REMOVED, reason)


async def lapse(actor: Actor, activity_id: UUID, application_id: UUID) -> Decided:
    """Give on the place of somebody who never answered.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotPossible
    """
    return await _decide(actor, activity_id, [application_id], A.LAPSED, "")


async def extend(actor: Actor, activity_id: UUID, chosen: Sequence[UUID], hours: int) -> int:
    """Let those who have not answered yet do so `hours` longer; return how many that are.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotPossible
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity, _ = await _locked(actor, activity_id)
        found = await _chosen(activity.id, chosen)
        if any(one.status is not A.ACCEPTED or one.answer_by is None for one in found):
            raise rules.NotPossible
        longer = [_longer(one, activity, timedelta(hours=hours)) for one in found]
        await steps.write(longer)
        await traces.leave_each(
            actor, "application.extend", [one.id for one in found], activity_id=activity.id
        )
    return len(longer)


async def _decide(
    actor: Actor, activity_id: UUID, chosen: Sequence[UUID], to: ApplicationStatus, reason: str
) -> Decided:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity, call = await _locked(actor, activity_id)
        found = rules.ordered(await _chosen(activity_id, chosen), call.mode)
        for one in found:
            rules.refuse_step(one.status, to)
        at = clock.now()
        policy = await organizations.policy(activity.organization)
        send_after = at + timedelta(minutes=policy.undo_minutes)
        after = await _after(
            activity, call, found, to, reason=reason.strip()[:LONGEST_REASON], send_after=send_after
        )
        decided = [Step(one, then) for one, then in zip(found, after, strict=True)]
        await steps.take(decided)
        await notices.tell_each(activity, after, MAILS[to], send_after=send_after)
        freed = [step.before for step in decided if step.frees_a_place]
        moved_up = await places.free(activity, *freed, send_after=send_after) if freed else []
        verdict = await verdicts.note(
            actor, activity.id, to, [*decided, *moved_up], at=at, send_after=send_after
        )
        await traces.leave_each(
            actor, f"application.{to}", [one.id for one in found], activity_id=activity.id
        )
        await activities.touch(activity.id)
    return Decided(len(found), verdict, len(moved_up))


async def _after(
    activity: Activity,
    call: Recruitment,
    found: Sequence[Application],
    to: ApplicationStatus,
    *,
    reason: str,
    send_after: datetime,
) -> list[Application]:
    """Take what the step needs, places or ranks, and return the applications as they are then."""
    if to is A.ACCEPTED:
        await _refuse_unmet(activity.id, found, reason)
        await places.take(call, *found)
        by = deadlines.answer_by(send_after, call.answer_hours, activity.starts_at, activity.zone)
        return [
            steps.moved(one, to, answer_by=by, override_reason=reason or one.override_reason)
            for one in found
        ]
    if to is A.RESERVED:
        await _refuse_unmet(activity.id, found, reason)
        first = await places.next_rank(call, len(found))
        return [
            steps.moved(one, to, rank=rank, override_reason=reason or one.override_reason)
            for rank, one in enumerate(found, start=first)
        ]
    return [steps.moved(one, to, note=reason if to is A.REMOVED else one.note) for one in found]


async def _refuse_unmet(activity_id: UUID, found: Sequence[Application], reason: str) -> None:
    """Refuse those who do not meet a rule, but for a reason given now or before (V3)."""
    unmet = await eligibility.unmet_of(list(found), activity_id)
    for one in found:
        required.refuse_accepting(unmet.get(one.id, ()), reason or one.override_reason)


def _longer(one: Application, activity: Activity, by: timedelta) -> Application:
    until = deadlines.awake(max(clock.now(), one.answer_by or clock.now()) + by, activity.zone)
    if activity.starts_at:
        until = min(until, activity.starts_at)
    return steps.moved(one, A.ACCEPTED, answer_by=until, decided_at=one.decided_at)


async def _locked(actor: Actor, activity_id: UUID) -> tuple[Activity, Recruitment]:
    """Lock activity and call, in this order (see `places`)."""
    activity = await activities.find(actor, activity_id, lock=activities.IN_TURN)
    call = await places.call_of(activity, lock=True)
    if call is None:
        raise NoSuchApplication
    return activity, call


async def _chosen(activity_id: UUID, chosen: Sequence[UUID]) -> list[Application]:
    """Lock and return these applications of an activity; one that is not there refuses them all."""
    a, wanted = tables.Application, sorted(set(chosen))
    rows = []
    if wanted:
        rows = (
            await a.select()
            .where(a.activity == activity_id, a.id.is_in(wanted))
            .order_by(a.number)
            .lock_rows("UPDATE")
        )
    if not rows or len(rows) != len(wanted):
        raise NoSuchApplication
    return database.facts(Application, rows)
