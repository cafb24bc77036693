"""Interviews: times that planners offer and applicants choose, each place given exactly once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from volunteers import notices, places
from volunteers.rules import interviews as rules
from volunteers.rules.applications import Application, ApplicationStatus, NoSuchApplication
from volunteers.rules.interviews import NewSlots, Slot
from volunteers.tables import applications as tables
from volunteers.tables.reviews import Interview, InterviewSlot

TALKED_TO = (ApplicationStatus.APPLIED, ApplicationStatus.RESERVED)


class Booked(msgspec.Struct, frozen=True):
    """A slot with those who come: number and name, no more."""

    slot: Slot
    people: tuple[tuple[UUID, int, str], ...]


async def of_activity(actor: Actor, activity_id: UUID) -> list[Booked]:
    """Return the times of an activity with whoever took them, in their order.

    Where reviewers see no names, they see none here either.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.REVIEW_APPLICATIONS)
    activity = await activities.find(actor, activity_id)
    slots = await _slots(activity.id)
    i = Interview
    rows = (
        await i.select(
            i.slot,
            i.application,
            i.application._.number.as_alias("number"),
            i.application._.name.as_alias("name"),
        )
        .where(i.slot.is_in([one.id for one in slots]))
        .order_by(i.application._.number)
        if slots
        else []
    )
    call = await places.call_of(activity)
    named = actor.may(Permission.CHANGE_VOLUNTEERS) or not (call and call.blind)
    people: dict[UUID, list[tuple[UUID, int, str]]] = {}
    for row in rows:
        name = row["name"] if named else f"#{row['number']}"
        people.setdefault(row["slot"], []).append((row["application"], row["number"], name))
    return [Booked(one, tuple(people.get(one.id, ()))) for one in slots]


async def offer(actor: Actor, activity_id: UUID, new: NewSlots) -> int:
    """Make times that applicants can choose; return how many.

    Raises:
        NotAllowed, NoSuchActivity, InThePast
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    s = InterviewSlot
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        local = new.starts_at.replace(tzinfo=ZoneInfo(activity.zone))
        begin = rules.beginnings(msgspec.structs.replace(new, starts_at=local))
        if begin[0] <= clock.now():
            raise rules.InThePast
        await s.insert(
            *(
                s(
                    id=uuid4(),
                    activity=activity.id,
                    starts_at=one,
                    minutes=new.minutes,
                    place=new.place,
                    interviewer=new.interviewer,
                    capacity=new.capacity,
                )
                for one in begin
            )
        )
        await traces.leave(actor, "interviews.offer", activity.id, activity_id=activity.id)
    return len(begin)


async def call_off(actor: Actor, activity_id: UUID, slot_id: UUID) -> int:
    """Call a time off; whoever had it is told and chooses another. Returns how many that are.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSlot
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    s, i = InterviewSlot, Interview
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        rows = (
            await s.update({s.cancelled_at: clock.now(), s.taken: 0, s.version: s.version + 1})
            .where(s.id == slot_id, s.activity == activity.id, s.cancelled_at.is_null())
            .returning(s.id, s.starts_at)
        )
        if not rows:
            raise rules.NoSuchSlot
        gone = await i.delete().where(i.slot == slot_id).returning(i.application)
        told = await _applications([row["application"] for row in gone])
        await notices.tell_each(
            activity, told, "interview-off", fresh=True, starts_at=rows[0]["starts_at"]
        )
        await traces.leave(actor, "interviews.call_off", slot_id, activity_id=activity.id)
    return len(gone)


async def of_volunteer(_holder: Holder, application: Application) -> dict[str, Any]:
    """Return what an applicant's page shows: their time, and whether there is one to choose."""
    mine = await _booked(application.id)
    choosable = application.status in TALKED_TO
    return {
        "interview": mine,
        "interviews_open": choosable and bool(mine or await choices(application)),
    }


async def choices(application: Application) -> list[Slot]:
    """Return the times an applicant can choose now."""
    now = clock.now()
    return [one for one in await _slots(application.activity) if rules.can_be_chosen(one, now)]


async def book(holder: Holder, slot_id: UUID) -> None:
    """Take a time, instead of the one that was taken before.

    Raises:
        NoSuchApplication, NothingToBook, SlotGone, TooLateToChange
    """
    s, now = InterviewSlot, clock.now()
    async with database.transaction():
        mine = await _mine(holder)
        before = await _booked(mine.id)
        if before and before.id == slot_id:
            return
        _refuse_begun(before, now)
        # In the order of their ids, so that two who change places with each other do not wait for ever.
        for each in sorted([slot_id, *([before.id] if before else [])]):
            if each == slot_id:
                rows = (
                    await s.update({s.taken: s.taken + 1})
                    .where(
                        s.id == slot_id,
                        s.activity == mine.activity,
                        s.cancelled_at.is_null(),
                        s.taken < s.capacity,
                        s.starts_at > now,
                    )
                    .returning(s.id)
                )
                if not rows:
                    raise rules.SlotGone
            else:
                await _leave(each)
        await Interview.delete().where(Interview.application == mine.id)
        await Interview.insert(
            Interview(id=uuid4(), slot=slot_id, application=mine.id, booked_at=now)
        )
        await traces.leave(holder, "interview.book", slot_id, activity_id=mine.activity)


async def cancel(holder: Holder) -> None:
    """Give one's time back; doing so twice changes nothing.

    Raises:
        NoSuchApplication, NothingToBook, TooLateToChange
    """
    async with database.transaction():
        mine = await _mine(holder)
        _refuse_begun(await _booked(mine.id), clock.now())
        await release(mine.id)
        await traces.leave(holder, "interview.cancel", mine.id, activity_id=mine.activity)


async def release(application_id: UUID) -> None:
    """Free the time of somebody who no longer needs it; part of the caller's transaction."""
    booked = await _booked(application_id)
    if booked is None:
        return
    # The time first, then the booking: as whoever calls a time off does.
    await (
        InterviewSlot.select(InterviewSlot.id)
        .where(InterviewSlot.id == booked.id)
        .lock_rows("UPDATE")
    )
    gone = (
        await Interview.delete()
        .where(Interview.application == application_id, Interview.slot == booked.id)
        .returning(Interview.id)
    )
    if gone:
        await _leave(booked.id)


async def _leave(slot_id: UUID) -> None:
    s = InterviewSlot
    await s.update({s.taken: s.taken - 1}).where(s.id == slot_id, s.taken > 0)


async def _slots(activity_id: UUID) -> list[Slot]:
    s = InterviewSlot
    rows = await s.select().where(s.activity == activity_id).order_by(s.starts_at, s.id)
    return database.facts(Slot, rows)


async def _booked(application_id: UUID) -> Slot | None:
    s, i = InterviewSlot, Interview
    rows = await i.select(i.slot).where(i.application == application_id)
    if not rows:
        return None
    row = await s.select().where(s.id == rows[0]["slot"]).first()
    return database.fact(Slot, row) if row else None


async def _mine(holder: Holder) -> Application:
    """Lock and return the application of a link that may choose: two presses come one by one."""
    a = tables.Application
    rows = (
        await a.select()
        .where(
            a.id == holder.object_id,
            a.activity == holder.activity_id,
            a.activity.organization == holder.organization_id,
        )
        .lock_rows("UPDATE", of=(a,))
    )
    if holder.about != "application" or not rows:
        raise NoSuchApplication
    mine = database.fact(Application, rows[0])
    if mine.status not in TALKED_TO:
        raise rules.NothingToBook
    return mine


async def _applications(ids: Sequence[UUID]) -> list[Application]:
    a = tables.Application
    rows = await a.select().where(a.id.is_in(list(ids))) if ids else []
    return database.facts(Application, rows)


def _refuse_begun(booked: Slot | None, now: datetime) -> None:
    if booked and booked.starts_at <= now:
        raise rules.TooLateToChange
