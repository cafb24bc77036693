"""What a plan document holds for this slice: the call, the posts, the training, the groups."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from events.plans import Planned
from events.rules.plans import PlanTraining, time_of
from kit import clock
from kit.settings import settings
from volunteers import recruitment
from volunteers.rules.applications import Mode
from volunteers.tables import applications, pairs, training


async def write(planned: Planned) -> None:
    """Write this slice's part of a document that has just become an activity, in its transaction."""
    await _write_call(planned)
    await _write_posts(planned)
    await _write_groups(planned)
    await _write_trainings(planned)


async def _write_call(planned: Planned) -> None:
    call = planned.plan.recruitment
    quota = call.quota if call and call.quota else planned.activity.volunteers or 0
    if not quota and call is None:
        return
    r = applications.Recruitment
    await r.insert(
        r(
            id=uuid4(),
            activity=planned.activity.id,
            mode=_mode(call.mode if call else ""),
            quota=quota,
            reserve=call.reserve
            if call and call.reserve
            else await recruitment.proposed_reserve(planned.activity, quota),
            criteria=[one[:60] for one in call.criteria] if call else [],
            risk_statement=call.risk_statement if call else "",
            summary=call.summary if call else "",
        )
    )


async def _write_posts(planned: Planned) -> None:
    p = applications.Post
    rows = [
        p(
            id=uuid4(),
            activity=planned.activity.id,
            name=post.name[:60],
            needed=post.needed,
            child_contact=post.child_contact,
            qualification=post.qualification[:60],
            description=post.description[:300],
            position=n,
        )
        for n, post in enumerate(planned.plan.posts)
    ]
    if rows:
        await p.insert(*rows)


async def _write_groups(planned: Planned) -> None:
    g, named = pairs.Group, {group.name[:60]: group for group in planned.plan.groups}
    rows = [
        g(
            id=uuid4(),
            activity=planned.activity.id,
            name=name,
            lane=planned.lanes.get(group.lane or ""),
            position=n,
        )
        for n, (name, group) in enumerate(named.items())
    ]
    if rows:
        await g.insert(*rows)


async def _write_trainings(planned: Planned) -> None:
    """Write the trainings of an activity whose day is known; without a day they have none either."""
    t, now = training.TrainingSession, clock.now().replace(microsecond=0)
    rows = []
    for one in planned.plan.trainings:
        starts_at = _start(planned, one)
        if starts_at is None:
            continue
        rows.append(
            t(
                id=uuid4(),
                activity=planned.activity.id,
                title=one.title[:120],
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=one.minutes),
                place=one.place[:120],
                trainer=one.trainer[:100],
                content=one.content,
                created_at=now,
                calendar_uid=f"training-{uuid4()}@{settings().domain}",
                calendar_modified=now,
            )
        )
    if rows:
        await t.insert(*rows)


def _start(planned: Planned, one: PlanTraining) -> datetime | None:
    first = planned.activity.first_day
    if first is None:
        return None
    day = first + timedelta(days=one.offset_days)
    return datetime.combine(day, time_of(one.start), ZoneInfo(planned.activity.zone))


def _mode(written: str) -> Mode:
    return Mode.REVIEW if written == Mode.REVIEW else Mode.FIRST_COME
