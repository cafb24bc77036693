"""The draw: what will be drawn, the one button, and how anybody checks the result."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, draws
from volunteers.rules import draws as rules

REFUSED = (rules.NotByDraw, rules.DrawnAlready, rules.NothingToDraw, rules.StillOpen)


class DrawPages(Controller):
    path = "/a/{activity_id:uuid}/people/draw"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="draw")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post(name="draw.make")
    async def make(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        closing: FromQuery[bool] = False,
    ) -> Template | Redirect:
        """Draw; with `closing` the applications are closed by the same press."""
        try:
            drawn = await draws.make(actor, activity_id, closing=closing)
        except REFUSED as refusal:
            return await _page(actor, activity_id, refusal)
        said = N_("Drawn. Everybody is being told.") if drawn.places else N_("Drawn.")
        return pages.redirect(f"/a/{activity_id}/people/draw", said)


class MyDraw(Controller):
    path = "/v/{key:str}/draw"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.draw")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        """Show the draw to whoever was in it: numbers, no names."""
        application = await applications.of_link(holder)
        activity = await activities.of(holder.organization_id, application.activity)
        result = await draws.of(activity)
        return await pages.page(
            "volunteers/mine_draw.html",
            None,
            path=f"/v/{key}",
            me=application,
            shown=activity,
            result=result,
            key=rules.key(result.seed, application.number) if result else "",
        )


async def _page(actor: Actor, activity_id: UUID, refusal: Refusal | None = None) -> Template:
    activity = await activities.find(actor, activity_id)
    result = await draws.made(actor, activity_id)
    lots = await draws.prepared(actor, activity_id)
    return await pages.page(
        "volunteers/people_draw.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        result=result,
        lots=lots,
        still_open=draws.still_open(activity, lots.call, clock.now()),
        may_draw=actor.may(Permission.CHANGE_VOLUNTEERS),
        by_draw=lots.call.mode.value == "lottery",
        check=_check(result) if result else "",
        keys={n: rules.key(result.seed, n)[:8] for n in _numbers(result)} if result else {},
        here=f"/a/{activity_id}/people",
        call=lots.call,
    )


def _numbers(result: draws.Result) -> tuple[int, ...]:
    return result.drawn.places + result.drawn.reserves


def _check(result: draws.Result) -> str:
    """Return a line that prints the order again on any machine with Python."""
    return (
        'python3 -c "import hashlib; print(sorted('
        f"{sorted(_numbers(result))}, key=lambda n: "
        f"hashlib.sha256(f'{result.seed}|{{n}}'.encode()).hexdigest()))\""
    )
