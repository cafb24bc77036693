"""The history of the pairing board: who did what at once, child by child, and the way back."""

from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import board_steps, boards
from volunteers.rules.board_steps import STEP_NAMES, Step, StepOverlaid, StepUndone
from volunteers.rules.pairs import CannotBePaired, VolunteerPaired


class Told(msgspec.Struct, frozen=True):
    """One child of a step: who they are, from whom they went, and to whom; "" is nobody."""

    codename: str
    before: str
    after: str


class BoardStepPages(Controller):
    path = "/a/{activity_id:uuid}/pairs"

    @get("/history", name="pairs.history", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post("/steps/{board_step_id:uuid}/undo", name="pairs.undo", policy=Policy.MEMBER)
    async def undo(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        board_step_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await board_steps.undo(actor, activity_id, board_step_id)
        except (StepUndone, StepOverlaid, CannotBePaired, VolunteerPaired) as refusal:
            return await _page(actor, activity_id, refusal)
        return pages.redirect(f"/a/{activity_id}/pairs", N_("Taken back."))


async def _page(actor: Actor, activity_id: UUID, refusal: Refusal | None = None) -> Template:
    steps = await board_steps.of_activity(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    names = await board_steps.names(activity.id)
    now = await boards.of(actor, activity.id)
    return await pages.page(
        "volunteers/pairs_history.html",
        actor,
        activity,
        current="pairs",
        refusal=refusal,
        steps=[(step, _told(step, names)) for step in steps],
        step_names=STEP_NAMES,
        open_to_undo=board_steps.open_to_undo(now, steps),
        shown=board_steps.SHOWN,
        may_change=actor.may(Permission.CHANGE_PAIRS),
    )


def _told(step: Step, names: dict[UUID, str]) -> list[Told]:
    """Name everybody; who was erased since has no name any more."""
    return [
        Told(
            names.get(move.participant, "–"),
            names.get(move.before, "–") if move.before else "",
            names.get(move.after, "–") if move.after else "",
        )
        for move in step.changes
    ]
