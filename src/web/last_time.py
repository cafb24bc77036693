"""Last time beside now: when each block really was, what each line cost, what was learned."""

from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from budget import lines
from budget.rules.ledger import Line
from budget.rules.money import plain, signed
from events import activities, lessons, releases, schedule, series
from events.rules import last_time
from events.rules.activities import Activity
from events.rules.last_time import Moment
from kit import pages
from kit.i18n import N_
from kit.policy import Policy


class Cost(msgspec.Struct, frozen=True):
    """One budget line of either time, in fen; `more` is by how much it costs more now, `+15.00`."""

    label: str
    then: Line | None
    now: Line | None
    more: str = ""


class Costs(msgspec.Struct, frozen=True):
    """Both budgets beside each other; no rows for whoever sees totals only."""

    rows: list[Cost]
    then: int
    now: int


class LastTimePages(Controller):
    """`/a/{activity_id}/last-time`."""

    path = "/a/{activity_id:uuid}/last-time"

    @get(policy=Policy.MEMBER)
    async def compare(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Show the edition before beside this one."""
        actor.must(Permission.SEE_PLAN)
        activity = await activities.find(actor, activity_id)
        last = await series.before(activity)
        return await pages.page(
            "web/last_time.html",
            actor,
            activity,
            current="overview",
            last=last,
            series=await series.of(activity),
            blocks=await _blocks(actor, last, activity) if last else [],
            costs=await _costs(actor, last, activity) if last else None,
            calculated=_calculated,
            lessons=await lessons.waiting(activity),
            learned=await lessons.of(actor, last.id) if last else [],
            may_write=actor.may(Permission.CHANGE_PLAN),
        )

    @post("/{learned_id:uuid}", policy=Policy.MEMBER)
    async def take(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], learned_id: FromPath[UUID]
    ) -> Redirect:
        """Take over a lesson of the edition before, as a task of this one."""
        await lessons.take(actor, activity_id, learned_id)
        return pages.redirect(f"/a/{activity_id}/last-time", N_("It is among the tasks now."))


async def _blocks(
    actor: Actor, last: Activity, activity: Activity
) -> list[tuple[Moment | None, Moment | None]]:
    """Return the blocks as last released, or else as last planned, beside those of now."""
    day = await schedule.of_activity(actor, activity.id)
    released = await releases.current(last.organization, last.id)
    was = released[1] if released else await schedule.of_activity(actor, last.id)
    return last_time.beside(
        last_time.moments(last, was.blocks, was.lanes),
        last_time.moments(activity, day.blocks, day.lanes),
        lambda one: (one.title, one.lane),
    )


async def _costs(actor: Actor, last: Activity, activity: Activity) -> Costs | None:
    if not actor.may(Permission.SEE_BUDGET_TOTALS):
        return None
    then, now = [await lines.total(actor, one.id) for one in (last, activity)]
    rows: list[Cost] = []
    if actor.may(Permission.SEE_BUDGET):
        both = last_time.beside(
            await lines.of_activity(actor, last.id),
            await lines.of_activity(actor, activity.id),
            lambda line: line.label,
        )
        rows = [_cost(was, planned) for was, planned in both]
    return Costs(rows, then, now)


def _cost(then: Line | None, now: Line | None) -> Cost:
    either = now or then
    more = now.planned - then.planned if then and now else 0
    return Cost(either.label if either else "", then, now, signed(more) if more else "")


def _calculated(line: Line) -> str:
    """Return how a line is worked out, `50 × 1.5`; "" for a lump sum."""
    if line.factor_a is None or line.factor_b is None:
        return ""
    return f"{plain(line.factor_a)} × {plain(line.factor_b)}"
