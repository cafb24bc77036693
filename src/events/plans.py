"""A plan as a whole: a document becomes an activity, and an activity gives its document back."""

from typing import Any
from uuid import UUID

import msgspec
from piccolo.table import Table

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import drafts, lists, seats, tables
from events.rules import list_parts
from events.rules.activities import Activity, must_lie_ahead
from events.rules.blueprints import Answers, fitted
from events.rules.plan_limits import held
from events.rules.plans import Plan
from kit import clock, database
from kit.hooks import Hook


class Planned(msgspec.Struct, frozen=True):
    """A document has just become `activity`; `lanes` are its lanes by name, for what refers to them."""

    actor: Actor
    activity: Activity
    plan: Plan
    lanes: dict[str, UUID]


activity_planned: Hook[Planned] = Hook("activity planned")


async def create(actor: Actor, plan: Plan, answers: Answers | None = None) -> Activity:
    """Make an activity of a document; with `answers`, the document is a template fitted to them first.

    A document may tell of a day that is over, as last year's does; an answer may not.

    Raises:
        NotAllowed, DayIsOver, TooManyRows, TooLong
    """
    actor.must(Permission.CHANGE_PLAN)
    if answers is not None:
        plan = fitted(plan, answers)
        must_lie_ahead(plan.when.start_date, clock.day(plan.traits.zone))
    plan = held(plan)
    async with database.transaction():
        row = drafts.activity(actor, plan)
        await tables.Activity.insert(row)
        activity = database.fact(Activity, row.to_dict())
        lanes = drafts.lanes(activity, plan)
        named = {lane.name: lane.id for lane in lanes}
        await _insert(lanes)
        await _insert(drafts.parties(activity, plan))
        await _insert(drafts.sections(activity, plan))
        await _insert(drafts.tasks(activity, plan))
        await _insert(drafts.blocks(activity, plan, named))
        await _insert(drafts.obligations(activity, plan))
        await _insert(lists.drafts(tables.Quota, activity.id, list_parts.quotas(plan)))
        await _insert(lists.drafts(tables.Condition, activity.id, list_parts.conditions(plan)))
        await _insert(lists.drafts(tables.Act, activity.id, list_parts.acts(plan)))
        await _insert(seats.rows(list_parts.seats(plan), activity=activity.id))
        await traces.leave(actor, "activity.planned", activity.id, activity_id=activity.id)
        await activity_planned.tell(Planned(actor, activity, plan, named))
    return activity


async def _insert(rows: list[Any]) -> None:
    if rows:
        table: type[Table] = type(rows[0])
        await table.insert(*rows)
