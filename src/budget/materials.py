"""What the activity needs: things of the crew, and what everybody brings."""

from collections.abc import Sequence
from uuid import UUID

from accounts.rules.permissions import Actor
from budget import tables
from budget.rules.materials import Material
from events import lists
from events.rules.activities import Activity
from events.rules.lists import Typed


async def of(activity: Activity) -> list[Material]:
    """Return the things in their order, for whoever has been let in to the activity."""
    return await lists.rows(tables.Material, Material, activity.id)


async def save(actor: Actor, activity_id: UUID, typed: Sequence[Typed]) -> None:
    """Save the list as it was typed.

    Raises:
        NotAllowed, NoSuchActivity, ListChanged, TooManyRows
    """
    await lists.save(actor, activity_id, tables.Material, Material, typed)
