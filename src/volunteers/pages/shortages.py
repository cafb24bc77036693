"""Who is left without a pair and why, what would help, and whose absence would leave a child alone."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from accounts.rules.permissions import Actor, Permission
from kit import pages
from kit.policy import Policy
from volunteers import shortages
from volunteers.explanations import MOST


class ShortagePages(Controller):
    path = "/a/{activity_id:uuid}/pairs/why"

    @get(name="pairs.why", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        found = await shortages.of(actor, activity_id)
        return await pages.page(
            "volunteers/pairs_why.html",
            actor,
            found.board.activity,
            current="pairs",
            found=found,
            most=MOST,
            may_change=actor.may(Permission.CHANGE_PAIRS),
        )
