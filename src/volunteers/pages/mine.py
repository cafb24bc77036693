"""The volunteer's own page: what was decided, what is asked, and the way to a calendar."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import links
from accounts.rules.links import FeedOf, Holder, Kind
from events import activities
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.settings import settings
from volunteers import applications, mine, recruitment
from volunteers.pages import when
from volunteers.rules import selection


class MyPages(Controller):
    path = "/v/{key:str}"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await own_page(holder, key)

    @post("/confirm", name="mine.confirm")
    async def confirm(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Answer whether one comes; who does not is asked once more before the place is gone."""
        if forms.text(data, "answer") == "no":
            return pages.redirect(f"/v/{key}/withdraw")
        try:
            await applications.confirm(holder)
        except selection.NotPossible as refusal:
            return await own_page(holder, key, refusal)
        return pages.redirect(f"/v/{key}", N_("Good, we count on you."))

    @get("/withdraw", name="mine.withdrawing")
    async def ask_before_withdrawing(
        self, holder: NamedDependency[Holder], key: FromPath[str]
    ) -> Template:
        return await own_page(holder, key, template="volunteers/mine_withdraw.html")

    @post("/withdraw", name="mine.withdraw")
    async def withdraw(
        self, holder: NamedDependency[Holder], key: FromPath[str]
    ) -> Template | Redirect:
        try:
            await applications.withdraw(holder)
        except selection.NotPossible as refusal:
            return await own_page(holder, key, refusal)
        return pages.redirect(f"/v/{key}", N_("You have withdrawn. Thank you for telling us."))

    @get("/calendar", name="mine.calendar")
    async def calendar(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await own_page(holder, key, template="volunteers/mine_calendar.html", feed="")

    @post("/calendar", name="mine.make_calendar")
    async def make_calendar(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        """Make the calendar's address and show it this once; earlier ones end."""
        application = await applications.of_link(holder)
        await links.revoke(holder.organization_id, Kind.FEED, application.id)
        feed = await links.make(
            holder.organization_id,
            Kind.FEED,
            application.id,
            about=FeedOf.VOLUNTEER,
            activity_id=application.activity,
            expires_at=holder.expires_at,
            locale=holder.locale,
        )
        return await own_page(holder, key, template="volunteers/mine_calendar.html", feed=feed)


async def own_page(
    holder: Holder,
    key: str,
    refusal: Refusal | None = None,
    *,
    template: str = "volunteers/mine.html",
    **more: Any,
) -> Template:
    application = await applications.of_link(holder)
    activity = await activities.of(holder.organization_id, application.activity)
    found = await recruitment.behind(activity)
    base = settings().base_url.rstrip("/")
    return await pages.page(
        template,
        None,
        refusal=refusal,
        path=f"/v/{key}",
        me=application,
        shown=activity,
        found=found,
        place=await applications.place_in_line(application),
        reserves=await applications.reserves(activity.id),
        free_of_penalty=selection.without_penalty(activity, clock.now()),
        leaf=when.leaf(activity),
        over=_is_over(activity.ends_at or activity.starts_at, clock.now()),
        base=base,
        host=base.partition("://")[2],
        **await mine.sections(holder, application),
        **more,
    )


def _is_over(ends_at: datetime | None, now: datetime) -> bool:
    return ends_at is not None and now >= ends_at + timedelta(hours=1)
