"""What the slices above events add to a plan that is written as a document."""

import msgspec

from accounts.rules.permissions import Permission
from budget import lines, plans, sources
from events.proposals import Gathering


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
