"""A partner's own pairs: the system proposes, the partner decides (V12, PIPL 24)."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from events.findings import today
from kit import database, forms
from kit.i18n import N_, gettext
from volunteers import (
    applications,
    boards,
    liaisons,
    own_letters,
    own_school,
    pairing,
    pairs,
    partings,
    sharing,
)
from volunteers.boards import Board
from volunteers.rules import fits
from volunteers.rules.applications import Application, NoSuchApplication
from volunteers.rules.liaisons import NOT_READY, PairWaits, Visit
from volunteers.rules.pairs import (
    AGREED,
    NoSuchPair,
    Pair,
    PairChanged,
    PairStatus,
    ParticipantPaired,
    WhyMissing,
)
from volunteers.rules.participants import NoSuchParticipant, Participant
from volunteers.rules.sharing import Shared
from volunteers.rules.telling import tells_who

NAMED = ("name", "college", "year")  # what a pair says of its volunteer: no phone (domain §7)
PURPOSE = N_("Pairs to agree to")


class Proposed(msgspec.Struct, frozen=True):
    """One pair as the partner sees it: `volunteer` None if they keep their name to themselves."""

    pair: Pair
    child: Participant
    volunteer: Shared | None
    ready: bool
    reasons: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        return self.pair.status in AGREED


class Choice(msgspec.Struct, frozen=True):
    """A volunteer who is free, beside one child: what speaks for it, or why it may not be."""

    volunteer: Shared
    reasons: tuple[str, ...]
    why_not: str


class OwnPairs(msgspec.Struct, frozen=True):
    pairs: tuple[Proposed, ...]
    alone: tuple[Participant, ...]


async def of(visit: Visit) -> OwnPairs:
    """Return the partner's pairs and who has none; what it sees of volunteers is written down."""
    children = await own_school.of(visit)
    own = {one.id for one in children}
    _, refusing = await own_letters.answered(visit.activity, children)
    async with database.transaction():
        board = await boards.laid_out(visit.activity, await applications.of(visit.activity.id))
        placed = [one for one in board.placed if one.participant.id in own]
        shown = await _shown(visit, [one.volunteer for one in placed])
    return OwnPairs(
        tuple(
            Proposed(
                one.pair,
                one.participant,
                shown.get(one.volunteer.id),
                not board.gates.of(one.volunteer.id),
                fits.alike(one.volunteer, one.participant)[: fits.SHOWN]
                if one.volunteer.id in shown
                else (),
            )
            for one in sorted(placed, key=lambda one: one.pair.number)
        ),
        tuple(one for one in board.children if one.id in own - refusing),
    )


async def choices(visit: Visit, participant_id: UUID) -> tuple[Participant, list[Choice]]:
    """Return a child without a pair and the free volunteers who have agreed to be shown, the best first.

    Raises:
        NoSuchParticipant, ParticipantPaired
    """
    async with database.transaction():
        board = await boards.laid_out(visit.activity, await applications.of(visit.activity.id))
        child = await _alone(visit, board, participant_id)
        shown = await _shown(visit, board.volunteers)
    found, ids = [], {one.number: one.id for one in board.volunteers}
    for volunteer in board.volunteers:
        if volunteer.id in shown:
            [chance] = fits.chances(volunteer, [child], board.gates)
            why = _why_waits(board, volunteer, child)
            found.append((bool(why), -chance.fit, volunteer.number, chance.reasons, why))
    found.sort(key=lambda one: one[:3])
    return child, [Choice(shown[ids[n]], reasons, why) for _, _, n, reasons, why in found]


async def confirm(holder: Holder, pair_id: UUID) -> None:
    """Say yes to one pair, from today.

    Raises:
        NoSuchLink, DayOver, NoSuchPair, PairChanged, PairWaits
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        pair = await _find(visit, pair_id)
        if pair.status is not PairStatus.PROPOSED:
            raise PairChanged
        board = await boards.laid_out(visit.activity, await applications.of(visit.activity.id))
        for one in board.placed:
            if one.pair.id == pair.id:
                _refuse_waiting(board, one.volunteer, one.participant)
        await pairs.agree(holder, visit.activity, [pair], today(visit.activity))


async def confirm_all(holder: Holder) -> tuple[int, int]:
    """Say yes to every pair that may be; returns how many, and how many have to wait.

    Raises:
        NoSuchLink, DayOver
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        board = await boards.laid_out(visit.activity, await applications.of(visit.activity.id))
        own = {one.id for one in await own_school.of(visit)}
        proposed = [
            one
            for one in board.placed
            if one.pair.status is PairStatus.PROPOSED and one.participant.id in own
        ]
        ready = [
            one.pair for one in proposed if not _why_waits(board, one.volunteer, one.participant)
        ]
        if ready:
            await pairs.agree(holder, visit.activity, ready, today(visit.activity))
    return len(ready), len(proposed) - len(ready)


async def decline(holder: Holder, pair_id: UUID, version: int, reason: str) -> None:
    """Say no to a pair that has not begun, with a reason: both are free again.

    Raises:
        NoSuchLink, DayOver, NoSuchPair, PairChanged, WhyMissing, WrongForm
    """
    if not reason:
        raise WhyMissing
    if sentence := tells_who(reason):
        raise forms.WrongForm({"reason": sentence})
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        pair = await _find(visit, pair_id)
        before_it_begins = (PairStatus.PROPOSED, PairStatus.CONFIRMED)
        if pair.version != version or pair.status not in before_it_begins:
            raise PairChanged
        await partings.release([pair], reason)
        await traces.leave(holder, "pair.declined", pair.id, activity_id=visit.activity.id)


async def propose(holder: Holder, participant_id: UUID, application_id: UUID) -> None:
    """Pair a child with a free volunteer whom the partner has chosen: proposed and agreed at once.

    Raises:
        NoSuchLink, DayOver, NoSuchParticipant, NoSuchApplication, ParticipantPaired, PairWaits
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        board = await boards.laid_out(visit.activity, await applications.of(visit.activity.id))
        child = await _alone(visit, board, participant_id)
        free = await sharing.shown_to(visit, board.volunteers, NAMED)
        if application_id not in {one.application for one in free}:
            raise NoSuchApplication
        volunteer = next(one for one in board.volunteers if one.id == application_id)
        _refuse_waiting(board, volunteer, child)
        await pairing.propose(board, volunteer, child)
        fresh = [one for one in await pairs.of(visit.activity.id) if one.participant == child.id]
        await pairs.agree(holder, visit.activity, fresh, today(visit.activity))
        await traces.leave(holder, "pair.proposed", activity_id=visit.activity.id)


async def _shown(visit: Visit, volunteers: Iterable[Application]) -> dict[UUID, Shared]:
    rows = await sharing.hand_over(visit, list(volunteers), NAMED, PURPOSE)
    return {one.application: one for one in rows}


async def _alone(visit: Visit, board: Board, participant_id: UUID) -> Participant:
    child = await own_school.find(visit, participant_id)
    if child.id not in {one.id for one in board.children}:
        raise ParticipantPaired(codename=child.codename)
    return child


async def _find(visit: Visit, pair_id: UUID) -> Pair:
    """Return a pair of one of the partner's own participants.

    Raises:
        NoSuchPair
    """
    found = next((one for one in await pairs.of(visit.activity.id) if one.id == pair_id), None)
    if found is None:
        raise NoSuchPair
    try:
        await own_school.find(visit, found.participant)
    except NoSuchParticipant:
        raise NoSuchPair from None
    return found


def _refuse_waiting(board: Board, volunteer: Application, child: Participant) -> None:
    """Raise PairWaits if this pair may not be yet; it tells nobody's name and nothing of clearances."""
    if why := _why_waits(board, volunteer, child):
        raise PairWaits(codename=child.codename, why=why)


def _why_waits(board: Board, volunteer: Application, child: Participant) -> str:
    """Say why these two have to wait, "" if they need not: of a volunteer only that they do (§6.3)."""
    if board.gates.of(volunteer.id):
        return gettext(NOT_READY)
    [chance] = fits.chances(volunteer, [child], board.gates)
    return chance.why_not[0] if chance.why_not else ""
