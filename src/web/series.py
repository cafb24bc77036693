"""An activity that returns: all its editions, with what each planned and learned."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from accounts.rules.permissions import Actor, Permission
from budget import totals
from events import lessons, series
from events.rules.activities import STATUS_NAMES
from kit import pages
from kit.i18n import gettext
from kit.policy import Policy


class SeriesPages(Controller):
    """`/series/{series_id}`."""

    path = "/series/{series_id:uuid}"

    @get(policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], series_id: FromPath[UUID]) -> Template:
        """List the editions, the newest first."""
        returning = await series.find(actor, series_id)
        known = await series.editions(actor.organization_id, series_id)
        sees_totals = actor.may(Permission.SEE_BUDGET_TOTALS)
        return await pages.page(
            "web/series.html",
            actor,
            current="home",
            series=returning,
            editions=known,
            statuses={status.value: gettext(name) for status, name in STATUS_NAMES.items()},
            totals=await totals.of(actor, [one.id for one in known]) if sees_totals else None,
            lessons=await lessons.of_editions(actor, series_id),
            may_plan=actor.may(Permission.CHANGE_PLAN),
        )
