"""What counts when two are judged: weights and switches, with what they would change before they are kept."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events.rules.activities import Changed
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import boards, judging
from volunteers.boards import Board
from volunteers.judging import Preview
from volunteers.rules import fits
from volunteers.rules.board_steps import BAND_NAMES
from volunteers.rules.matching import Stopped
from volunteers.rules.pairing_rules import (
    HEAVIEST,
    USUAL,
    LookFirst,
    NothingCounts,
    PairingRules,
)

SHOWN, NAMED = 60, 10  # children listed, and named in a sentence
WEAK = 2  # bands that are counted before and after: the lowest ones


class Preferred(msgspec.Struct, frozen=True):
    """Who a child would go with by today's rules and by the new ones."""

    codename: str
    before: str
    after: str


class PairingRulesPages(Controller):
    path = "/a/{activity_id:uuid}/pairs/rules"

    @get(name="pairs.rules", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, await boards.of(actor, activity_id))

    @post("/preview", name="pairs.rules_preview", policy=Policy.MEMBER, status_code=200)
    async def preview(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        actor.must(Permission.CHANGE_PAIRS)
        board = await boards.of(actor, activity_id)
        try:
            new = forms.parse(PairingRules, data)
            looked = new, await judging.preview(board, new, actor.account_id)
            return await _page(actor, board, typed=_typed(new), looked=looked)
        except (forms.WrongForm, NothingCounts, Stopped) as refusal:
            return await _page(actor, board, typed=data, refusal=refusal)

    @post(name="pairs.rules_change", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PAIRS)
        try:
            new = forms.parse(PairingRules, data)
            if forms.text(data, "seen") != new.mark:
                return await _look_first(actor, activity_id, new)
            await judging.change(actor, activity_id, new)
        except (forms.WrongForm, NothingCounts, Changed, Stopped) as refusal:
            board = await boards.of(actor, activity_id)
            return await _page(actor, board, typed=data, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/pairs",
            N_("Saved. No pair was moved; how well they fit is counted anew."),
        )


async def _look_first(actor: Actor, activity_id: UUID, new: PairingRules) -> Template:
    """Show what would change instead of saving what nobody has looked at."""
    board = await boards.of(actor, activity_id)
    looked = new, await judging.preview(board, new, actor.account_id)
    return await _page(actor, board, typed=_typed(new), looked=looked, refusal=LookFirst())


async def _page(
    actor: Actor,
    board: Board,
    *,
    typed: dict[str, Any] | None = None,
    looked: tuple[PairingRules, Preview] | None = None,
    refusal: Refusal | None = None,
) -> Template:
    rules = board.gates.rules
    new, found = looked or (None, None)
    return await pages.page(
        "volunteers/pairs_rules.html",
        actor,
        board.activity,
        current="pairs",
        refusal=refusal,
        typed=typed or _typed(rules),
        rules=rules,
        usual=USUAL,
        criteria=[(one.value, name) for one, name in fits.CRITERIA.items()],
        heaviest=HEAVIEST,
        new=new,
        found=found,
        moves=_preferred(board, found) if found else [],
        most=SHOWN,
        named=NAMED,
        weak=BAND_NAMES[:WEAK],
        may_change=actor.may(Permission.CHANGE_PAIRS),
    )


def _typed(rules: PairingRules) -> dict[str, str]:
    """Return rules as their form would post them: a box that is not ticked posts nothing."""
    return {
        name: "yes" if value is True else "" if value is False else str(value)
        for name, value in msgspec.structs.asdict(rules).items()
    }


def _preferred(board: Board, found: Preview) -> list[Preferred]:
    children = [*board.children, *(one.participant for one in board.placed)]
    volunteers = [*board.volunteers, *(one.volunteer for one in board.placed)]
    codenames = {one.id: one.codename for one in children}
    names = {one.id: one.name for one in volunteers}
    return [
        Preferred(
            codenames[move.participant],
            names[move.before] if move.before else "",
            names[move.after] if move.after else "",
        )
        for move in found.moves
    ]
