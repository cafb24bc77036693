"""Mending a morning: noting who is missing, who came after all, and who stands in. A pair never ends by it.

Everything happens under the activity's row lock. Whoever is concerned is told, nobody else; what is released
is renewed, so that papers from before say they are old.
"""

import asyncio
from collections.abc import Collection
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import OVER, Activity
from kit import clock, database
from volunteers import absences, applications, mornings, pairs, participants, reliefs, stand_ins
from volunteers.mornings import Today
from volunteers.rules.absences import MorningOver, NoSuchPerson, crowded, refuse_ahead, superfluous
from volunteers.rules.applications import COUNTED, NoSuchApplication
from volunteers.rules.board_steps import Move as Change
from volunteers.rules.board_steps import NoSuchStep, StepUndone
from volunteers.rules.mornings import MOST_CHILDREN, MorningChanged, NothingToMend, Repair
from volunteers.rules.pairs import StandInKind, StepKind
from volunteers.tables import pairs as tables


async def missing(
    actor: Actor, activity_id: UUID, *, helper: UUID | None = None, child: UUID | None = None
) -> None:
    """Note that a helper or a child is not there; whoever they stood in for is without anybody again.

    Raises:
        NotAllowed, NoSuchActivity, MorningOver, MorningAhead, NoSuchPerson
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await _open(actor, activity_id)
        await _known(activity, helper, child)
        if not await absences.note(activity.id, actor.name, **_one(helper, child)):
            return
        standing = await stand_ins.of(activity.id)
        over = {pair: one for pair, one in standing.items() if one == helper}
        await reliefs.end(activity, over, actor.name, ended_hear="")
        await reliefs.revise_day(activity, child)
        await traces.leave(actor, "absence.noted", helper or child, activity_id=activity.id)


async def came(
    actor: Actor, activity_id: UUID, *, helper: UUID | None = None, child: UUID | None = None
) -> None:
    """Note that somebody came after all: nobody stands in for them any more, and who had moved goes back.

    Raises:
        NotAllowed, NoSuchActivity, MorningOver, MorningAhead, NoSuchPerson
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await _open(actor, activity_id)
        await _known(activity, helper, child)
        if not await absences.end(activity.id, **_one(helper, child)):
            return
        over = await _over(actor, activity)
        await reliefs.end(activity, over, actor.name, helpers_hear="back-together")
        await reliefs.revise_day(activity, child)
        await traces.leave(actor, "absence.ended", helper or child, activity_id=activity.id)


async def mend(actor: Actor, activity_id: UUID, moved: int, seen: str) -> UUID:
    """Let those stand in whom the repair that moves `moved` pairs names, all at once; return the step.

    `seen` names the repair as it was shown: another one is never applied in its place.

    Raises:
        NotAllowed, NoSuchActivity, MorningOver, MorningAhead, MorningChanged, NothingToMend
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await _open(actor, activity_id)
        today = await mornings.of(actor, activity.id)
        several = (today.first, *(await asyncio.to_thread(today.menu) if moved else ()))
        repair = next((one for one in several if one.seen == seen), None)
        if repair is None:
            raise MorningChanged
        if not repair.moves:
            raise NothingToMend
        step = await _write(actor, activity, repair)
        await traces.leave(
            actor, "morning.mended", step, activity_id=activity.id, details=str(len(repair.moves))
        )
    return step


async def undo(actor: Actor, activity_id: UUID, step_id: UUID) -> int:
    """Take a repair back as far as it still stands; who stood in before stands in again, if they may.

    Return how many of them do not, because they would have too many children by now.

    Raises:
        NotAllowed, NoSuchActivity, MorningOver, MorningAhead, NoSuchStep, StepUndone
    """
    actor.must(Permission.CHANGE_PAIRS)
    s = tables.PairingStep
    async with database.transaction():
        activity = await _open(actor, activity_id)
        rows = await s.select().where(
            s.id == step_id, s.activity == activity.id, s.kind == StepKind.REPAIRED
        )
        if not rows:
            raise NoSuchStep
        if rows[0]["undone_at"]:
            raise StepUndone
        await s.update({s.undone_at: clock.now()}).where(s.id == step_id)
        ours = {
            one.pair: one.application
            for one in await stand_ins.standing(activity.id)
            if one.step == step_id
        }
        again, too_many = await _before(actor, activity, rows[0]["changes"], ours)
        await stand_ins.end(ours)
        await stand_ins.write(activity.id, step_id, actor.name, again)
        began = {pair: one for pair, (one, _) in again.items()}
        await reliefs.tell(activity, actor.name, began=began, ended=ours)
        await traces.leave(actor, "morning.taken_back", step_id, activity_id=activity.id)
    return too_many


async def _before(
    actor: Actor, activity: Activity, changes: str, ours: Collection[UUID]
) -> tuple[dict[UUID, tuple[UUID, StandInKind]], int]:
    """Return who stood in before these changes and may stand there now; every gate is asked again.

    How many may, and are left out because they have two children without that one, is the second.
    """
    today = await mornings.of(actor, activity.id)
    before = {
        one.participant: one.before for one in msgspec.json.decode(changes, type=list[Change])
    }
    standing = {one.pair for one in today.standing} - set(ours)
    kinds = await stand_ins.kinds(activity.id)
    again = {
        pair.id: (one, kinds.get((pair.id, one), StandInKind.GROUP))
        for pair in today.pairs
        if (one := before.get(pair.participant))
        and one != pair.application
        and one not in today.missing.helpers
        and pair.id not in standing
        and today.morning.fits.of(one, pair.participant) >= 0
    }
    beside = _without(today, ours) | {pair: one for pair, (one, _) in again.items()}
    surplus = crowded(beside, again, MOST_CHILDREN)
    return {pair: each for pair, each in again.items() if pair not in surplus}, len(surplus)


def _without(today: Today, over: Collection[UUID]) -> dict[UUID, UUID]:
    """Return by pair who is beside its child once nobody stands in at the pairs `over`."""
    there = {
        one.pair: one.own
        for one in today.morning.places
        if one.own not in today.missing.helpers and today.morning.fits.of(one.own, one.child) >= 0
    }
    return {
        one.pair: helper
        for one in today.morning.places
        if (helper := there.get(one.pair) if one.pair in over else one.beside)
    }


async def frozen(activity_id: UUID) -> str:
    """Write who is beside whom, for a release to freeze; only a digest of it is kept."""
    standing = await stand_ins.of(activity_id)
    beside = (
        (one.id, standing.get(one.id, one.application)) for one in await pairs.of(activity_id)
    )
    return "\n".join(sorted(f"{pair} {helper}" for pair, helper in beside))


async def _write(actor: Actor, activity: Activity, repair: Repair) -> UUID:
    """Write all stand-ins of a repair and what was decided, tell them, and renew what is released."""
    step, standing = uuid4(), await stand_ins.of(activity.id)
    own = [one for one in repair.moves if one.application == one.place.own]
    await stand_ins.end([one.place.pair for one in own])
    places = {one.place.pair: (one.application, one.kind) for one in repair.moves if one not in own}
    await stand_ins.write(activity.id, step, actor.name, places)
    changes = [Change(one.place.child, one.place.beside, one.application) for one in repair.moves]
    await tables.PairingStep.insert(
        tables.PairingStep(
            id=step,
            activity=activity.id,
            kind=StepKind.REPAIRED,
            changes=msgspec.json.encode(changes).decode(),
            by=actor.name,
            at=clock.now(),
        )
    )
    told = {one.place.pair: one.application for one in repair.moves}
    ended = {pair: standing[pair] for pair in told if pair in standing}
    await reliefs.tell(activity, actor.name, began=told, ended=ended, helpers_hear="stood-in-for")
    return step


async def _over(actor: Actor, activity: Activity) -> dict[UUID, UUID]:
    """Return whose stand-in is no longer needed, or would have too many children (pair → stand-in)."""
    today = await mornings.of(actor, activity.id)
    own = {
        one.id: one.application
        for one in today.pairs
        if today.morning.fits.of(one.application, one.participant) >= 0
    }
    newest = [one.pair for one in reversed(today.standing)]
    standing = {one.pair: one.application for one in today.standing}
    there = [one for one in own.values() if one not in today.missing.helpers]
    over = superfluous(own, standing, there)
    left = {pair: one for pair, one in standing.items() if pair not in over}
    over |= crowded(_without(today, over), [pair for pair in newest if pair in left], MOST_CHILDREN)
    return {pair: standing[pair] for pair in over}


async def _open(actor: Actor, activity_id: UUID) -> Activity:
    """Return the activity under its row lock, once its first day has come and as long as it is not over.

    Raises:
        NoSuchActivity, MorningOver, MorningAhead
    """
    activity = await activities.find(actor, activity_id, lock=True)
    if activity.status in OVER:
        raise MorningOver
    refuse_ahead(activity.first_day, clock.day(activity.zone))
    return activity


async def _known(activity: Activity, helper: UUID | None, child: UUID | None) -> None:
    """Raise NoSuchPerson unless one of the two is named and belongs to this activity."""
    if (helper is None) == (child is None):
        raise NoSuchPerson
    if helper:
        try:
            one = await applications.one(activity.id, helper)
        except NoSuchApplication:
            raise NoSuchPerson from None
        if one.status not in COUNTED:
            raise NoSuchPerson
    elif child and child not in {one.id for one in await participants.of(activity.id)}:
        raise NoSuchPerson


def _one(helper: UUID | None, child: UUID | None) -> dict[str, Collection[UUID]]:
    return {"helpers": [helper] if helper else [], "children": [child] if child else []}
