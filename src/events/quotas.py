"""How many participants each school or class may send."""

from collections.abc import Sequence
from uuid import UUID

from accounts.rules.permissions import Actor
from events import lists, tables
from events.rules.activities import Activity
from events.rules.lists import Quota, Typed, refuse_doubles


async def of(activity: Activity) -> list[Quota]:
    """Return the quotas in their order, for whoever has been let in to the activity."""
    return await lists.rows(tables.Quota, Quota, activity.id)


async def save(actor: Actor, activity_id: UUID, typed: Sequence[Typed]) -> None:
    """Save the list as it was typed; each source stands in it once.

    Raises:
        NotAllowed, NoSuchActivity, ListChanged, TooManyRows, NamedTwice
    """
    refuse_doubles([one.row for one in typed if not one.removed and isinstance(one.row, Quota)])
    await lists.save(actor, activity_id, tables.Quota, Quota, typed)
