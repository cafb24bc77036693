"""Two entries that are one person: found, compared, made one, taken apart again."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import merges, profiles
from volunteers.pages.profiles import LABELS
from volunteers.rules import merges as alike


class MergePages(Controller):
    path = "/volunteers/merges"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="merges")
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        actor.must(Permission.CHANGE_PROFILES)
        return await pages.page(
            "volunteers/profile_merges.html",
            actor,
            current="volunteers",
            suspected=await merges.suspected(actor),
            reasons=alike.WHY_ALIKE,
        )

    @post("/{merge_id:uuid}/undo", name="merges.undo")
    async def undo(self, actor: NamedDependency[Actor], merge_id: FromPath[UUID]) -> Redirect:
        kept = await merges.undo(actor, merge_id)
        return pages.redirect(f"/volunteers/{kept}", N_("They are two entries again."))


class OneMergePages(Controller):
    path = "/volunteers/{volunteer_id:uuid}/merge"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="profile.merging")
    async def show_merge(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        other: FromQuery[UUID | None] = None,
    ) -> Template:
        return await _merge(actor, volunteer_id, other)

    @post(name="profile.merge")
    async def merge(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        other = forms.identity(forms.text(data, "other"))
        try:
            merge_id = await merges.merge(actor, volunteer_id, other or volunteer_id)
        except (alike.SamePerson, alike.BothApplied, alike.KeepTheOther) as refusal:
            return await _merge(actor, volunteer_id, other, refusal)
        return pages.redirect(
            f"/volunteers/{volunteer_id}",
            N_("They are one entry now."),
            undo=f"/volunteers/merges/{merge_id}/undo",
        )


async def _merge(
    actor: Actor, volunteer_id: UUID, other: UUID | None, refusal: Refusal | None = None
) -> Template:
    actor.must(Permission.CHANGE_PROFILES)
    kept = await profiles.find(actor, volunteer_id)
    gone = await profiles.find(actor, other) if other else None
    return await pages.page(
        "volunteers/profile_merge.html",
        actor,
        current="volunteers",
        refusal=refusal,
        profile=kept,
        other=gone,
        joined=alike.joined(kept, gone) if gone else None,
        alike=await merges.like(actor, kept),
        reasons=alike.WHY_ALIKE,
        labels=LABELS,
    )
