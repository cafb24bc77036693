"""Partings: how pairs end, by somebody's word or by what no longer holds; rows are never deleted."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts import links, traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database
from volunteers import duties, reliefs
from volunteers.pairs import fact, find, write
from volunteers.rules.applications import Application
from volunteers.rules.consent import Answered, Withdrawal
from volunteers.rules.pairs import (
    CALLED_OFF,
    CONSENT_WITHDRAWN,
    LIVE_PAIRS,
    PLACE_LOST,
    Pair,
    PairChanged,
    PairIsLocked,
    PairStatus,
    WhyMissing,
    let_go,
)
from volunteers.rules.participants import Purpose
from volunteers.tables import pairs as tables

LONGEST_REASON = 200


async def end(actor: Actor, activity_id: UUID, pair_id: UUID, version: int, reason: str) -> None:
    """Let a pair go: both are free again, and what was is kept.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, PairChanged, PairIsLocked, WhyMissing
    """
    actor.must(Permission.CHANGE_PAIRS)
    if not reason:
        raise WhyMissing
    async with database.transaction():
        pair = await find(actor, activity_id, pair_id, lock=True)
        if pair.version != version or pair.status not in LIVE_PAIRS:
            raise PairChanged
        if pair.locked:
            raise PairIsLocked
        await release([pair], reason)
        await traces.leave(actor, "pair.ended", pair.id, activity_id=activity_id)


async def release(several: Iterable[Pair], reason: str) -> None:
    """End live pairs inside the caller's transaction; so does what calendars show, and who stands in."""
    by_step, ended = dict[PairStatus, list[Pair]](), list(several)
    for pair in ended:
        by_step.setdefault(let_go(pair.status), []).append(pair)
    for status, pairs in by_step.items():
        await write(
            pairs,
            {
                "status": status,
                "ended_on": await _day_at(pairs[0]),
                "end_reason": reason[:LONGEST_REASON],
                "locked": False,
            },
        )
        await duties.revise([pair.id for pair in pairs])
    await reliefs.pairs_ended(ended)


async def place_lost(several: Sequence[Application]) -> None:
    """Whoever has no place any more has no pair either; the child is free for somebody else."""
    await _release_where(tables.Pair.application.is_in([one.id for one in several]), PLACE_LOST)


async def consent_withdrawn(withdrawal: Withdrawal) -> None:
    """A consent taken back ends the pair in the same breath (V10); a no to photos or contact does not.

    Once the day is over nobody needs leave to take part; the pair goes on as long as contact is agreed.
    """
    over = withdrawal.expired and withdrawal.purpose is Purpose.PARTICIPATE
    if withdrawal.leaves_roster and not over:
        await _release_where(
            tables.Pair.participant == withdrawal.participant_id, CONSENT_WITHDRAWN
        )
    await activities.touch(withdrawal.activity_id)


async def contact_answered(answered: Answered) -> None:
    """A yes to contact brings the twelve months into the calendars, a no crosses them out (V10)."""
    pairs = await _live_where(tables.Pair.participant.is_in(list(answered.participant_ids)))
    await duties.revise([pair.id for pair in pairs])
    for pair in pairs:
        await links.touch(pair.application)
    await activities.touch(answered.activity_id)


async def called_off(activity: Activity) -> None:
    """An activity that does not take place pairs nobody; its year of contact does not begin."""
    await _release_where(tables.Pair.activity == activity.id, CALLED_OFF)


async def _day_at(pair: Pair) -> date:
    """Return the day it is now where the pair's activity takes place."""
    p = tables.Pair
    rows = await p.select(p.activity.zone.as_alias("zone")).where(p.id == pair.id)
    return clock.now().astimezone(ZoneInfo(rows[0]["zone"])).date()


async def _release_where(which: Any, reason: str) -> None:
    await release(await _live_where(which), reason)


async def _live_where(which: Any) -> list[Pair]:
    p = tables.Pair
    rows = await p.select().where(which, p.status.is_in(list(LIVE_PAIRS)))
    return [fact(row) for row in rows]
