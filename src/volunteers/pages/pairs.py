"""The pairing board: pick a volunteer, see who would fit and why, place; or let the optimum do the rest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, findings
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import boards, duties, overrides, pairing, pairs, rearrangements, solving
from volunteers.boards import Board, Placed
from volunteers.rearrangements import BEGUN
from volunteers.rules import explanations as words
from volunteers.rules import fits
from volunteers.rules.applications import Application
from volunteers.rules.board_steps import BoardMoved
from volunteers.rules.consent import Wish
from volunteers.rules.fits import Chance
from volunteers.rules.matching import Rule
from volunteers.rules.pairs import (
    STATUS_NAMES,
    CannotBePaired,
    DayIsOver,
    NothingToPair,
    NotInTheFuture,
    PairStatus,
    ParticipantPaired,
    VolunteerPaired,
    mean_fit,
    school_year,
    tally,
)
from volunteers.rules.participants import Participant

SHOWN = 20
BRIEF = 2  # reasons beside a pair that stands
LOW = 60  # fits below are drawn apart


class Choice(msgspec.Struct, frozen=True):
    """Whom to put beside whom."""

    application: UUID
    participant: UUID


class PartnersWord(msgspec.Struct, frozen=True):
    """On which day the partner agreed."""

    on: date


class PairPages(Controller):
    path = "/a/{activity_id:uuid}/pairs"

    @get(name="pairs", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        hold: FromQuery[UUID | None] = None,
        everybody: FromQuery[bool] = False,
        why: FromQuery[bool] = False,
    ) -> Template:
        return await board_page(actor, activity_id, hold=hold, everybody=everybody, why=why)

    @post(name="pairs.place", policy=Policy.MEMBER)
    async def place(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        choice = forms.parse(Choice, data)
        try:
            placed = await pairing.place(actor, activity_id, choice.application, choice.participant)
        except (CannotBePaired, ParticipantPaired, VolunteerPaired, DayIsOver) as refusal:
            return await board_page(actor, activity_id, hold=choice.application, refusal=refusal)
        here = f"/a/{activity_id}/pairs"
        return pages.redirect(here, N_("Paired."), undo=f"{here}/steps/{placed.step}/undo")

    @post("/suggest", name="pairs.suggest", policy=Policy.MEMBER)
    async def suggest(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            suggested = await pairing.suggest(actor, activity_id)
        except NothingToPair as refusal:
            return await board_page(actor, activity_id, why=True, refusal=refusal)
        except (BoardMoved, DayIsOver, *solving.UNSOLVED) as refusal:
            return await board_page(actor, activity_id, refusal=refusal)
        here = f"/a/{activity_id}/pairs"
        return pages.redirect(
            f"{here}?why=true",
            N_("The best pairs are proposed. Look at them before the school does."),
            undo=f"{here}/steps/{suggested.step}/undo",
        )

    @post("/confirm", name="pairs.confirm_all", policy=Policy.MEMBER)
    async def confirm_all(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await pairs.confirm_all(actor, activity_id, forms.parse(PartnersWord, data).on)
        except (forms.WrongForm, CannotBePaired, NotInTheFuture) as refusal:
            return await board_page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/pairs", await _told(actor, activity_id))


async def _told(actor: Actor, activity_id: UUID) -> str:
    """Say that contacts are in the calendars where that is true of every pair."""
    activity = await activities.find(actor, activity_id)
    wishes = set(await duties.wishes_in(activity.id))
    if duties.start_of(activity) is None or wishes != {Wish.YES}:
        return N_("Confirmed.")
    return N_("Confirmed. The monthly contact is in the calendars now.")


async def board_page(
    actor: Actor,
    activity_id: UUID,
    *,
    hold: UUID | None = None,
    everybody: bool = False,
    why: bool = False,
    refusal: Refusal | None = None,
    typed: Any = None,
) -> Template:
    board = await boards.of(actor, activity_id)
    held, bound = _held(board, None if board.over else hold)
    shown, broken = board.placed[: None if everybody else SHOWN], board.broken()
    try:
        unpaired = await pairing.unpaired(board) if why else []
    except solving.UNSOLVED as late:
        unpaired, refusal = [], refusal or late
    chances = board.chances(held) if held and not board.gates.of(held.id) else []
    instead = await _instead(board, held, shown) if held else {}
    return await pages.page(
        "volunteers/pairs.html",
        actor,
        board.activity,
        current="pairs",
        refusal=refusal,
        typed=typed,
        board=board,
        counts=tally(placed.pair for placed in board.placed),
        mean=mean_fit([placed.pair for placed in board.placed]),
        held=held,
        bound=bound,
        begun=BEGUN,
        chances=chances,
        lacks=board.gates.why(held.id) if held else (),
        waiting=[_waiting(board, one) for one in board.children],
        pool=[(one, fits.about_volunteer(one), _lacks(board, one)) for one in board.volunteers],
        placed=[_row(one, broken) for one in shown],
        broken=broken,
        instead=instead,
        siblings=rearrangements.siblings(board),
        first=_first(chances, shown, instead) if bound else None,
        everybody=everybody,
        hidden=0 if everybody else max(0, len(board.placed) - SHOWN),
        unpaired=unpaired,
        weights=_weights(board),
        low=LOW,
        fit_word=words.fit_word,
        proposed=PairStatus.PROPOSED,
        today=findings.today(board.activity),
        status_names=STATUS_NAMES,
        about_child=lambda one: fits.about_child(one, school_year(one.grade)),
        may_change=actor.may(Permission.CHANGE_PAIRS),
        may_pair=actor.may(Permission.CHANGE_PAIRS) and not board.over,
    )


def _held(board: Board, hold: UUID | None) -> tuple[Application | None, Placed | None]:
    """Return who was picked up, and their pair if they have no place for another child."""
    free = next((one for one in board.volunteers if one.id == hold), None)
    if free:
        return free, None
    bound = next((one for one in board.placed if one.volunteer.id == hold), None)
    return (bound.volunteer, bound) if bound else (None, None)


async def _instead(
    board: Board, held: Application, shown: Sequence[Placed]
) -> dict[UUID, tuple[Chance, tuple[str, ...]]]:
    """Return whom the held one could go with instead of somebody: how well, and at what cost in words."""
    names = {str(one.volunteer.id): one.volunteer.name for one in board.placed}
    names |= {str(one.id): one.name for one in board.volunteers}
    names |= {str(one.participant.id): one.participant.codename for one in board.placed}
    prices = await overrides.prices(board, held)
    children = [
        one.participant
        for one in shown
        if not one.pair.locked and one.pair.status not in BEGUN and one.volunteer.id != held.id
    ]
    return {
        one.participant.id: (
            one,
            words.at_a_glance(prices[one.participant.id], names)
            if one.participant.id in prices
            else one.reasons,
        )
        for one in fits.chances(held, children, board.gates)
    }


def _first(
    chances: Iterable[Chance],
    shown: Iterable[Placed],
    instead: Mapping[UUID, tuple[Chance, tuple[str, ...]]],
) -> UUID | None:
    """Return the first child on the page whom the held one could go with: the keyboard starts there."""
    taken = (instead[one.participant.id][0] for one in shown if one.participant.id in instead)
    return next((one.participant.id for one in (*chances, *taken) if not one.why_not), None)


def _row(placed: Placed, broken: Mapping[UUID, tuple[str, ...]]) -> tuple[Placed, str]:
    """Return a pair with what speaks for it, or which rule of today it breaks."""
    if placed.pair.id in broken:
        return placed, " ".join(broken[placed.pair.id])
    return placed, " · ".join(fits.alike(placed.volunteer, placed.participant)[:BRIEF])


def _waiting(board: Board, child: Participant) -> tuple[Participant, str]:
    """Return a child and why nobody can be placed beside them, "" if somebody can."""
    if child.id in board.gates.rostered:
        return child, ""
    taken_back = child.id in board.gates.taken_back
    return child, fits.why_not([Rule.CONSENT], taken_back=taken_back)[0]


def _lacks(board: Board, volunteer: Application) -> tuple[str, ...]:
    return board.gates.why(volunteer.id)


def _weights(board: Board) -> list[tuple[str, int]]:
    """Return the criteria with their weights, the heaviest first."""
    named = {criterion.value: name for criterion, name in fits.CRITERIA.items()}
    weights = msgspec.structs.asdict(board.gates.rules.weights)
    return sorted(((named[key], n) for key, n in weights.items() if n), key=lambda one: -one[1])
