"""Overrides: what it takes to put two together although pairs stand, seen before it is done.

Two answers are offered: the one that disturbs fewest pairs, and the one that pairs everybody anew. Pairs
that are locked, have begun or wait for something are never moved by either.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import database
from volunteers import board_steps, boards, solving
from volunteers.boards import Board, Placed
from volunteers.pairing import Done
from volunteers.rearrangements import BEGUN, How, as_it_stands, asked, loose, siblings, solve
from volunteers.rules import fits, matching
from volunteers.rules.applications import Application, NoSuchApplication
from volunteers.rules.board_steps import BoardMoved, Move, Tally, between, seal, tally
from volunteers.rules.matching import Duo, alternatives
from volunteers.rules.matching.alternatives import SMALL, Price
from volunteers.rules.matching.swaps import NotProved
from volunteers.rules.pairs import (
    NothingToPair,
    PairHasBegun,
    PairIsLocked,
    PairStatus,
    StepKind,
)
from volunteers.rules.participants import NoSuchParticipant, Participant


class Wish(msgspec.Struct, frozen=True):
    """Which of the ways that were looked at is chosen; `seen` is its seal."""

    how: How
    seen: str
    application: UUID | None = None
    participant: UUID | None = None


class Option(msgspec.Struct, frozen=True):
    """One way to get there: who moves, and what the board comes to before and after.

    `again` is how many of those who move need the partner's word once more.
    """

    how: How
    moves: tuple[Move, ...]
    before: Tally
    after: Tally
    again: int
    found: tuple[matching.Pair, ...]

    @property
    def seal(self) -> str:
        return seal(self.moves)

    def price(self, wanted: UUID) -> Price:
        """Return what the board pays for putting `wanted` where they are to be."""
        moves = sorted(self.moves, key=lambda move: move.participant != wanted)
        return Price(
            matched=self.after.pairs - self.before.pairs,
            priority=0,
            kept=0,
            reserves=0,
            bands=tuple(n - m for n, m in zip(self.after.bands, self.before.bands, strict=True)),
            total=self.after.total - self.before.total,
            chain=tuple(_told(move) for move in moves),
        )


def _told(move: Move) -> alternatives.Move:
    before, after = (str(one) if one else None for one in (move.before, move.after))
    return alternatives.Move(str(move.participant), before, after)


class Override(msgspec.Struct, frozen=True):
    """Two who are to be together (or nobody: everybody anew), and the ways to get there."""

    volunteer: Application | None
    participant: Participant | None
    options: tuple[Option, ...]


async def of(
    actor: Actor,
    activity_id: UUID,
    application_id: UUID | None = None,
    participant_id: UUID | None = None,
) -> tuple[Board, Override]:
    """Return the board, and what putting two together on it would mean.

    Raises:
        NotAllowed, NoSuchActivity, and whatever `look` raises
    """
    now = await boards.of(actor, activity_id)
    return now, await look(now, application_id, participant_id)


async def prices(now: Board, held: Application) -> dict[UUID, Price]:
    """Return what giving `held` to each child who has somebody would cost, where few are enough to ask.

    Nothing is known of it where siblings share a volunteer, or where finding out takes too long. Which pairs would end needs no saying: whoever changes volunteer is counted already.
    """
    movable = loose(now)
    if len(movable) > SMALL or now.gates.of(held.id) or siblings(now):
        return {}
    try:
        found = await solving.beside(
            lambda watch: alternatives.prices(*as_it_stands(now, movable, watch))
        )
    except (*solving.UNSOLVED, NotProved):
        return {}
    priced = {
        one.participant.id: found.of(str(held.id), str(one.participant.id)) for one in movable
    }
    return {child: replace(price, kept=0) for child, price in priced.items() if price}


async def look(
    now: Board, application_id: UUID | None = None, participant_id: UUID | None = None
) -> Override:
    """Return what putting two together would mean; without them, what pairing everybody anew would.

    Raises:
        NoSuchApplication, NoSuchParticipant, CannotBePaired, PairIsLocked, PairHasBegun,
        TooLarge, TooSlow
    """
    if application_id is None or participant_id is None:
        return Override(None, None, await _options(now, None, (How.ANEW,)))
    volunteer, child = _found(now, application_id, participant_id)
    fits.allowed(volunteer, child, now.gates)
    _refuse_fixed(now, volunteer, child)
    duo = (str(volunteer.id), str(child.id))
    return Override(volunteer, child, await _options(now, duo, tuple(How)))


async def carry_out(actor: Actor, activity_id: UUID, wish: Wish) -> Done:
    """Do what was looked at, if the board is still as it was then.

    Raises:
        NotAllowed, NoSuchActivity, BoardMoved, NothingToPair, and whatever `look` raises
    """
    actor.must(Permission.CHANGE_PAIRS)
    seen, looked = await of(actor, activity_id, wish.application, wish.participant)
    option = next((one for one in looked.options if one.how is wish.how), None)
    if option is None or option.seal != wish.seen:
        raise BoardMoved
    if not option.moves:
        raise NothingToPair
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        now = await boards.of(actor, activity.id)
        if asked(now) != asked(seen):
            raise BoardMoved
        kind = StepKind.OVERRIDDEN if looked.volunteer else StepKind.SUGGESTED
        step = await board_steps.carry_out(now, kind, option.found, actor.name, option.moves)
        count = len(option.moves)
        await traces.leave(actor, "pairs.overridden", activity_id=activity.id, details=str(count))
    return Done(count, step)


def _found(
    now: Board, application_id: UUID, participant_id: UUID
) -> tuple[Application, Participant]:
    """Return two people of this board, free or not.

    Raises:
        NoSuchApplication, NoSuchParticipant
    """
    volunteers = [*now.volunteers, *(one.volunteer for one in now.placed)]
    children = [*now.children, *(one.participant for one in now.placed)]
    volunteer = next((one for one in volunteers if one.id == application_id), None)
    child = next((one for one in children if one.id == participant_id), None)
    if volunteer is None:
        raise NoSuchApplication
    if child is None:
        raise NoSuchParticipant
    return volunteer, child


def _refuse_fixed(now: Board, volunteer: Application, child: Participant) -> None:
    """Raise if the child's pair, or every place of the volunteer, is taken by a pair that stays."""
    movable = {one.pair.id for one in loose(now, (str(volunteer.id), str(child.id)))}
    fixed = [one for one in now.placed if one.pair.id not in movable]
    theirs = [one for one in fixed if one.volunteer.id == volunteer.id]
    own = [one for one in fixed if one.participant.id == child.id]
    full = len(theirs) >= now.gates.rules.most_each
    for one in (*own, *(theirs if full else ())):
        if one.pair.status in BEGUN:
            raise PairHasBegun(codename=one.participant.codename)
        raise PairIsLocked


async def _options(now: Board, wanted: Duo | None, hows: Sequence[How]) -> tuple[Option, ...]:
    movable = loose(now, wanted)
    answers = await solving.beside(
        lambda watch: [solve(now, movable, wanted, how, watch) for how in hows]
    )
    return tuple(
        _option(now, movable, how, answer) for how, answer in zip(hows, answers, strict=True)
    )


def _option(now: Board, movable: Sequence[Placed], how: How, answer: matching.Answer) -> Option:
    before = {one.participant.id: one.volunteer.id for one in movable}
    after = {UUID(one.participant): UUID(one.volunteer) for one in answer.pairs}
    moves = between(before, after)
    moving = {move.participant for move in moves}
    found = tuple(one for one in answer.pairs if UUID(one.participant) in moving)
    standing = {one.participant.id: one.pair for one in now.placed}
    kept = [pair.score for child, pair in standing.items() if child not in moving]
    return Option(
        how=how,
        moves=moves,
        before=tally([pair.score for pair in standing.values()]),
        after=tally([*kept, *(one.score for one in found)]),
        again=sum(
            standing[one].status is PairStatus.CONFIRMED for one in moving if one in standing
        ),
        found=found,
    )
