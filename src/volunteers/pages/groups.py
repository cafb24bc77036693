"""The groups of an activity: dealt out evenly, in pods whose pairs stay in each other's sight."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.schedule import NoSuchLane
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import groups
from volunteers.rules.groups import GroupTooSmall, NoGroups
from volunteers.rules.pairs import NoSuchGroup


class HowMany(msgspec.Struct, frozen=True):
    count: Annotated[int, msgspec.Meta(ge=1, le=groups.MOST)]


class WhichLane(msgspec.Struct, frozen=True):
    """The lane a group goes with; None for none."""

    lane: UUID | None = None


class GroupPages(Controller):
    path = "/a/{activity_id:uuid}/pairs/groups"

    @get(name="groups", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post(name="groups.split", policy=Policy.MEMBER)
    async def split(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await groups.split(actor, activity_id, forms.parse(HowMany, data).count)
        except (forms.WrongForm, NoGroups, GroupTooSmall) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/pairs/groups", N_("The groups are made."))

    @post("/{group_id:uuid}/lane", name="groups.lane", policy=Policy.MEMBER)
    async def go_with(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        group_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await groups.go_with(actor, activity_id, group_id, forms.parse(WhichLane, data).lane)
        except (forms.WrongForm, NoSuchGroup, NoSuchLane) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/pairs/groups", N_("Saved. Calendars follow by themselves.")
        )


async def _page(
    actor: Actor, activity_id: UUID, *, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    overview = await groups.overview(actor, activity_id)
    return await pages.page(
        "volunteers/pairs_groups.html",
        actor,
        await activities.find(actor, activity_id),
        current="pairs",
        refusal=refusal,
        typed=typed,
        groups=[(dealt.group, dealt.lane, dealt.pods) for dealt in overview.groups],
        loose=overview.loose,
        lanes=[(str(lane.id), lane.name) for lane in overview.lanes],
        total=overview.total,
        dealt=len(overview.loose) < overview.total,
        may_change=actor.may(Permission.CHANGE_PAIRS),
    )
