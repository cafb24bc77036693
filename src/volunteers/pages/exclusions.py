"""Two who must never be paired: the list, a form for more, and the way back."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, exclusions, pairing, participants
from volunteers.rules.applications import COUNTED
from volunteers.rules.exclusions import WHY_NEVER
from volunteers.rules.pairs import WhyNever


class Apart(msgspec.Struct, frozen=True):
    """Whom to keep apart, and why in one of two words."""

    application: UUID
    participant: UUID
    reason: WhyNever


class ExclusionPages(Controller):
    path = "/a/{activity_id:uuid}/pairs/never"

    @get(name="pairs.never", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post(name="pairs.forbid", policy=Policy.MEMBER)
    async def forbid(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            apart = forms.parse(Apart, data)
            await pairing.forbid(
                actor, activity_id, apart.application, apart.participant, apart.reason
            )
        except forms.WrongForm as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}/pairs/never", N_("These two are kept apart from now on.")
        )

    @post("/{never_id:uuid}/lift", name="pairs.lift", policy=Policy.MEMBER)
    async def lift(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], never_id: FromPath[UUID]
    ) -> Redirect:
        await exclusions.lift(actor, activity_id, never_id)
        return pages.redirect(f"/a/{activity_id}/pairs/never", N_("They may be paired again."))


async def _page(
    actor: Actor, activity_id: UUID, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    apart = await exclusions.of_activity(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    # reserves too: they are the first to stand in for somebody
    volunteers = await applications.of_activity(actor, activity.id, COUNTED)
    children = await participants.of_activity(actor, activity.id)
    return await pages.page(
        "volunteers/pairs_never.html",
        actor,
        activity,
        current="pairs",
        refusal=refusal,
        typed=typed,
        apart=apart,
        volunteers=[(str(one.id), one.name) for one in volunteers],
        children=[(str(one.id), one.codename) for one in children],
        why_never=WHY_NEVER,
        may_change=actor.may(Permission.CHANGE_PAIRS),
    )
