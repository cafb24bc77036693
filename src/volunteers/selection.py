"""Choosing among those who applied: scores, places, the reserve list, and taking it back."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Changed
from kit import database, tokens
from kit.settings import settings
from volunteers import notices, places, steps
from volunteers.places import place_given, place_lost
from volunteers.rules import selection as rules
from volunteers.rules.applications import (
    HOLDING,
    Application,
    ApplicationStatus,
    NoSuchApplication,
    Recruitment,
)
from volunteers.tables import applications as tables

A = ApplicationStatus
BEST = 100
LONGEST_REASON = 300


class Decided(msgspec.Struct, frozen=True):
    """How many were decided upon, and what an undo needs to know (rules.written)."""

    count: int
    undo: str


async def accept(actor: Actor, activity_id: UUID, chosen: Sequence[UUID]) -> Decided:
    """Give each of `chosen` a place; all of them get one, or nobody does.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotPossible, AllPlacesTaken
    """
    return await _decide(actor, activity_id, chosen, A.ACCEPTED)


async def reserve(actor: Actor, activity_id: UUID, chosen: Sequence[UUID]) -> Decided:
    """Put `chosen` at the end of the reserve list, in the order of their scores, then numbers."""
    return await _decide(actor, activity_id, chosen, A.RESERVED)


async def decline(actor: Actor, activity_id: UUID, chosen: Sequence[UUID]) -> Decided:
    """Say no to `chosen`; their details are deleted 30 days after the activity."""
    return await _decide(actor, activity_id, chosen, A.DECLINED)


async def remove(actor: Actor, activity_id: UUID, application_id: UUID, reason: str) -> int:
    """Take a place away, with a reason that is kept; the first reserve gets it at once.

    Returns how many moved up.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotPossible, ReasonMissing
    """
    if not reason.strip():
        raise rules.ReasonMissing
    return await _take_away(actor, activity_id, application_id, A.REMOVED, reason.strip())


async def lapse(actor: Actor, activity_id: UUID, application_id: UUID) -> int:
    """Give on the place of somebody who never answered; return how many moved up.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotPossible
    """
    return await _take_away(actor, activity_id, application_id, A.LAPSED, "")


async def score(
    actor: Actor, activity_id: UUID, application_id: UUID, version: int, points: int | None
) -> None:
    """Note how well somebody meets the written criteria, 0 to 100.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, Changed
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        await activities.find(actor, activity_id)
        [application] = await _chosen(activity_id, [application_id])
        a = tables.Application
        rows = (
            await a.update({a.score: points, a.version: a.version + 1})
            .where(a.id == application.id, a.version == version)
            .returning(a.id)
        )
        if not rows:
            raise Changed
        await traces.leave(actor, "application.score", application.id, activity_id=activity_id)


async def undo(actor: Actor, activity_id: UUID, was: str) -> int:
    """Take a decision back: whoever it was about is again what they were before.

    Raises:
        NotAllowed, NoSuchActivity, NotPossible, AllPlacesTaken
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    before = {one.number: one for one in rules.read(_unsealed(activity_id, was))}
    async with database.transaction():
        activity, call = await _locked(actor, activity_id)
        a = tables.Application
        rows = (
            await a.select()
            .where(a.activity == activity.id, a.number.is_in(list(before)))
            .order_by(a.number)
            .lock_rows("UPDATE")
        )
        for now in database.facts(Application, rows):
            if now.status not in rules.UNDOABLE:
                raise rules.NotPossible
            earlier = before[now.number]
            after = await steps.move(now, earlier.status, rank=earlier.rank, decided_at=None)
            if now.status in HOLDING:
                await place_lost.tell(after)
                await places.give_back(call, now)
            await traces.leave(actor, "application.undo", now.id, activity_id=activity.id)
        await activities.touch(activity.id)
    return len(rows)


def _sealed(activity_id: UUID, was: str) -> str:
    """Sign what an undo will be asked to restore: nobody makes up a better place in the line."""
    return f"{was}~{_seal(activity_id, was)}"


def _unsealed(activity_id: UUID, text: str) -> str:
    was, _, seal = text.rpartition("~")
    if not tokens.same(seal, _seal(activity_id, was)):
        raise rules.NotPossible
    return was


def _seal(activity_id: UUID, was: str) -> str:
    key = settings().secret_key.encode()
    return tokens.signature(key, "selection undo", str(activity_id), was)[:20]


async def _decide(
    actor: Actor, activity_id: UUID, chosen: Sequence[UUID], to: ApplicationStatus
) -> Decided:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity, call = await _locked(actor, activity_id)
        found = await _chosen(activity_id, chosen)
        found = rules.ordered(found, call.mode)
        for one in found:
            rules.refuse_step(one.status, to)
        for one in found:
            await _move(activity, call, one, to)
            await traces.leave(actor, f"application.{to}", one.id, activity_id=activity.id)
        await activities.touch(activity.id)
    return Decided(len(found), _sealed(activity_id, rules.written(found)))


async def _move(
    activity: Activity, call: Recruitment, one: Application, to: ApplicationStatus
) -> None:
    if to is A.ACCEPTED:
        await places.take(call, one)
    rank = await places.next_rank(call) if to is A.RESERVED else None
    after = await steps.move(one, to, rank=rank)
    if to is A.ACCEPTED:
        await place_given.tell(after)
        await notices.tell(activity, after, "place-given")
    elif to is A.DECLINED:
        await notices.tell(activity, after, "place-lost")


async def _take_away(
    actor: Actor, activity_id: UUID, application_id: UUID, to: ApplicationStatus, reason: str
) -> int:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity, _ = await _locked(actor, activity_id)
        [before] = await _chosen(activity_id, [application_id])
        rules.refuse_step(before.status, to)
        after = await steps.move(before, to, note=reason[:LONGEST_REASON])
        await place_lost.tell(after)
        await notices.tell(activity, after, "place-lost")
        moved_up = len(await places.free(activity, before))
        await traces.leave(actor, f"application.{to}", before.id, activity_id=activity.id)
        await activities.touch(activity.id)
    return moved_up


async def _locked(actor: Actor, activity_id: UUID) -> tuple[Activity, Recruitment]:
    """Lock activity and call, in this order (see `places`)."""
    activity = await activities.find(actor, activity_id, lock=True)
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
