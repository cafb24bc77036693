"""Pairs that are there already, and in groups: dealt in the partner's order and saved, as an organiser would."""

from typing import Any
from uuid import UUID, uuid4

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from tests import make
from tests.volunteers import crowds
from volunteers import groupings
from volunteers.rules.drafts import Wanted
from volunteers.rules.mixture import Mode
from volunteers.tables import pairs as tables


async def paired(count: int) -> tuple[Actor, Activity]:
    """Return this many pairs, the first volunteer with the first child: who fits whom is not asked."""
    actor = await make.actor()
    activity = await crowds.ready(actor, count, count)
    await pair_up(activity)
    return actor, activity


async def pair_up(activity: Activity) -> None:
    """Put the first volunteer with the first child, and so on, on whatever day it is."""
    several = zip(*await crowds.everybody(activity), strict=True)
    p = tables.Pair
    await p.insert(*(_pair(activity, n, *both) for n, both in enumerate(several, start=1)))


async def split(actor: Actor, activity_id: UUID, count: int) -> UUID:
    """Deal all live pairs into `count` groups; return the step for undo."""
    draft = await groupings.propose(actor, activity_id, Wanted(count, Mode.LIST))
    return await groupings.save(actor, activity_id, draft)


def _pair(activity: Activity, number: int, application: UUID, participant: UUID) -> Any:
    return tables.Pair(
        id=uuid4(),
        activity=activity.id,
        number=number,
        application=application,
        participant=participant,
        created_at=crowds.AT,
        calendar_uid=make.uid("pair"),
        calendar_modified=crowds.AT,
    )
