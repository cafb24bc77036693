"""What can be done with the lanes of the day: the columns in which things happen side by side."""

from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, tables
from events.rules.schedule import LANE_TONES, Lane, LaneNotEmpty, NoSuchLane
from kit import database

LONGEST = 60


async def of_activity(activity_id: UUID) -> list[Lane]:
    """Return the lanes from left to right, for whoever has already been let in to the activity."""
    lane = tables.Lane
    rows = await lane.select().where(lane.activity == activity_id).order_by(lane.position)
    return database.facts(Lane, rows)


async def ids(activity_id: UUID) -> set[UUID]:
    """Return which lanes there are, likewise."""
    return {lane.id for lane in await of_activity(activity_id)}


async def add(actor: Actor, activity_id: UUID, name: str) -> None:
    """Add a lane at the right; a second one of the same name is the first one.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        there, name = await of_activity(activity_id), name[:LONGEST]
        if name in {lane.name for lane in there}:
            return
        row = tables.Lane(
            id=uuid4(),
            activity=activity_id,
            name=name,
            position=1 + max((lane.position for lane in there), default=-1),
            tone=LANE_TONES[len(there) % len(LANE_TONES)],
        )
        await tables.Lane.insert(row)
        await traces.leave(actor, "lane.added", row.id, activity_id=activity_id)


async def remove(actor: Actor, activity_id: UUID, lane_id: UUID) -> None:
    """Take an empty lane away.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLane, LaneNotEmpty
    """
    actor.must(Permission.CHANGE_PLAN)
    b, lane = tables.Block, tables.Lane
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        if lane_id not in await ids(activity_id):
            raise NoSuchLane
        own = (b.activity == activity_id) & (b.lane == lane_id)
        if await b.exists().where(own, b.removed_at.is_null()):
            raise LaneNotEmpty
        await b.update({b.lane: None}).where(own)  # blocks that were taken out and may come back
        await lane.delete().where(lane.id == lane_id, lane.activity == activity_id)
        await traces.leave(actor, "lane.removed", lane_id, activity_id=activity_id)
