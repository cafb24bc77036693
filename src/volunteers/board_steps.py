"""Steps of the pairing board: each is carried out, written down and taken back as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from volunteers import boards, pairs, partings, proposals
from volunteers.boards import Board
from volunteers.rules import fits, matching
from volunteers.rules.applications import Application
from volunteers.rules.board_steps import Move, NoSuchStep, Step, StepOverlaid, StepUndone
from volunteers.rules.pairs import (
    MOVED,
    Pair,
    PairStatus,
    StepKind,
    VolunteerPaired,
)
from volunteers.rules.participants import Participant
from volunteers.tables import applications, participants
from volunteers.tables import pairs as tables

SHOWN = 50


async def of_activity(actor: Actor, activity_id: UUID) -> list[Step]:
    """Return the latest steps of an activity's board, the last one first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id)
    s = tables.PairingStep
    rows = (
        await s.select()
        .where(s.activity == activity.id)
        .order_by(s.at, ascending=False)
        .limit(SHOWN)
    )
    return [_fact(row) for row in rows]


def open_to_undo(now: Board, steps: Iterable[Step]) -> frozenset[UUID]:
    """Return those of the steps of which nobody has changed anything since."""
    return frozenset(step.id for step in steps if not step.undone_at and _stands(now, step))


def _stands(now: Board, step: Step) -> bool:
    try:
        _untouched(now, step)
    except StepOverlaid:
        return False
    return True


async def names(activity_id: UUID) -> dict[UUID, str]:
    """Return what everybody of an activity is called, whatever has become of them since."""
    a, p = applications.Application, participants.Participant
    volunteers = await a.select(a.id, a.name).where(a.activity == activity_id)
    children = await p.select(p.id, p.codename).where(p.activity == activity_id)
    return {row["id"]: row["name"] for row in volunteers} | {
        row["id"]: row["codename"] for row in children
    }


async def carry_out(
    now: Board, kind: StepKind, found: Iterable[matching.Pair], by: str, moves: Sequence[Move] = ()
) -> UUID:
    """Put the pairs in `found` on this board, under the activity's row lock; return the step's id.

    `moves` are all who go somewhere, also those whom nobody is beside any more; without them everybody
    in `found` was alone. A child who is moved stays in its group.
    """
    at, made = clock.now(), list(found)
    moves = moves or [Move(UUID(one.participant), None, UUID(one.volunteer)) for one in made]
    leaving = {move.participant for move in moves if move.before}
    left = [one.pair for one in now.placed if one.participant.id in leaving]
    await partings.release(left, MOVED)
    await proposals.write(now.activity.id, made, at, {one.participant: one for one in left})
    s, step_id = tables.PairingStep, uuid4()
    await s.insert(
        s(
            id=step_id,
            activity=now.activity.id,
            kind=kind,
            changes=msgspec.json.encode(moves).decode(),
            by=by,
            at=at,
        )
    )
    return step_id


async def undo(actor: Actor, activity_id: UUID, step_id: UUID) -> int:
    """Take a whole step back, unless somebody has changed anything of it since; return how many moved.

    A pair that stood before stands again, with the partner's word if it had been given.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchStep, StepUndone, StepOverlaid, CannotBePaired, VolunteerPaired
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        step = await _find(activity.id, step_id)
        if step.undone_at:
            raise StepUndone
        now = await boards.of(actor, activity.id)
        await partings.release(_untouched(now, step), "")
        await _restore(actor, await boards.of(actor, activity.id), step)
        s = tables.PairingStep
        await s.update({s.undone_at: clock.now()}).where(s.id == step.id)
        count = len(step.changes)
        await traces.leave(actor, "pairs.taken_back", activity_id=activity.id, details=str(count))
    return count


def _untouched(now: Board, step: Step) -> list[Pair]:
    """Return the pairs this step made, if all are as it left them and whoever it left alone is alone.

    Raises:
        StepOverlaid
    """
    names = {one.id: one.codename for one in now.children}
    live = {one.participant.id: one for one in now.placed}
    for move in step.changes:
        placed = live.get(move.participant)
        if placed:
            pair = placed.pair
            same = pair.application == move.after and pair.created_at == step.at
            if not same or pair.locked or pair.status is not PairStatus.PROPOSED:
                raise StepOverlaid(codename=placed.participant.codename)
        elif move.after or move.participant not in names:
            raise StepOverlaid(codename=names.get(move.participant, "–"))
    return [live[move.participant].pair for move in step.changes if move.after]


async def _restore(actor: Actor, free: Board, step: Step) -> None:
    """Pair those again whom the step had parted; everybody it paired is free by now.

    Raises:
        CannotBePaired, VolunteerPaired, StepOverlaid
    """
    parted = {move.participant: move.before for move in step.changes if move.before}
    if not parted:
        return
    children = {one.id: one for one in free.children}
    volunteers = {one.id: one for one in free.volunteers}
    ended, found = await proposals.ended(free.activity.id), list[matching.Pair]()
    before = {one[0]: ended[one] for one in parted.items() if one in ended}
    places = dict(free.places)
    for participant, application in parted.items():
        child, volunteer = children[participant], volunteers.get(application)
        if volunteer is None or not places[application]:
            taken = [one.volunteer for one in free.placed if one.volunteer.id == application]
            if taken:
                raise VolunteerPaired(volunteer=taken[0].name)
            raise StepOverlaid(codename=child.codename)
        places[application] -= 1
        found.append(proposal(volunteer, child, fits.allowed(volunteer, child, free.gates)))
    await proposals.write(free.activity.id, found, clock.now(), before, again=True)
    fresh = {one.participant: one for one in await pairs.of(free.activity.id)}
    agreed: dict[datetime, list[Pair]] = {}
    for participant, old in before.items():
        if old.confirmed_at:
            agreed.setdefault(old.confirmed_at, []).append(fresh[participant])
    for moment, several in agreed.items():
        day = moment.astimezone(ZoneInfo(free.activity.zone)).date()
        await pairs.agree(actor, free.activity, several, day)


def proposal(volunteer: Application, child: Participant, fit: matching.Fit) -> matching.Pair:
    """Return two people as the engine would have paired them."""
    return matching.Pair(
        volunteer=str(volunteer.id),
        participant=str(child.id),
        score=fit.score,
        band=fit.band,
        reasons=fit.reasons,
        locked=False,
        kept=False,
    )


async def _find(activity_id: UUID, step_id: UUID) -> Step:
    s = tables.PairingStep
    rows = await s.select().where(s.id == step_id, s.activity == activity_id)
    if not rows or rows[0]["kind"] == StepKind.REPAIRED:  # the morning takes its own back
        raise NoSuchStep
    return _fact(rows[0])


def _fact(row: Mapping[str, object]) -> Step:
    changes = msgspec.json.decode(str(row["changes"]), type=tuple[Move, ...])
    return database.fact(Step, {**row, "changes": changes})
