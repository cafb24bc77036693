"""What the plan check of every slice says about an activity, what was accepted, and what it stops.

A slice writes `async def of(actor, activity) -> list[Finding]` in its `findings.py`;
`web.wiring` contributes it here.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

from accounts import organizations, traces
from accounts.rules.permissions import Actor, Permission, Role
from events import activities, schedule, seats, sections, tables, tasks
from events.rules.activities import OVER, Activity
from events.rules.block_checks import blocks_checked
from events.rules.checks import checked
from events.rules.day_checks import day_checked
from events.rules.findings import (
    Accepted,
    AcceptNeedsReason,
    Finding,
    NotAcceptable,
    Severity,
    Stopped,
    Stops,
)
from events.rules.findings import stopping as stopping_among
from events.rules.seat_checks import seats_checked
from events.rules.text_checks import text_checked
from events.rules.written import Written, written
from kit import clock, database

Source = Callable[[Actor, Activity], Awaitable[list[Finding]]]

Voucher = Callable[[Activity], Awaitable[frozenset[str]]]

NOBODY = UUID(int=0)


def contribute(source: Source) -> None:
    """Add what one slice finds; adding it twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def vouch(voucher: Voucher) -> None:
    """Add who is known by name to be qualified for what blocks need; adding it twice changes nothing."""
    if voucher not in _vouchers:
        _vouchers.append(voucher)


async def everything(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what every slice has to say to `actor`, accepted or not; a higher slice knows better."""
    found = [finding for source in _sources for finding in await source(actor, activity)]
    return list({(one.code, one.subject): one for one in found}.values())


async def stopping(activity: Activity, step: Stops) -> list[Finding]:
    """Return what stops `step`, whoever takes it: seen with the eyes of the house, nothing accepted."""
    reader = Actor(NOBODY, activity.organization, Role.OWNER)
    found = stopping_among(await everything(reader, activity), step)
    return await unaccepted(activity, found)


async def must_not_stop(activity: Activity, step: Stops) -> None:
    """Let `step` be taken.

    Raises:
        Stopped: findings stop it that nobody has mended or accepted.
    """
    if found := await stopping(activity, step):
        raise Stopped(found)


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what is to be done about dates, texts, blocks and tasks, accepted or not."""
    day = await schedule.of_activity(actor, activity.id)
    chapters = await sections.of(activity)
    listed = await tasks.of_activity(activity.id)
    here = f"/a/{activity.id}"
    found = checked(activity, chapters, day.blocks, listed, today(activity))
    if activity.status in OVER:
        return found
    asked = (await organizations.policy(activity.organization)).teacher_off_campus
    named = await seats.of_activity(activity)
    return [
        *day_checked(activity, day),
        *found,
        *blocks_checked(day.blocks, f"{here}/day", await _qualified(activity)),
        *seats_checked(activity, named, day.blocks, teacher_asked=asked),
        *text_checked(written(activity, chapters, day.blocks, listed), here),
    ]


async def _qualified(activity: Activity) -> frozenset[str]:
    names = [await voucher(activity) for voucher in _vouchers]
    return frozenset[str]().union(*names)


async def words(actor: Actor, activity: Activity) -> Written:
    """Return all that the plan says, for slices that compare it with what they hold."""
    day = await schedule.of_activity(actor, activity.id)
    listed = await tasks.of_activity(activity.id)
    return written(activity, await sections.of(activity), day.blocks, listed)


async def unaccepted(activity: Activity, findings: list[Finding]) -> list[Finding]:
    """Return those of `findings` that nobody has accepted."""
    known = {(a.code, a.subject) for a in await accepted(activity)}
    return [f for f in findings if (f.code, f.subject) not in known]


async def accepted(activity: Activity) -> list[Accepted]:
    """Return what was accepted, the latest first."""
    a = tables.AcceptedFinding
    rows = (
        await a.select(
            a.code, a.subject, a.reason, a.accepted_at, a.accepted_by.name.as_alias("accepted_by")
        )
        .where(a.activity == activity.id)
        .order_by(a.accepted_at, ascending=False)
    )
    return database.facts(
        Accepted, [row | {"accepted_by": row["accepted_by"] or ""} for row in rows]
    )


async def accept(actor: Actor, activity_id: UUID, several: Sequence[Finding], reason: str) -> None:
    """Let warnings stand, all of them or none, with a reason that is kept.

    Raises:
        AcceptNeedsReason, NotAcceptable, NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    if any(finding.severity is not Severity.WARNING for finding in several):
        raise NotAcceptable
    if not reason:
        raise AcceptNeedsReason
    a, now = tables.AcceptedFinding, clock.now()
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        rows = [
            a(
                id=uuid4(),
                activity=activity_id,
                code=finding.code,
                subject=finding.subject,
                reason=reason[:500],
                accepted_by=actor.account_id,
                accepted_at=now,
            )
            for finding in several
        ]
        await a.insert(*rows).on_conflict(
            (a.activity, a.code, a.subject), "DO UPDATE", (a.reason, a.accepted_by, a.accepted_at)
        )
        for code in {finding.code for finding in several}:
            await traces.leave(actor, "finding.accepted", activity_id=activity_id, details=code)


async def take_back(actor: Actor, activity_id: UUID, code: str, subject: str) -> None:
    """Let an accepted warning count again.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    a = tables.AcceptedFinding
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await a.delete().where(a.activity == activity.id, a.code == code, a.subject == subject)


def today(activity: Activity) -> date:
    """Return the day it is now where the activity takes place."""
    return clock.day(activity.zone)


_sources: list[Source] = [of]
_vouchers: list[Voucher] = []
