"""Who may take part: hard conditions refuse, soft ones ask for a reason (V3)."""

from collections.abc import Sequence
from uuid import UUID

from accounts.rules.permissions import Actor
from events import lists, tables
from events.rules.activities import Activity
from events.rules.lists import Condition, Typed


async def of(activity: Activity) -> list[Condition]:
    """Return the conditions in their order, for whoever has been let in to the activity."""
    return await lists.rows(tables.Condition, Condition, activity.id)


async def save(actor: Actor, activity_id: UUID, typed: Sequence[Typed]) -> None:
    """Save the list as it was typed.

    Raises:
        NotAllowed, NoSuchActivity, ListChanged, TooManyRows
    """
    await lists.save(actor, activity_id, tables.Condition, Condition, typed)
