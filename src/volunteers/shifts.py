"""Shifts: who stands where and when; a seat is taken once, and only by somebody who may stand there."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from piccolo.querystring import QueryString

from accounts import links, traces
from accounts.rules.permissions import Actor, Permission
from events import activities, places
from events.rules.activities import Activity
from events.rules.places import Place
from kit import clock, database
from volunteers import posts
from volunteers.rules import shifts as rules
from volunteers.rules.applications import Post
from volunteers.rules.shifts import (
    STANDS,
    ChangedShift,
    NewShifts,
    NoSuchShift,
    NothingToMake,
    Shift,
    ShiftChanged,
    Stand,
    TooFew,
    TooManyShifts,
)
from volunteers.tables import shifts as tables


class Board(msgspec.Struct, frozen=True):
    """All shifts of an activity in the order of time, with their posts, places and people."""

    activity: Activity
    shifts: tuple[Shift, ...]
    posts: dict[UUID, Post]
    places: dict[UUID, Place]
    people: dict[UUID, tuple[Stand, ...]]

    def with_children(self, shift: Shift) -> bool:
        """Say whether a shift is with children, by its post or by its place (V24)."""
        place = self.places.get(shift.place) if shift.place else None
        return rules.near_children(self.activity, self.posts[shift.post], place)

    @property
    def needed(self) -> int:
        return sum(one.needed for one in self.shifts if not one.cancelled_at)

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.shifts if not one.cancelled_at)


async def of_activity(actor: Actor, activity_id: UUID) -> Board:
    """Return the shifts of an activity.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    return await board(await activities.find(actor, activity_id))


async def of(activity_id: UUID) -> list[Shift]:
    """Return the shifts of an activity that was found for whoever asks, in the order of time."""
    s = tables.Shift
    rows = await s.select().where(s.activity == activity_id).order_by(s.starts_at).order_by(s.id)
    return database.facts(Shift, rows)


async def board(activity: Activity) -> Board:
    """Return the shifts of an activity that was found for whoever asks."""
    p = tables.ShiftPerson
    stands = await p.select(
        *p.all_columns(),
        p.application.name.as_alias("name"),
        p.application.student_no.as_alias("student_no"),
    ).where(p.shift.activity == activity.id, p.standing.is_in(list(STANDS)))
    people: dict[UUID, list[Stand]] = {}
    for one in sorted(database.facts(Stand, stands), key=lambda one: one.since):
        people.setdefault(one.shift, []).append(one)
    return Board(
        activity,
        tuple(await of(activity.id)),
        {one.id: one for one in await posts.of(activity)},
        {one.id: one for one in await places.of(activity.id)},
        {shift: tuple(several) for shift, several in people.items()},
    )


async def find(activity: Activity, shift_id: UUID, *, lock: bool = False) -> Shift:
    """Return one shift of an activity that was found for whoever asks.

    Raises:
        NoSuchShift
    """
    s = tables.Shift
    query = s.select().where(s.id == shift_id, s.activity == activity.id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchShift
    return database.fact(Shift, rows[0])


async def make(actor: Actor, activity_id: UUID, new: NewShifts) -> list[UUID]:
    """Make a shift for every post at every place in every part of the span; return their ids.

    Raises:
        NotAllowed, NoSuchActivity, NothingToMake, NoSuchPost, NoSuchPlace, WrongSpan, TooManyShifts
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    if not new.posts:
        raise NothingToMake
    s = tables.Shift
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        chosen = [await posts.find(activity, one) for one in dict.fromkeys(new.posts)]
        where: list[UUID | None] = [
            (await places.find(activity, one)).id for one in dict.fromkeys(new.places)
        ] or [None]
        spans = rules.spans(new, activity.zone)
        several: list[dict[str, Any]] = [
            {
                "post": post.id,
                "place": place,
                "starts_at": start,
                "ends_at": end,
            }
            for start, end in spans
            for place in where
            for post in chosen
        ]
        there = await s.count().where(s.activity == activity.id)
        if len(several) > rules.MOST_AT_ONCE or there + len(several) > rules.MOST_SHIFTS:
            raise TooManyShifts(
                count=len(several), most=min(rules.MOST_AT_ONCE, rules.MOST_SHIFTS - there)
            )
        ids, now = [uuid4() for _ in several], clock.now()
        rows = [
            s(
                id=one,
                activity=activity.id,
                needed=new.needed,
                note=new.note.strip(),
                created_at=now,
                **columns,
            )
            for one, columns in zip(ids, several, strict=True)
        ]
        for some in database.batches(rows):
            await s.insert(*some)
        await activities.touch(activity.id)
        await traces.leave(
            actor, "shifts.made", activity.id, activity_id=activity.id, details=str(len(ids))
        )
    return ids


async def change(actor: Actor, activity_id: UUID, shift_id: UUID, new: ChangedShift) -> None:
    """Save a shift; whoever stands in it sees the new time in their calendar.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchShift, WrongSpan, TooFew, ShiftChanged
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    s = tables.Shift
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await find(activity, shift_id, lock=True)
        asked = NewShifts(posts=(), day=new.day, start=new.start, end=new.end)
        [(start, end)] = rules.spans(asked, activity.zone)
        if new.needed < before.taken:
            raise TooFew(taken=before.taken)
        if before.version != new.version:
            raise ShiftChanged
        await _update(
            shift_id,
            {
                s.starts_at: start,
                s.moved_from: rules.first_announced(before, start),
                s.ends_at: end,
                s.needed: new.needed,
                s.note: new.note.strip(),
            },
        )
        await revise([shift_id])
        await activities.touch(activity.id)
        await traces.leave(actor, "shift.changed", shift_id, activity_id=activity.id)


async def cancel(actor: Actor, activity_id: UUID, shift_id: UUID, *, undo: bool = False) -> None:
    """Call a shift off, or take that back; calendars keep it as cancelled.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchShift
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(activity, shift_id, lock=True)
        await _update(shift_id, {tables.Shift.cancelled_at: None if undo else clock.now()})
        await revise([shift_id])
        await traces.leave(actor, "shift.cancelled", shift_id, activity_id=activity.id)


async def revise(shift_ids: Collection[UUID]) -> None:
    """Move the calendar entries of everybody in these shifts."""
    if not shift_ids:
        return
    p = tables.ShiftPerson
    rows = (
        await p.update(risen())
        .where(p.shift.is_in(list(shift_ids)), p.standing.is_in(list(STANDS)))
        .returning(p.application)
    )
    for row in rows:
        await links.touch(row["application"])


async def _update(shift_id: UUID, values: dict[Any, Any]) -> None:
    s = tables.Shift
    await s.update({**values, s.version: s.version + 1}).where(s.id == shift_id)


def moment() -> datetime:
    return clock.now().replace(microsecond=0)


def risen() -> dict[Any, Any]:
    """Return what moves the calendar layer of a stand: its counter and its time only rise."""
    p = tables.ShiftPerson
    later = "GREATEST({}::timestamptz, calendar_modified + interval '1 second')"
    return {
        p.calendar_sequence: p.calendar_sequence + 1,
        p.calendar_modified: QueryString(later, moment()),
    }
