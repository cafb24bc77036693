"""Pairing: placing by hand, and the exact optimum for the rest.

Every write asks the hard conditions again inside its transaction, under the activity's row lock (V12).
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from kit.settings import settings
from volunteers import boards, pairs, participants, partings
from volunteers.boards import Board
from volunteers.rules import fits, matching
from volunteers.rules.applications import Application, NoSuchApplication
from volunteers.rules.matching import Side, words
from volunteers.rules.pairs import (
    NothingToPair,
    PairStatus,
    ParticipantPaired,
    VolunteerPaired,
)
from volunteers.rules.participants import Participant
from volunteers.tables import pairs as tables

AT_ONCE = 1_000  # rows: PostgreSQL takes 32,767 values in one statement
ENOUGH = 3_000  # people on one side that a page explains; beyond, `banxing match` does


class Unpaired(msgspec.Struct, frozen=True):
    """A child who cannot be paired now, and why."""

    codename: str
    why: tuple[str, ...]


class Suggested(msgspec.Struct, frozen=True):
    """How many pairs were proposed, and the stamp that takes exactly these back."""

    count: int
    stamp: int


async def place(
    actor: Actor, activity_id: UUID, application_id: UUID, participant_id: UUID
) -> Suggested:
    """Propose one pair.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NoSuchParticipant
        CannotBePaired, ParticipantPaired, VolunteerPaired
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        now = await boards.of(actor, activity_id)
        child, volunteer = await _both(actor, now, application_id, participant_id)
        stamp = await propose(now, volunteer, child)
        await traces.leave(actor, "pair.proposed", activity_id=activity_id)
    return Suggested(1, stamp)


async def propose(now: Board, volunteer: Application, child: Participant) -> int:
    """Propose two who are free on this board as a pair, under the activity's row lock; return its stamp.

    Raises:
        CannotBePaired
    """
    fit = fits.allowed(volunteer, child, now.gates)
    found = matching.Pair(
        volunteer=str(volunteer.id),
        participant=str(child.id),
        score=fit.score,
        band=fit.band,
        reasons=fit.reasons,
        locked=False,
        kept=False,
    )
    return await _propose(now.activity.id, [found])


async def suggest(actor: Actor, activity_id: UUID) -> Suggested:
    """Propose the best pairs for everybody who has none; pairs that stand are not touched.

    Raises:
        NotAllowed, NoSuchActivity, NothingToPair
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        now = await boards.of(actor, activity_id)
        answer = await _matched(now)
        if not answer.pairs:
            raise NothingToPair
        stamp = await _propose(activity_id, answer.pairs)
        await traces.leave(
            actor, "pairs.suggested", activity_id=activity_id, details=str(len(answer.pairs))
        )
    return Suggested(len(answer.pairs), stamp)


async def undo(actor: Actor, activity_id: UUID, stamp: int) -> int:
    """Take back what was proposed at `stamp`, as far as nobody has agreed to it or locked it since.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        then = [
            pair
            for pair in await pairs.of(activity.id, [PairStatus.PROPOSED])
            if _stamp(pair.created_at) == stamp and not pair.locked
        ]
        await partings.release(then, "")
        await traces.leave(
            actor, "pairs.taken_back", activity_id=activity_id, details=str(len(then))
        )
    return len(then)


async def unpaired(now: Board) -> list[Unpaired]:
    """Say of every child without a pair why the optimum leaves it out; of nobody if there are too many."""
    if max(len(now.children), len(now.volunteers)) > ENOUGH:
        return []
    names = {str(one.id): one.codename for one in now.children}
    taken_back = {str(one) for one in now.gates.taken_back}
    return [
        Unpaired(
            names[one.id],
            tuple(_because(code, taken_back=one.id in taken_back) for code in one.because),
        )
        for one in (await _matched(now)).unmatched
        if one.side is Side.PARTICIPANT
    ]


async def _matched(now: Board) -> matching.Answer:
    """Find the optimum beside the event loop: it is exact, so it takes as long as it takes."""
    problem = fits.problem(now.volunteers, now.children, now.gates)
    return await asyncio.to_thread(matching.match, problem)


async def _both(
    actor: Actor, now: Board, application_id: UUID, participant_id: UUID
) -> tuple[Participant, Application]:
    """Return the two if both are free."""
    child = next((one for one in now.children if one.id == participant_id), None)
    volunteer = next((one for one in now.volunteers if one.id == application_id), None)
    if child is None:
        known = await participants.find(actor, now.activity.id, participant_id)
        raise ParticipantPaired(codename=known.codename)
    if volunteer is None:
        for placed in now.placed:
            if placed.volunteer.id == application_id:
                raise VolunteerPaired(volunteer=placed.volunteer.name)
        raise NoSuchApplication
    return child, volunteer


async def _propose(activity_id: UUID, found: Iterable[matching.Pair]) -> int:
    """Write proposed pairs and return their stamp."""
    p, now = tables.Pair, clock.now()
    highest = (
        await p.select(p.number)
        .where(p.activity == activity_id)
        .order_by(p.number, ascending=False)
        .first()
    )
    number = highest["number"] if highest else 0
    rows = []
    for one in found:
        number, pair_id = number + 1, uuid4()
        rows.append(
            p(
                id=pair_id,
                activity=activity_id,
                participant=UUID(one.participant),
                application=UUID(one.volunteer),
                number=number,
                score=one.score,
                reasons=msgspec.json.encode(one.reasons).decode(),
                created_at=now,
                calendar_uid=f"pair-{pair_id}@{settings().domain}",
                calendar_modified=now.replace(microsecond=0),
            )
        )
    for at in range(0, len(rows), AT_ONCE):
        await p.insert(*rows[at : at + AT_ONCE])
    return _stamp(now)


def _because(code: str, *, taken_back: bool) -> str:
    return (
        fits.why_not([matching.Rule(code)], taken_back=taken_back)[0]
        if code in set(matching.Rule)
        else words.because(code)
    )


def _stamp(moment: datetime) -> int:
    """Return `moment` in whole microseconds, as the database keeps it."""
    return round(moment.timestamp() * 1_000_000)
