"""Named mode: real data of children in one activity, while an assessment and two people stand for it (V11)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity, Changed
from kit import clock, database, i18n
from kit.errors import Gap
from volunteers import earlier
from volunteers.rules.named_mode import (
    Assessment,
    NamedMode,
    NamedModeClosed,
    NotAssessed,
    Plan,
    SamePersonTwice,
    WrongEnd,
    gaps,
)
from volunteers.rules.retention import kept_until
from volunteers.tables import participants as tables

CLOSED = "named_mode.closed"
AGREED = "named_mode.partner_agreed"


async def of(actor: Actor, activity_id: UUID) -> NamedMode | None:
    """Return where opening the named mode of an activity stands, None where nobody began.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return await find(activity.id)


async def find(activity_id: UUID, *, lock: bool = False) -> NamedMode | None:
    """Return the named mode of an activity that whoever asks may see."""
    n = tables.NamedMode
    query = n.select().where(n.activity == activity_id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    return database.fact(NamedMode, rows[0]) if rows else None


async def missing(activity: Activity) -> tuple[Gap, ...]:
    """Return what keeps the named mode of an activity closed today (G1)."""
    return gaps(await find(activity.id), today(activity))


async def must_be_open(activity: Activity) -> NamedMode:
    """Return the open named mode of an activity whose row is locked: nobody closes it meanwhile.

    Raises:
        NamedModeClosed
    """
    mode = await find(activity.id, lock=True)
    lacking = gaps(mode, today(activity))
    if mode is None or lacking:
        raise NamedModeClosed(lacking)
    return mode


async def assess(actor: Actor, activity_id: UUID, version: int, plan: Plan) -> None:
    """Write the impact assessment; whoever agreed to another text has to agree again.

    Raises:
        NotAllowed, NoSuchActivity, WrongEnd, Changed
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    n = tables.NamedMode
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        latest = latest_end(activity)
        if not today(activity) < plan.retain_until <= latest:
            raise WrongEnd(latest=i18n.day(latest))
        answers = Assessment(plan.need, plan.readers, plan.risks, plan.measures)
        values: dict[Any, Any] = {
            n.reason: plan.need,
            n.assessment: msgspec.json.encode(answers).decode(),
            n.assessed_on: today(activity),
            n.retain_until: plan.retain_until,
            **_nobody_agreed(),
            n.closed_at: None,
        }
        if await find(activity.id, lock=True) is None:
            await n.insert(n(id=uuid4(), activity=activity.id, created_at=clock.now()))
            version = 1
        saved = (
            await n.update({**values, n.version: n.version + 1})
            .where(n.activity == activity.id, n.version == version)
            .returning(n.id)
        )
        if not saved:
            raise Changed
        await erase(activity)  # what was written by an agreement that no longer stands
        await traces.leave(actor, "named_mode.assessed", activity_id=activity.id)


async def lead_agrees(actor: Actor, activity_id: UUID) -> None:
    """Let the safeguarding lead agree to the assessment as it stands: nobody else can.

    Raises:
        NotAllowed, NoSuchActivity, NotAssessed, SamePersonTwice
    """
    n = tables.NamedMode
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        actor.must(Permission.OPEN_NAMED_MODE)  # strangers hear first that there is nothing
        mode = await _assessed(activity)
        if mode.partner_at and await traces.by_whom(activity.id, AGREED) == actor.account_id:
            raise SamePersonTwice
        await n.update({n.lead: actor.account_id, n.lead_at: clock.now()}).where(
            n.activity == activity.id
        )
        await traces.leave(actor, "named_mode.lead_agreed", activity_id=activity.id)


async def note_partner(actor: Actor, activity_id: UUID, partner: str) -> None:
    """Note that the partner signed on paper. The lead cannot speak for both (A2).

    Raises:
        NotAllowed, NoSuchActivity, NotAssessed, SamePersonTwice
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        mode = await find(activity.id)
        if actor.may(Permission.OPEN_NAMED_MODE) or (mode and mode.lead == actor.account_id):
            raise SamePersonTwice
        await agreed(actor, activity, partner)


async def close(actor: Actor, activity_id: UUID) -> None:
    """Close the named mode: names, months of birth, allergies and numbers are erased at once.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        await shut(actor, await activities.find(actor, activity_id, lock=True))


async def expire(now: datetime) -> int:
    """Erase what is real wherever the gate no longer holds, and return in how many activities.

    The nightly job asks for this: a day of deletion has passed, an assessment is a year old.
    """
    n, shut = tables.NamedMode, 0
    for row in await n.select(n.activity).where(n.closed_at.is_null(), n.assessed_on.is_not_null()):
        async with database.transaction():
            activity = await activities.anywhere(row["activity"])
            lacking = {
                one.code for one in gaps(await find(activity.id, lock=True), today(activity))
            }
            if lacking & {"assessment-old", "end-passed"}:
                await earlier.remember(activity)
                await erase(activity)
                await n.update({n.closed_at: now, **_nobody_agreed()}).where(
                    n.activity == activity.id
                )
                await traces.sweep(activity.organization, CLOSED, activity_id=activity.id)
                shut += 1
    return shut


async def erase(activity: Activity, sources: Collection[str] | None = None) -> None:
    """Delete what is real of an activity inside the caller's transaction; of these `sources` alone, if given."""
    p, c = tables.Participant, tables.Carer
    whose: Any = p.activity == activity.id
    if sources is not None:
        whose = whose & p.source.is_in(list(sources))
    await p.update(
        {p.given_name: None, p.birth_month: None, p.allergy_text: None, p.version: p.version + 1}
    ).where(
        whose,
        p.given_name.is_not_null() | p.birth_month.is_not_null() | p.allergy_text.is_not_null(),
    )
    theirs = c.participant.is_in(p.select(p.id).where(whose))
    await c.delete().where(theirs, c.through_partner.eq(False))
    await c.update({c.phone: None, c.version: c.version + 1}).where(theirs, c.phone.is_not_null())


async def agreed(who: Actor | Holder, activity: Activity, partner: str) -> None:
    """Note a partner's yes inside the caller's transaction.

    Raises:
        NotAssessed
    """
    n = tables.NamedMode
    await _assessed(activity)
    await n.update({n.partner: partner[:100] or "–", n.partner_at: clock.now()}).where(
        n.activity == activity.id
    )
    await traces.leave(who, AGREED, activity_id=activity.id)


async def shut(who: Actor | Holder, activity: Activity) -> None:
    """Close the named mode inside the caller's transaction and erase everything real."""
    n = tables.NamedMode
    if await find(activity.id, lock=True) is None:
        return
    await earlier.remember(activity)
    await erase(activity)
    await n.update({n.closed_at: clock.now(), **_nobody_agreed(), n.version: n.version + 1}).where(
        n.activity == activity.id
    )
    await traces.leave(who, CLOSED, activity_id=activity.id)


def latest_end(activity: Activity) -> date:
    """Return the last day real data may be kept: as long as the entries themselves (§6.4)."""
    return kept_until(activity.last_day, today(activity))


def _nobody_agreed() -> dict[Any, Any]:
    n = tables.NamedMode
    return {n.lead: None, n.lead_at: None, n.partner: "", n.partner_at: None}


async def _assessed(activity: Activity) -> NamedMode:
    mode = await find(activity.id, lock=True)
    if mode is None or mode.assessed_on is None or mode.closed_at is not None:
        raise NotAssessed
    return mode
