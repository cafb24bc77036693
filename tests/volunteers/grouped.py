"""Pairs that are in groups already: dealt in the partner's order and saved, as an organiser would."""

from uuid import UUID

from accounts.rules.permissions import Actor
from volunteers import groupings
from volunteers.rules.drafts import Wanted
from volunteers.rules.mixture import Mode


async def split(actor: Actor, activity_id: UUID, count: int) -> UUID:
    """Deal all live pairs into `count` groups; return the step for undo."""
    draft = await groupings.propose(actor, activity_id, Wanted(count, Mode.LIST))
    return await groupings.save(actor, activity_id, draft)
