"""The draw of a call: made once, under its lock, and shown so that anybody can make it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database
from volunteers import applications, eligibility, notices, places, posts, sources, steps, verdicts
from volunteers.rules import deadlines, selection
from volunteers.rules import draws as rules
from volunteers.rules.applications import (
    Application,
    ApplicationStatus,
    Mode,
    NoSuchApplication,
    Recruitment,
)
from volunteers.rules.draws import Drawn
from volunteers.rules.selection import Door, Room
from volunteers.steps import Step
from volunteers.tables import applications as tables

A = ApplicationStatus
WAITING = (A.APPLIED,)


class Lots(msgspec.Struct, frozen=True):
    """What is about to be drawn: how many numbers for how much room, and who is left out of it."""

    call: Recruitment
    entrants: int
    left_out: int
    room: int
    sources: tuple[tuple[str, int, int], ...]  # name, places that are free, entrants


class Result(msgspec.Struct, frozen=True):
    """A draw that was made: enough to make it again."""

    seed: str
    at: datetime
    by: str
    drawn: Drawn


async def prepared(actor: Actor, activity_id: UUID) -> Lots:
    """Return what a draw would draw now.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication: there is no call.
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    call = await places.call_of(activity)
    if call is None:
        raise NoSuchApplication
    entrants, left_out = await _entrants(activity)
    known = await sources.of(activity.id)
    return Lots(
        call=call,
        entrants=len(entrants),
        left_out=len(left_out),
        room=call.quota - call.taken,
        sources=tuple(
            (one.name, one.left, sum(1 for e in entrants if e.source == one.id)) for one in known
        ),
    )


async def make(actor: Actor, activity_id: UUID, *, closing: bool = False) -> Drawn:
    """Draw: everybody who waits gets a place or a rank, is told, and the seed is kept.

    Whoever does not meet a rule is left out: somebody decides about them, with a reason (V3).
    Nobody draws while others may still come: applications are closed, or `closing` closes them now.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotByDraw, DrawnAlready, NothingToDraw,
        StillOpen
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=activities.IN_TURN)
        call = await places.call_of(activity, lock=True)
        if call is None:
            raise NoSuchApplication
        if call.mode is not Mode.LOTTERY:
            raise rules.NotByDraw
        if call.drawn_at:
            raise rules.DrawnAlready
        entrants, _ = await _entrants(activity, lock=True)
        if not entrants:
            raise rules.NothingToDraw
        seed, at = rules.new_seed(), clock.now()
        may_come = still_open(activity, call, at)
        if may_come and not closing:
            raise rules.StillOpen
        lots = [rules.Entrant(one.number, one.source, one.post) for one in entrants]
        drawn = rules.drawn(seed, lots, await _room(activity, call))
        by_number = {one.number: one for one in entrants}
        lucky = [by_number[number] for number in drawn.places]
        others = [by_number[number] for number in drawn.reserves]
        taken = await _give(activity, call, lucky, others, at)
        await verdicts.note(actor, activity.id, A.ACCEPTED, taken, at=at, send_after=at)
        r = tables.Recruitment
        changed: dict[Any, Any] = {r.closes_at: at} if may_come else {}
        changed |= {r.seed: seed, r.drawn_at: at, r.drawn_by: actor.account_id}
        await r.update({**changed, r.version: r.version + 1}).where(r.id == call.id)
        await traces.leave(actor, "recruitment.draw", call.id, activity_id=activity.id)
        await activities.touch(activity.id)
    return drawn


def still_open(activity: Activity, call: Recruitment, now: datetime) -> bool:
    """Say whether somebody may still apply, now or from a later day on."""
    return selection.door(activity, call, now) in (*selection.ENTERED, Door.NOT_YET)


async def made(actor: Actor, activity_id: UUID) -> Result | None:
    """Return the draw of an activity, None before it was made.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    return await of(await activities.find(actor, activity_id))


async def of_link(holder: Holder) -> Result | None:
    """Return the draw that an applicant was in: numbers only, no names.

    Raises:
        NoSuchApplication
    """
    application = await applications.of_link(holder)
    return await of(await activities.of(holder.organization_id, application.activity))


async def of(activity: Activity) -> Result | None:
    """Return the draw of an activity that whoever asks may see."""
    r = tables.Recruitment
    row = (
        await r.select(r.seed, r.drawn_at, r.drawn_by._.name.as_alias("by"))
        .where(r.activity == activity.id, r.drawn_at.is_not_null())
        .first()
    )
    verdict = await verdicts.drawn(activity.id, row["drawn_at"]) if row else None
    if row is None or verdict is None:
        return None
    lucky = tuple(one.number for one in verdict.changes if one.to is A.ACCEPTED)
    others = tuple(one.number for one in verdict.changes if one.to is not A.ACCEPTED)
    return Result(row["seed"], row["drawn_at"], row["by"] or "", Drawn(lucky, others))


async def _entrants(
    activity: Activity, *, lock: bool = False
) -> tuple[list[Application], list[Application]]:
    """Return who is in the draw, and who waits but does not meet a rule."""
    a = tables.Application
    query = (
        a.select()
        .where(a.activity == activity.id, a.status.is_in(list(WAITING)))
        .order_by(a.number)
    )
    found = database.facts(Application, await (query.lock_rows("UPDATE") if lock else query))
    unmet = await eligibility.unmet_of(found, activity.id)
    left_out = {one.id for one in found if unmet.get(one.id) and not one.override_reason}
    return (
        [one for one in found if one.id not in left_out],
        [one for one in found if one.id in left_out],
    )


async def _room(activity: Activity, call: Recruitment) -> Room:
    return Room(
        call.quota - call.taken,
        sources={one.id: one.left for one in await sources.of(activity.id)},
        posts={
            one.id: one.quota - one.taken
            for one in await posts.of(activity)
            if one.quota is not None
        },
    )


async def _give(
    activity: Activity,
    call: Recruitment,
    lucky: Sequence[Application],
    others: Sequence[Application],
    at: datetime,
) -> list[Step]:
    """Write the result in the order of the draw, and tell everybody."""
    await places.take(call, *lucky)
    by = deadlines.answer_by(at, call.answer_hours, activity.starts_at, activity.zone)
    taken = [Step(one, steps.moved(one, A.ACCEPTED, answer_by=by, decided_at=at)) for one in lucky]
    if call.reserve:
        first = await places.next_rank(call, len(others)) if others else 0
        taken += [
            Step(one, steps.moved(one, A.RESERVED, rank=rank, decided_at=at))
            for rank, one in enumerate(others, start=first)
        ]
    else:
        taken += [Step(one, steps.moved(one, A.DECLINED, decided_at=at)) for one in others]
    await steps.take(taken)
    for status, template in (
        (A.ACCEPTED, "place-given"),
        (A.RESERVED, "on-reserve"),
        (A.DECLINED, "place-lost"),
    ):
        told = [step.after for step in taken if step.after.status is status]
        await notices.tell_each(activity, told, template)
    return taken
