"""What is performed: each act with its performers, props, length and who has seen its rehearsal."""

from collections.abc import Sequence
from uuid import UUID

from accounts.rules.permissions import Actor
from events import lists, tables
from events.rules.activities import Activity
from events.rules.lists import Act, Typed


async def of(activity: Activity) -> list[Act]:
    """Return the acts in their order, for whoever has been let in to the activity."""
    return await lists.rows(tables.Act, Act, activity.id)


async def save(actor: Actor, activity_id: UUID, typed: Sequence[Typed]) -> None:
    """Save the list as it was typed.

    Raises:
        NotAllowed, NoSuchActivity, ListChanged, TooManyRows
    """
    await lists.save(actor, activity_id, tables.Act, Act, typed)
