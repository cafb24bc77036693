"""Roll calls: made for each half-day and each change of block, counted by codename, closed by a name."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, schedule
from events.findings import today
from events.rules import half_days
from events.rules.activities import Activity
from kit import clock, database, forms
from kit.i18n import gettext
from volunteers import consents, participants
from volunteers.rules import roll_calls as rules
from volunteers.rules.participants import Participant
from volunteers.rules.roll_calls import (
    MOST_CALLS,
    CallClosed,
    Count,
    NewCall,
    NoDayYet,
    NoSuchCall,
    NotOnTheRoster,
    RollCall,
    TooManyCalls,
)
from volunteers.rules.rooms import Seen
from volunteers.tables import participants as tables


class Called(msgspec.Struct, frozen=True):
    """One roll call, and how everybody was seen at it.

    `off` are those without the consent that a roster needs: nobody counts them, their marks stay.
    """

    call: RollCall
    people: tuple[tuple[Participant, Seen], ...]
    off: tuple[Participant, ...] = ()

    @property
    def count(self) -> Count:
        seen = [one for _, one in self.people]
        return Count(
            len(seen),
            seen.count(Seen.THERE),
            seen.count(Seen.MISSING),
            seen.count(Seen.EXCUSED),
        )


async def of_activity(actor: Actor, activity_id: UUID) -> list[tuple[RollCall, Count]]:
    """Return the roll calls in their order, each with how many were seen.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    expected = await _expected(activity)
    rows = await tables.RollMark.raw(
        "SELECT roll_mark.roll_call AS call, roll_mark.seen, count(*) AS people FROM roll_mark "
        "JOIN roll_call ON roll_call.id = roll_mark.roll_call "
        "WHERE roll_call.activity = {} AND roll_mark.participant = ANY({}) GROUP BY 1, 2",
        activity.id,
        list(expected),
    )
    seen = {(row["call"], row["seen"]): row["people"] for row in rows}
    return [
        (
            call,
            Count(
                len(expected),
                *(seen.get((call.id, one), 0) for one in (Seen.THERE, Seen.MISSING, Seen.EXCUSED)),
            ),
        )
        for call in await _calls(activity.id)
    ]


async def one(actor: Actor, activity_id: UUID, call_id: UUID) -> Called:
    """Return one roll call with everybody on the list.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchCall
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return await _called(activity, call_id)


async def make(actor: Actor, activity_id: UUID) -> int:
    """Make the roll calls that the days and blocks ask for; those that are there stay. Return how many.

    Raises:
        NotAllowed, NoSuchActivity, NoDayYet, TooManyCalls
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    c = tables.RollCall
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        due = half_days.roll_calls(activity, await schedule.of_activity(actor, activity.id))
        if not due:
            raise NoDayYet
        there = await _calls(activity.id)
        known = {(call.on, call.at) for call in there}
        new = [
            call for call in rules.planned(due, activity.zone) if (call.on, call.at) not in known
        ]
        _refuse_many(len(there) + len(new))
        rows = [c(id=uuid4(), activity=activity.id, **msgspec.structs.asdict(call)) for call in new]
        if rows:
            await c.insert(*rows)
        await traces.leave(actor, "roll_calls.made", activity_id=activity.id, details=str(len(new)))
    return len(new)


async def add(actor: Actor, activity_id: UUID, new: NewCall) -> UUID:
    """Add a roll call nobody planned, and return its id.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, TooManyCalls
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    title, call_id, c = " ".join(new.title.split()), uuid4(), tables.RollCall
    if not title:
        raise forms.WrongForm({"title": gettext("Please fill this in.")})
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        _refuse_many(await c.count().where(c.activity == activity.id) + 1)
        at = (new.at or "").zfill(5) if new.at else ""
        await c.insert(c(id=call_id, activity=activity.id, title=title, on=new.on, at=at))
        await traces.leave(actor, "roll_call.added", call_id, activity_id=activity.id)
    return call_id


async def remove(actor: Actor, activity_id: UUID, call_id: UUID) -> None:
    """Take away a roll call that is not closed.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchCall, CallClosed
    """
    async with database.transaction():
        await _counting(actor, activity_id, call_id)
        c, m = tables.RollCall, tables.RollMark
        await m.delete().where(m.roll_call == call_id)
        await c.delete().where(c.id == call_id, c.activity == activity_id)
        await traces.leave(actor, "roll_call.removed", call_id, activity_id=activity_id)


async def mark(
    actor: Actor, activity_id: UUID, call_id: UUID, participant_id: UUID, seen: Seen
) -> None:
    """Note how one of them was seen; the same press twice changes nothing.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchCall, NoSuchParticipant, CallClosed, NotOnTheRoster
    """
    async with database.transaction():
        activity = await _counting(actor, activity_id, call_id)
        one = await participants.find(actor, activity_id, participant_id)
        if one.id not in await _expected(activity):
            raise NotOnTheRoster(codename=one.codename)
        await _note(call_id, [one.id], seen)
        if seen is not Seen.THERE:
            await traces.leave(
                actor, "roll_call.marked", one.id, activity_id=activity_id, details=seen.value
            )


async def mark_rest(actor: Actor, activity_id: UUID, call_id: UUID) -> int:
    """Note that everybody of whom nothing is said yet is there, and return how many that were.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchCall, CallClosed
    """
    async with database.transaction():
        activity = await _counting(actor, activity_id, call_id)
        called = await _called(activity, call_id)
        rest = [one.id for one, seen in called.people if seen is Seen.UNKNOWN]
        await _note(call_id, rest, Seen.THERE)
        await traces.leave(
            actor, "roll_call.rest_there", call_id, activity_id=activity_id, details=str(len(rest))
        )
    return len(rest)


async def close(actor: Actor, activity_id: UUID, call_id: UUID, counted_by: str) -> None:
    """Close a roll call under the name of whoever counted; nobody may be missing any more.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchCall, CallClosed
        NobodyToCount, NotAllCounted, StillMissing
    """
    counted_by = " ".join(counted_by.split())[:100]
    if not counted_by:
        raise forms.WrongForm({"counted_by": gettext("Please fill this in.")})
    c = tables.RollCall
    async with database.transaction():
        activity = await _counting(actor, activity_id, call_id)
        rules.refuse_close((await _called(activity, call_id)).count)
        values: dict[Any, Any] = {
            c.counted_by: counted_by,
            c.closed_at: clock.now(),
            c.version: c.version + 1,
        }
        await c.update(values).where(c.id == call_id, c.activity == activity.id)
        await traces.leave(actor, "roll_call.closed", call_id, activity_id=activity.id)


async def reopen(actor: Actor, activity_id: UUID, call_id: UUID) -> None:
    """Open a closed roll call again.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchCall
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    c = tables.RollCall
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await _find(activity.id, call_id)
        await c.update({c.closed_at: None, c.version: c.version + 1}).where(
            c.id == call_id, c.activity == activity.id
        )
        await traces.leave(actor, "roll_call.reopened", call_id, activity_id=activity.id)


async def _counting(actor: Actor, activity_id: UUID, call_id: UUID) -> Activity:
    actor.must(Permission.CHANGE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id, lock=True)
    if (await _find(activity.id, call_id)).closed_at:
        raise CallClosed
    return activity


async def _calls(activity_id: UUID) -> list[RollCall]:
    c = tables.RollCall
    rows = await c.select().where(c.activity == activity_id).order_by(c.on, c.at, c.id)
    return database.facts(RollCall, rows)


async def _find(activity_id: UUID, call_id: UUID) -> RollCall:
    c = tables.RollCall
    row = await c.select().where(c.id == call_id, c.activity == activity_id).first()
    if row is None:
        raise NoSuchCall
    return database.fact(RollCall, row)


async def _called(activity: Activity, call_id: UUID) -> Called:
    m = tables.RollMark
    call = await _find(activity.id, call_id)
    rows = await m.select(m.participant, m.seen).where(m.roll_call == call.id)
    seen = {row["participant"]: Seen(row["seen"]) for row in rows}
    everybody = await participants.of(activity.id)
    expected = await _expected(activity)
    return Called(
        call,
        tuple((who, seen.get(who.id, Seen.UNKNOWN)) for who in everybody if who.id in expected),
        tuple(who for who in everybody if who.id not in expected),
    )


async def _expected(activity: Activity) -> set[UUID]:
    """Return who is counted: of children those who may stand on a roster today (V9, V10)."""
    if activity.involves_minors:
        return await consents.rostered(activity.id, today(activity))
    return {one.id for one in await participants.of(activity.id)}


async def _note(call_id: UUID, people: list[UUID], seen: Seen) -> None:
    m, now = tables.RollMark, clock.now()
    for some in database.batches(people):
        await m.insert(
            *(m(id=uuid4(), roll_call=call_id, participant=one, seen=seen, at=now) for one in some)
        ).on_conflict(
            target=(m.roll_call, m.participant), action="DO UPDATE", values=[m.seen, m.at]
        )


def _refuse_many(calls: int) -> None:
    if calls > MOST_CALLS:
        raise TooManyCalls(most=MOST_CALLS)
