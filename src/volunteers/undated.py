"""Trainings of a plan: sessions where the day is known; until then they wait with their distance from T."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity, Moved
from events.rules.plan_limits import FURTHEST
from events.rules.plans import PlanTraining, time_of
from kit import clock, database
from kit.settings import settings
from volunteers import modules
from volunteers.tables import training as tables

LONGEST = {"title": 120, "place": 120, "trainer": 100}
MOST_MINUTES = 1440


async def write(activity: Activity, planned: Sequence[PlanTraining]) -> None:
    """Write the trainings of a document that has just become an activity, in its transaction."""
    held = [_held(one) for one in planned]
    if activity.first_day is not None:
        await _hold(activity, activity.first_day, held)
    elif held:
        u = tables.UndatedTraining
        await u.insert(
            *(
                u(
                    id=uuid4(),
                    activity=activity.id,
                    title=one.title,
                    offset_days=one.offset_days,
                    start=one.start,
                    minutes=one.minutes,
                    place=one.place,
                    trainer=one.trainer,
                    content=one.content,
                    modules=list(one.modules),
                    position=n,
                )
                for n, one in enumerate(held)
            )
        )


async def of(activity_id: UUID) -> list[PlanTraining]:
    """Return the trainings that wait for the day of an activity, for whoever has been let in to it."""
    u = tables.UndatedTraining
    rows = await u.select().where(u.activity == activity_id).order_by(u.position)
    return database.facts(PlanTraining, rows)


async def follow(move: Moved) -> None:
    """Make sessions of what has waited for the day, as soon as there is one."""
    first, waiting = move.after.first_day, await of(move.after.id)
    if first is None or not waiting:
        return
    await _hold(move.after, first, waiting)
    u = tables.UndatedTraining
    await u.delete().where(u.activity == move.after.id)


async def _hold(activity: Activity, first: date, planned: Sequence[PlanTraining]) -> None:
    t, now = tables.TrainingSession, clock.now().replace(microsecond=0)
    offered = {m.name: m.id for m in await modules.of(activity.organization) if not m.retired_at}
    rows = []
    for one in planned:
        day = first + timedelta(days=one.offset_days)
        starts_at = datetime.combine(day, time_of(one.start), ZoneInfo(activity.zone))
        rows.append(
            t(
                id=uuid4(),
                activity=activity.id,
                title=one.title,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=one.minutes),
                place=one.place,
                trainer=one.trainer,
                content=one.content,
                modules=[offered[name] for name in one.modules if name in offered],
                created_at=now,
                calendar_uid=f"training-{uuid4()}@{settings().domain}",
                calendar_modified=now,
            )
        )
    if rows:
        await t.insert(*rows)


def _held(one: PlanTraining) -> PlanTraining:
    """Return a training as its row can hold it."""
    return msgspec.structs.replace(
        one,
        **{name: getattr(one, name)[:most] for name, most in LONGEST.items()},
        modules=tuple(name[:100] for name in one.modules),
        offset_days=max(-FURTHEST, min(one.offset_days, FURTHEST)),
        minutes=max(1, min(one.minutes, MOST_MINUTES)),
    )
