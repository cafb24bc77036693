"""What the slices above events add to a plan that is written as a document."""

from zoneinfo import ZoneInfo

import msgspec

from accounts.rules.permissions import Permission
from budget import lines, materials, plans, sources
from budget.rules import material_parts
from events.proposals import Gathering
from events.rules.activities import Activity
from events.rules.plans import Call, PlanGroup, PlanPost, PlanTraining
from volunteers import groups, modules, places, posts, training, undated


async def add_budget(gathering: Gathering) -> None:
    """Add the money, for those who may see it."""
    actor, activity = gathering.actor, gathering.activity
    if actor.may(Permission.SEE_BUDGET):
        budget = plans.document(
            await lines.of_activity(actor, activity.id),
            await sources.of_activity(actor, activity.id),
            activity.currency,
        )
        gathering.plan = msgspec.structs.replace(gathering.plan, budget=budget)


async def add_materials(gathering: Gathering) -> None:
    """Add what the activity needs."""
    things = material_parts.written(await materials.of(gathering.activity))
    gathering.plan = msgspec.structs.replace(gathering.plan, materials=things)


async def add_call(gathering: Gathering) -> None:
    """Add the call, the posts, the groups and the trainings; no person is among them."""
    activity = gathering.activity
    call = await places.call_of(activity)
    gathering.plan = msgspec.structs.replace(
        gathering.plan,
        recruitment=Call(
            mode=call.mode,
            quota=call.quota,
            reserve=call.reserve,
            criteria=call.criteria,
            risk_statement=call.risk_statement,
            summary=call.summary,
        )
        if call
        else None,
        posts=tuple(
            PlanPost(
                name=post.name,
                needed=post.needed,
                child_contact=post.child_contact,
                qualification=post.qualification,
                description=post.description,
            )
            for post in await posts.of(activity)
        ),
        groups=await _groups(gathering),
        trainings=await _trainings(activity),
    )


async def _groups(gathering: Gathering) -> tuple[PlanGroup, ...]:
    names = gathering.lanes
    return tuple(
        PlanGroup(name=group.name, lane=names.get(group.lane) if group.lane else None)
        for group in await groups.of(gathering.activity.id)
    )


async def _trainings(activity: Activity) -> tuple[PlanTraining, ...]:
    """Return the trainings as their distance from T; without T those that wait for it."""
    first, zone = activity.first_day, ZoneInfo(activity.zone)
    if first is None:
        return tuple(await undated.of(activity.id))
    names = {one.id: one.name for one in await modules.of(activity.organization)}
    return tuple(
        PlanTraining(
            title=session.title,
            offset_days=(session.starts_at.astimezone(zone).date() - first).days,
            start=f"{session.starts_at.astimezone(zone):%H:%M}",
            minutes=int((session.ends_at - session.starts_at).total_seconds() // 60),
            place=session.place,
            trainer=session.trainer,
            content=session.content,
            modules=tuple(names[one] for one in session.modules if one in names),
        )
        for session in await training.of(activity.id)
        if session.cancelled_at is None and session.makes_up is None
    )
