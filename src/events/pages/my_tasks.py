"""What is assigned to whoever is signed in, over all activities; and as a calendar of their own."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import assignments, subscriptions
from events.subscriptions import OwnSubscription
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.settings import settings


class MyTaskPages(Controller):
    """`/tasks`."""

    path = "/tasks"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get()
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        """List what I still have to do, and the calendars that show it."""
        return await _page(actor)

    @post("/calendars")
    async def subscribe(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template:
        """Make an address and show it this once."""
        try:
            new = forms.parse(OwnSubscription, data)
        except forms.WrongForm as refusal:
            return await _page(actor, refusal, data)
        return await _page(actor, token=await subscriptions.subscribe_member(actor, new))

    @post("/calendars/{link_id:uuid}/end")
    async def end(self, actor: NamedDependency[Actor], link_id: FromPath[UUID]) -> Redirect:
        """End one of my calendars."""
        await subscriptions.end_own(actor, link_id)
        return pages.redirect("/tasks", N_("That calendar has ended."))


async def _page(
    actor: Actor, refusal: Refusal | None = None, typed: Any = None, *, token: str = ""
) -> Template:
    base = settings().base_url.rstrip("/")
    mine = await assignments.mine(actor)
    return await pages.page(
        "events/my_tasks.html",
        actor,
        current="home",
        refusal=refusal,
        typed=typed,
        late=[one for one in mine if one.is_overdue],
        waiting=[one for one in mine if not one.is_overdue],
        calendars=await subscriptions.of_member(actor),
        feed=f"{base}/calendars/{token}.ics" if token else "",
    )
