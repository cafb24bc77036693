"""What a plan document holds for this slice: the call, the posts, the training, the groups."""

from uuid import uuid4

from events.plans import Planned
from volunteers import recruitment, undated
from volunteers.rules.applications import Mode
from volunteers.tables import applications, pairs


async def write(planned: Planned) -> None:
    """Write this slice's part of a document that has just become an activity, in its transaction."""
    await _write_call(planned)
    await _write_posts(planned)
    await _write_groups(planned)
    await undated.write(planned.activity, planned.plan.trainings)


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


def _mode(written: str) -> Mode:
    return Mode.REVIEW if written == Mode.REVIEW else Mode.FIRST_COME
