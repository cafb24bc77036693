"""The posts of an activity: what volunteers will do, and how many of each are needed."""

from uuid import UUID

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import database
from volunteers.rules.applications import Post
from volunteers.tables import applications as tables


async def of_activity(actor: Actor, activity_id: UUID) -> list[Post]:
    """Return the activity's posts in their order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    return await of(await activities.find(actor, activity_id))


async def of(activity: Activity) -> list[Post]:
    """Return the posts of an activity that whoever asks was shown already: they are public."""
    p = tables.Post
    rows = await p.select().where(p.activity == activity.id).order_by(p.position)
    return database.facts(Post, rows)
