"""Pairing: placing by hand, the exact optimum for the rest, and two who must never be paired.

Every write asks the hard conditions again inside its transaction, under the activity's row lock (V12).
"""

from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import database
from volunteers import (
    applications,
    board_steps,
    boards,
    exclusions,
    pairs,
    participants,
    partings,
    rearrangements,
    reliefs,
    solving,
)
from volunteers.boards import Board
from volunteers.rules import fits, matching
from volunteers.rules.applications import Application, NoSuchApplication
from volunteers.rules.board_steps import BoardMoved
from volunteers.rules.matching import Side, words
from volunteers.rules.pairs import (
    FORBIDDEN,
    DayIsOver,
    NothingToPair,
    ParticipantPaired,
    StepKind,
    VolunteerPaired,
    WhyNever,
)
from volunteers.rules.participants import Participant

ENOUGH = 3_000  # people on one side that a page explains; beyond, `banxing match` does


class Unpaired(msgspec.Struct, frozen=True):
    """A child who cannot be paired now, and why."""

    codename: str
    why: tuple[str, ...]


class Done(msgspec.Struct, frozen=True):
    """How many were paired or moved, and the step of the board that takes exactly this back."""

    count: int
    step: UUID


async def place(
    actor: Actor, activity_id: UUID, application_id: UUID, participant_id: UUID
) -> Done:
    """Propose one pair.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NoSuchParticipant
        CannotBePaired, ParticipantPaired, VolunteerPaired, DayIsOver
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        now = await boards.of(actor, activity_id)
        _refuse_late(now)
        child, volunteer = await _both(actor, now, application_id, participant_id)
        step = await propose(now, volunteer, child, actor.name)
        await traces.leave(actor, "pair.proposed", activity_id=activity_id)
    return Done(1, step)


async def propose(now: Board, volunteer: Application, child: Participant, by: str = "") -> UUID:
    """Propose two who are free on this board as a pair, under the activity's row lock; return the step.

    `by` is empty where the partner does it.

    Raises:
        CannotBePaired
    """
    fit = fits.allowed(volunteer, child, now.gates)
    found = [board_steps.proposal(volunteer, child, fit)]
    return await board_steps.carry_out(now, StepKind.PLACED, found, by)


async def suggest(actor: Actor, activity_id: UUID) -> Done:
    """Propose the best pairs for everybody who has none; pairs that stand are not touched.

    Raises:
        NotAllowed, NoSuchActivity, NothingToPair, DayIsOver, BoardMoved, TooLarge, TooSlow
    """
    actor.must(Permission.CHANGE_PAIRS)
    looked = await boards.of(actor, activity_id)
    _refuse_late(looked)
    answer = await best(looked)  # nobody waits behind a lock while it is found
    if not answer.pairs:
        raise NothingToPair
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        now = await boards.of(actor, activity_id)
        if rearrangements.asked(now) != rearrangements.asked(looked):
            raise BoardMoved
        step = await board_steps.carry_out(now, StepKind.SUGGESTED, answer.pairs, actor.name)
        await traces.leave(
            actor, "pairs.suggested", activity_id=activity_id, details=str(len(answer.pairs))
        )
    return Done(len(answer.pairs), step)


async def forbid(
    actor: Actor, activity_id: UUID, application_id: UUID, participant_id: UUID, reason: WhyNever
) -> None:
    """Keep two apart from now on; if they are a pair, it ends in the same breath, locked or not.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NoSuchParticipant
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        volunteer = await applications.find(actor, activity.id, application_id)
        child = await participants.find(actor, activity.id, participant_id)
        await exclusions.write(activity.id, volunteer.id, child.id, reason)
        together = [
            pair
            for pair in await pairs.of(activity.id)
            if (pair.application, pair.participant) == (volunteer.id, child.id)
        ]
        await partings.release(together, FORBIDDEN)
        await reliefs.kept_apart(activity, volunteer.id, child.id, actor.name)
        await traces.leave(actor, "exclusion.stated", child.id, activity_id=activity.id)


async def unpaired(now: Board) -> list[Unpaired]:
    """Say of every child without a pair why the optimum leaves it out; of nobody if there are too many.

    Raises:
        TooSlow
    """
    if max(len(now.children), len(now.volunteers)) > ENOUGH:
        return []
    names = {str(one.id): one.codename for one in now.children}
    taken_back = {str(one) for one in now.gates.taken_back}
    return [
        Unpaired(
            names[one.id],
            tuple(_because(code, taken_back=one.id in taken_back) for code in one.because),
        )
        for one in (await best(now)).unmatched
        if one.side is Side.PARTICIPANT
    ]


async def best(now: Board) -> matching.Answer:
    """Find the optimum for everybody who is free.

    Raises:
        TooLarge, TooSlow
    """
    return await solving.beside(lambda watch: rearrangements.rest(now, watch))


def _refuse_late(now: Board) -> None:
    if now.over:
        raise DayIsOver


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


def _because(code: str, *, taken_back: bool) -> str:
    return (
        fits.why_not([matching.Rule(code)], taken_back=taken_back)[0]
        if code in set(matching.Rule)
        else words.because(code)
    )
