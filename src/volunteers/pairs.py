"""Pairs: who stands beside whom, the partner's word for it, and how a pair ends. Rows are never deleted."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from accounts import links, traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity, Status
from kit import database
from volunteers import (
    applications,
    consents,
    duties,
    exclusions,
    liaisons,
    pairing_rules,
    participants,
    readiness,
)
from volunteers.rules import fits
from volunteers.rules.clearance import NOT_CLEARED
from volunteers.rules.fits import Gates
from volunteers.rules.pairs import (
    AGREED,
    LIVE_PAIRS,
    Listed,
    NoSuchPair,
    NotInTheFuture,
    Pair,
    PairChanged,
    PairStatus,
    refuse_step,
)
from volunteers.tables import pairs as tables


async def of_activity(actor: Actor, activity_id: UUID) -> list[Pair]:
    """Return the live pairs of an activity by number.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id)
    return await of(activity.id)


async def of(activity_id: UUID, statuses: Sequence[PairStatus] = LIVE_PAIRS) -> list[Pair]:
    """Return the pairs of an activity that whoever asks may see, by number."""
    p = tables.Pair
    rows = (
        await p.select()
        .where(p.activity == activity_id, p.status.is_in(list(statuses)))
        .order_by(p.number)
    )
    return [fact(row) for row in rows]


async def of_application(application_id: UUID) -> Pair | None:
    """Return the pair of a volunteer that the partner has agreed to, if there is one: the first of two."""
    return next(iter(await all_of(application_id)), None)


async def all_of(application_id: UUID) -> list[Pair]:
    """Return all pairs of a volunteer that the partner has agreed to: a trio is two."""
    p = tables.Pair
    rows = (
        await p.select()
        .where(p.application == application_id, p.status.is_in(list(AGREED)))
        .order_by(p.number)
    )
    return [fact(row) for row in rows]


async def had_one(application_id: UUID) -> bool:
    """Return whether the partner had agreed to a pair of this volunteer that has ended."""
    p = tables.Pair
    return await p.exists().where(
        p.application == application_id, p.confirmed_at.is_not_null(), p.ended_on.is_not_null()
    )


async def revised(application_id: UUID) -> tuple[int, datetime] | None:
    """Return count and moment of all changes to a volunteer's pairs, past ones too: they only rise."""
    p = tables.Pair
    rows = await p.select(p.calendar_sequence, p.calendar_modified).where(
        p.application == application_id
    )
    if not rows:
        return None
    count = sum(row["calendar_sequence"] for row in rows)
    return count, max(row["calendar_modified"] for row in rows)


async def listing(
    actor: Actor, activity_id: UUID, statuses: Sequence[PairStatus] = LIVE_PAIRS
) -> list[Listed]:
    """Return the pairs with the names that papers and lists show, by number.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id)
    p = tables.Pair
    rows = (
        await p.select(
            *(
                p.id,
                p.number,
                p.status,
                p.pod,
                p.score,
                p.confirmed_at,
                p.participant,
                p.application,
            ),
            p.application.name.as_alias("volunteer"),
            p.application.college.as_alias("college"),
            p.application.year.as_alias("year"),
            p.participant.codename.as_alias("codename"),
            p.participant.grade.as_alias("grade"),
            p.group.as_alias("group_id"),
            p.group.name.as_alias("group"),
            p.group.leader.as_alias("leader"),
        )
        .where(p.activity == activity.id, p.status.is_in(list(statuses)))
        .order_by(p.number)
    )
    return database.facts(
        Listed,
        [
            row
            | {
                "group": row["group"] or "",
                "fit": (row["score"] + 5) // 10,
                "leads": row["leader"] == row["application"] and row["status"] in AGREED,
            }
            for row in rows
        ],
    )


async def find(actor: Actor, activity_id: UUID, pair_id: UUID, *, lock: bool = False) -> Pair:
    """Return one pair of an activity of the actor's association.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id, lock=lock)
    p = tables.Pair
    rows = await p.select().where(p.id == pair_id, p.activity == activity.id)
    if not rows:
        raise NoSuchPair
    return fact(rows[0])


async def gates(activity: Activity) -> Gates:
    """Return who passes the hard conditions now; without minors nobody needs pledge or training (V24)."""
    ready = await readiness.of(activity)
    return Gates(
        rostered=frozenset(await consents.rostered(activity.id, today(activity))),
        trained=frozenset(one for one, held in ready.items() if held.helper.trained),
        cleared=frozenset(one for one, held in ready.items() if not held.pairing),
        with_minors=activity.involves_minors,
        taken_back=frozenset(await consents.taken_back(activity.id)),
        one_gender=await liaisons.of_one_gender(activity.id),
        lacking={one: held.pairing for one, held in ready.items() if held.pairing},
        never=await exclusions.of(activity.id),
        rules=await pairing_rules.of(activity.id),
    )


def as_seen_by(by: Actor | Holder | None, gates: Gates) -> Gates:
    """Leave out which clearance it is that somebody lacks, for whoever may only know that one is (§6.3)."""
    if isinstance(by, Actor) and by.may(Permission.SEE_CLEARANCES):
        return gates
    return msgspec.structs.replace(gates, lacking=dict.fromkeys(gates.lacking, (NOT_CLEARED,)))


async def confirm(actor: Actor, activity_id: UUID, pair_id: UUID, on: date) -> None:
    """Note that the partner agreed to a pair on that day: its monthly contact is promised now.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, PairChanged, CannotBePaired, NotInTheFuture
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        pair = await find(actor, activity_id, pair_id, lock=True)
        refuse_step(pair.status, PairStatus.CONFIRMED)
        await agree(actor, await activities.find(actor, activity_id), [pair], on)


async def confirm_all(actor: Actor, activity_id: UUID, on: date) -> int:
    """Note that the partner agreed to the whole list; returns how many pairs were new to it.

    Raises:
        NotAllowed, NoSuchActivity, CannotBePaired, NotInTheFuture
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        proposed = await of(activity.id, [PairStatus.PROPOSED])
        await agree(actor, activity, proposed, on)
    return len(proposed)


async def lock(
    actor: Actor, activity_id: UUID, pair_id: UUID, version: int, *, locked: bool
) -> None:
    """Keep a pair from being undone by mistake, or let it go again.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, PairChanged
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        pair = await find(actor, activity_id, pair_id, lock=True)
        if pair.version != version or pair.status not in LIVE_PAIRS:
            raise PairChanged
        await write([pair], {"locked": locked})
        await traces.leave(
            actor, "pair.locked" if locked else "pair.unlocked", pair.id, activity_id=activity_id
        )


async def begin(activity: Activity) -> None:
    """Let confirmed pairs begin with the day, if all conditions hold on it."""
    if activity.status not in (Status.RUNNING, Status.DONE):
        return
    held, prepared = await gates(activity), await readiness.of(activity)
    ready = [
        pair
        for pair in await of(activity.id, [PairStatus.CONFIRMED])
        if pair.participant in held.rostered
        and not held.of(pair.application)
        and not prepared[pair.application].contact
    ]
    await write(ready, {"status": PairStatus.ACTIVE, "started_on": activity.first_day})


async def write(several: Collection[Pair], columns: Mapping[str, Any]) -> None:
    """Change columns of pairs inside the caller's transaction, and all that calendars show of them."""
    if not several:
        return
    p = tables.Pair
    await p.update(
        {
            **{getattr(p, name): value for name, value in columns.items()},
            p.version: p.version + 1,
            p.calendar_sequence: p.calendar_sequence + 1,
            p.calendar_modified: activities.later(max(pair.calendar_modified for pair in several)),
        }
    ).where(p.id.is_in([pair.id for pair in several]))
    for pair in several:
        await links.touch(pair.application)
    await activities.touch(next(iter(several)).activity)


async def agree(by: Actor | Holder, activity: Activity, pairs: Collection[Pair], on: date) -> None:
    """Note the partner's yes to proposed pairs, under the activity's row lock.

    Raises:
        PairChanged, CannotBePaired, NotInTheFuture
    """
    if on > today(activity):
        raise NotInTheFuture
    await refuse_closed_gates(by, activity, pairs)
    at = datetime.combine(on, time(), ZoneInfo(activity.zone))
    await write(pairs, {"status": PairStatus.CONFIRMED, "confirmed_at": at, "end_reason": ""})
    await duties.promise(activity, [pair.id for pair in pairs])
    await traces.leave(by, "pairs.confirmed", activity_id=activity.id, details=str(len(pairs)))


async def refuse_closed_gates(
    by: Actor | Holder, activity: Activity, pairs: Iterable[Pair]
) -> None:
    """Raise CannotBePaired unless everybody in these pairs passes the hard conditions now."""
    volunteers = {one.id: one for one in await applications.of(activity.id)}
    children = {one.id: one for one in await participants.of(activity.id)}
    held = as_seen_by(by, await gates(activity))
    for pair in pairs:
        child, volunteer = children[pair.participant], volunteers.get(pair.application)
        if volunteer is None:
            raise PairChanged
        fits.allowed(volunteer, child, held)


def fact(row: Mapping[str, Any]) -> Pair:
    return database.fact(Pair, {**row, "reasons": json.loads(row["reasons"])})
