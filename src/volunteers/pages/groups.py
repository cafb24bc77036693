"""The groups of an activity: evenly mixed, in pods whose pairs stay in each other's sight."""

from typing import Any
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
from kit.i18n import N_, gettext, number
from kit.policy import Policy
from volunteers import group_scenes, group_steps, groups
from volunteers.group_scenes import Scene
from volunteers.groups import Dealt, Overview
from volunteers.pages import mixes
from volunteers.rules.applications import NoSuchApplication
from volunteers.rules.drafts import MODES
from volunteers.rules.groups import GroupsChanged, NotTheLeader
from volunteers.rules.mixture import TENTH, Evenness
from volunteers.rules.pairs import NoSuchGroup


class WhichLane(msgspec.Struct, frozen=True):
    """The lane a group goes with; None for none."""

    lane: UUID | None = None


class WhoLeads(msgspec.Struct, frozen=True):
    """The volunteer who leads a group; None for nobody."""

    application: UUID | None = None


class GroupPages(Controller):
    path = "/a/{activity_id:uuid}/pairs/groups"

    @get(name="groups", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await page(actor, activity_id)

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
            return await page(actor, activity_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/pairs/groups", N_("Saved. Calendars follow by themselves.")
        )

    @post("/{group_id:uuid}/leader", name="groups.leader", policy=Policy.MEMBER)
    async def lead(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        group_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            leader = forms.parse(WhoLeads, data).application
            step = await groups.lead(actor, activity_id, group_id, leader)
        except (forms.WrongForm, NoSuchGroup, NoSuchApplication, NotTheLeader) as refusal:
            return await page(actor, activity_id, refusal=refusal)
        here = f"/a/{activity_id}/pairs/groups"
        return pages.redirect(here, N_("Saved."), undo=f"{here}/undo/{step}")

    @post("/undo/{group_step_id:uuid}", name="groups.undo", policy=Policy.MEMBER)
    async def undo(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        group_step_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await group_steps.undo(actor, activity_id, group_step_id)
        except GroupsChanged as refusal:
            return await page(actor, activity_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/pairs/groups", N_("The groups are as they were before.")
        )


async def page(
    actor: Actor, activity_id: UUID, *, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    """Show the groups as they are saved."""
    overview = await groups.overview(actor, activity_id)
    now = await group_scenes.scene(actor, activity_id)
    even = now.saved() if overview.groups else None
    dealt = len(overview.loose) < overview.total
    return await pages.page(
        "volunteers/pairs_groups.html",
        actor,
        await activities.find(actor, activity_id),
        current="pairs",
        refusal=refusal,
        typed=typed,
        groups=[_shown(now, one, even, at) for at, one in enumerate(overview.groups)],
        loose=overview.loose,
        lanes=[(str(lane.id), lane.name) for lane in overview.lanes],
        total=overview.total,
        proposed=_proposed(overview),
        modes=[(mode.value, gettext(name), gettext(line)) for mode, (name, line) in MODES.items()],
        words=mixes.words(even, genders=now.uses_gender) if even else [],
        uneven=number(even.uneven / TENTH) if even else "",
        dealt=dealt,
        step=await group_steps.latest(now.activity.id) if dealt else None,
        may_change=actor.may(Permission.CHANGE_PAIRS),
    )


def _shown(now: Scene, dealt: Dealt, even: Evenness | None, at: int) -> dict[str, Any]:
    """Return one group with its pods, its leader, who could lead it, and how it is mixed."""
    group, own = dealt.group, {one.application for _, pod in dealt.pods for one in pod}
    able = {one: name for one, name in now.able.items() if one in own}
    leader = now.leads(group)
    return {
        "group": group,
        "lane": dealt.lane,
        "pods": dealt.pods,
        "size": dealt.size,
        "leader": able.get(leader, "") if leader else "",
        "leader_id": str(leader or ""),
        "lapsed": group.leader is not None and leader is None,
        "able": [
            ("", gettext("Not chosen yet")),
            *((str(one), name) for one, name in able.items()),
        ],
        "stays": {pair.id for _, pair in now.known.values() if pair.stays},
        "mix": mixes.drawn(even.mixes[at], genders=now.uses_gender) if even else None,
    }


def _proposed(overview: Overview) -> int:
    """Return how many groups the form asks for at first: those there are, else two where that is possible."""
    return len(overview.groups) or min(2, overview.total // 2) or 1
