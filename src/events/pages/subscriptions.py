"""Where a crew gets its calendar: one address for each lane and device."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, subscriptions
from events.subscriptions import NewSubscription
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.settings import settings


class Ended(msgspec.Struct, frozen=True):
    lane: UUID
    link: UUID


class SubscriptionPages(Controller):
    path = "/a/{activity_id:uuid}/calendars"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="subscriptions")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post(name="subscriptions.make")
    async def make(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Template:
        """Make an address and show it this once."""
        try:
            new = forms.parse(NewSubscription, data)
        except forms.WrongForm as refusal:
            return await _page(actor, activity_id, refusal, data)
        token = await subscriptions.subscribe(actor, activity_id, new)
        return await _page(actor, activity_id, token=token)

    @post("/end", name="subscriptions.end")
    async def end(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, str]],
    ) -> Redirect:
        ended = forms.parse(Ended, data)
        await subscriptions.end(actor, activity_id, ended.lane, ended.link)
        return pages.redirect(f"/a/{activity_id}/calendars", N_("That calendar has ended."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: Any = None,
    *,
    token: str = "",
) -> Template:
    base = settings().base_url.rstrip("/")
    return await pages.page(
        "events/calendars.html",
        actor,
        await activities.find(actor, activity_id),
        current="day",
        refusal=refusal,
        typed=typed,
        lanes=await subscriptions.of_activity(actor, activity_id),
        may_end=actor.may(Permission.CHANGE_PLAN),
        feed=f"{base}/calendars/{token}.ics" if token else "",
        public=f"{base}/calendars/public/{actor.organization_id}.ics",
    )
