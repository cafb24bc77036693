"""Two who are to be together although pairs stand: what it would mean, both ways, before it is done."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import overrides, solving
from volunteers.boards import Board
from volunteers.overrides import Option, Override, Wish
from volunteers.pages.pairs import board_page
from volunteers.rearrangements import How
from volunteers.rules import explanations as words
from volunteers.rules.board_steps import BAND_NAMES, BoardMoved
from volunteers.rules.pairs import CannotBePaired, NothingToPair, PairHasBegun, PairIsLocked

WEAK = 2  # bands that are counted before and after: the lowest ones


class Row(msgspec.Struct, frozen=True):
    """One child who moves: from whom, to whom, and how well those would fit."""

    codename: str
    before: str
    after: str
    word: str


class OverridePages(Controller):
    path = "/a/{activity_id:uuid}/pairs/change"

    @get(name="pairs.change", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application: FromQuery[UUID | None] = None,
        participant: FromQuery[UUID | None] = None,
    ) -> Template:
        return await _page(actor, activity_id, application, participant)

    @post(name="pairs.override", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        wish = forms.parse(Wish, data)
        try:
            done = await overrides.carry_out(actor, activity_id, wish)
        except (BoardMoved, NothingToPair) as refusal:
            return await _page(actor, activity_id, wish.application, wish.participant, refusal)
        except (CannotBePaired, PairIsLocked, PairHasBegun, *solving.UNSOLVED) as refusal:
            return await board_page(actor, activity_id, hold=wish.application, refusal=refusal)
        here = f"/a/{activity_id}/pairs"
        return pages.redirect(here, N_("Done."), undo=f"{here}/steps/{done.step}/undo")


async def _page(
    actor: Actor,
    activity_id: UUID,
    application_id: UUID | None,
    participant_id: UUID | None,
    refusal: Refusal | None = None,
) -> Template:
    try:
        now, looked = await overrides.of(actor, activity_id, application_id, participant_id)
    except (CannotBePaired, PairIsLocked, PairHasBegun, *solving.UNSOLVED) as why_not:
        return await board_page(actor, activity_id, hold=application_id, refusal=why_not)
    return await pages.page(
        "volunteers/pairs_change.html",
        actor,
        now.activity,
        current="pairs",
        refusal=refusal,
        looked=looked,
        ways=[(one, _rows(now, one), _cost(now, looked, one)) for one in _different(looked)],
        weak=BAND_NAMES[:WEAK],
        least=How.LEAST,
        may_change=actor.may(Permission.CHANGE_PAIRS),
    )


def _different(looked: Override) -> list[Option]:
    """Return the ways there are, each once."""
    return list({one.seal: one for one in reversed(looked.options)}.values())[::-1]


def _rows(now: Board, option: Option) -> list[Row]:
    children, volunteers = _names(now)
    scores = {UUID(one.participant): one.score for one in option.found}
    return [
        Row(
            children[move.participant],
            volunteers.get(move.before, "") if move.before else "",
            volunteers.get(move.after, "") if move.after else "",
            words.fit_word(scores[move.participant]) if move.after else "",
        )
        for move in option.moves
    ]


def _cost(now: Board, looked: Override, option: Option) -> tuple[str, ...]:
    """Say what it costs in words, as everywhere else; nothing of pairing everybody anew."""
    if looked.participant is None or not option.moves:
        return ()
    children, volunteers = _names(now)
    names = {str(one): name for one, name in (children | volunteers).items()}
    return words.cost(option.price(looked.participant.id), names)


def _names(now: Board) -> tuple[dict[UUID, str], dict[UUID, str]]:
    children = [*now.children, *(one.participant for one in now.placed)]
    volunteers = [*now.volunteers, *(one.volunteer for one in now.placed)]
    return {one.id: one.codename for one in children}, {one.id: one.name for one in volunteers}
