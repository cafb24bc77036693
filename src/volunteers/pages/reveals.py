"""Real data of one child on a page that is shown once."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import access_log, grants, organizations, sessions
from accounts.rules.factors import step_up_address
from accounts.rules.grants import (
    FIELD_NAMES,
    Closed,
    Field,
    GrantState,
    is_fresh,
)
from accounts.rules.permissions import Actor, Permission
from accounts.throttles import TooOften
from events import activities
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.policy import Policy
from volunteers import participants, reveals
from volunteers.reveals import Line
from volunteers.rules.named_mode import NamedModeClosed


class Wish(msgspec.Struct, frozen=True):
    fields: tuple[Field, ...] = ()
    purpose: str = ""


class RevealPages(Controller):
    path = "/a/{activity_id:uuid}/participants/{participant_id:uuid}/reveal"

    @get(name="participants.before_reveal", policy=Policy.MEMBER)
    async def ask(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template:
        return await _page(actor, activity_id, participant_id)

    @post(name="participants.reveal", policy=Policy.MEMBER, once=False, status_code=200)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Show what was asked for; `once` is off so that the log is committed before (rule 6)."""
        try:
            wish = forms.parse(Wish, data)
            shown = await reveals.show(
                actor, activity_id, participant_id, wish.fields, wish.purpose
            )
        except Closed as refusal:
            if [gap.code for gap in refusal.gaps] == ["step-up"]:
                here = f"/a/{activity_id}/participants/{participant_id}/reveal"
                return pages.redirect(step_up_address(here))
            return await _page(actor, activity_id, participant_id, refusal)
        except (forms.WrongForm, TooOften, NamedModeClosed) as refusal:
            return await _page(actor, activity_id, participant_id, refusal)
        return await _page(actor, activity_id, participant_id, shown=shown)


async def _page(
    actor: Actor,
    activity_id: UUID,
    participant_id: UUID,
    refusal: Refusal | None = None,
    *,
    shown: tuple[Line, ...] = (),
) -> Template:
    actor.must(Permission.SEE_CHILDREN_REAL)
    activity = await activities.find(actor, activity_id)
    who = await participants.find(actor, activity_id, participant_id)
    now = clock.now()
    try:
        closed, kept = False, await reveals.kept(actor, activity_id, participant_id)
    except NamedModeClosed:
        closed, kept = True, ()
    return await pages.page(
        "volunteers/participants_reveal.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        who=who,
        closed=closed,
        kept=kept,
        grants=[
            one for one in await grants.own(actor, activity.id) if one.state(now) is GrantState.LIVE
        ],
        shown=shown,
        field_names=FIELD_NAMES,
        needs_step=await _needs_step(actor),
        step_up=step_up_address(f"/a/{activity_id}/participants/{participant_id}/reveal"),
        seen=await access_log.of_subject(actor.organization_id, who.id)
        if actor.may(Permission.SEE_ACCESS_LOG)
        else None,
    )


async def _needs_step(actor: Actor) -> bool:
    if not await organizations.asks_second_step(actor.organization_id):
        return False
    return not is_fresh(await sessions.stepped_up_at(actor.session_id), clock.now())
