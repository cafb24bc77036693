"""The training of the demo: what it teaches, who came when, and a date to come for who left too early."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from kit import clock
from volunteers import attendance, modules, training
from volunteers.rules.attendance import Times
from volunteers.rules.training import Presence, Wanted

READ = "《志愿者行为守则》八条\n《儿童保护十条底线》折页，现场发放"
SEATS = 40
MAKE_UP_IN = timedelta(days=2)


async def hold(actor: Actor, activity: Activity, evening: datetime, people: list[UUID]) -> None:
    """Hold the planned training on `evening`: all came, one was late, the last one left too early."""
    (planned,) = await training.of(activity.id)
    taught = tuple(one.id for one in await modules.of_association(actor))
    held = Wanted(
        title=planned.title,
        day=evening.date(),
        start=evening.time(),
        end=(evening + timedelta(hours=2)).time(),
        place=planned.place,
        trainer=planned.trainer,
        content=planned.content,
        modules=taught,
        materials=READ,
        capacity=SEATS,
    )
    await training.change(actor, activity.id, planned.id, planned.version, held)
    for one in people:
        await attendance.mark(actor, activity.id, planned.id, one, Presence.PRESENT)
    late, early = people[4], people[-1]
    came = {late: Times(came="19:18"), early: Times(came="18:55", left="19:50", note="晚上有考试")}
    for who, times in came.items():
        await attendance.write_times(actor, activity.id, planned.id, who, times)
    await _make_up(actor, activity, planned.id, held)


async def _make_up(actor: Actor, activity: Activity, missed: UUID, held: Wanted) -> None:
    """Plan the date for whoever left too early, before the day itself."""
    zone = ZoneInfo(activity.zone)
    soon = (clock.now().astimezone(zone) + MAKE_UP_IN).date()
    last = (activity.first_day or soon) - timedelta(days=1)
    await training.add(
        actor,
        activity.id,
        Wanted(
            title=f"{held.title[:110]}（补课）",
            day=min(soon, last),
            start=time(12, 30),
            end=time(13, 50),
            place=held.place,
            trainer=held.trainer,
            modules=held.modules,
            makes_up=missed,
            capacity=6,
        ),
    )
