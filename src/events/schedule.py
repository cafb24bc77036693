"""What can be done with the blocks of the day, one intention at a time."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, lanes, tables
from events.rules.activities import Activity
from events.rules.schedule import (
    STEP,
    Audience,
    Block,
    BlockChanged,
    Day,
    NoSuchBlock,
    StartKind,
    laid_out,
    people,
    stepped,
)
from kit import clock, database
from kit.settings import settings

MOST_MINUTES = 1440
MOST_DAYS = 366


class Wanted(msgspec.Struct, frozen=True):
    """A block as somebody typed it; `start` is the wall clock at the activity's place, `day` counts from 1."""

    title: Annotated[str, msgspec.Meta(max_length=120)]
    start: time | None = None
    minutes: Annotated[int, msgspec.Meta(ge=1, le=MOST_MINUTES)] | None = None
    lane: UUID | None = None
    start_kind: StartKind = StartKind.FIXED
    place: Annotated[str, msgspec.Meta(max_length=120)] = ""
    lead: Annotated[str, msgspec.Meta(max_length=100)] = ""
    people: Annotated[str, msgspec.Meta(max_length=500)] = ""
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    hard_end: bool = False
    with_children: bool = False
    counts_as_service: bool = False
    public: bool = False
    tentative: bool = False
    day: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 1


async def of_activity(actor: Actor, activity_id: UUID) -> Day:
    """Return the draft of the day, every start worked out.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    await activities.find(actor, activity_id)
    return await _day(activity_id)


async def clashes(actor: Actor, activity: Activity) -> int:
    """Return how much collides on the day, for the menu; 0 to whoever may not see it."""
    if not actor.may(Permission.SEE_PLAN):
        return 0
    day = await _day(activity.id)
    return len(day.clashes) + len(day.overruns)


async def add(actor: Actor, activity_id: UUID, new: Wanted) -> UUID:
    """Put a block into the day, after what is there at its start, and return its id.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        now = clock.now()
        block_id = uuid4()
        await tables.Block.insert(
            tables.Block(
                id=block_id,
                activity=activity_id,
                position=await _free_position(activity_id),
                created_at=now,
                calendar_uid=f"block-{block_id}@{settings().domain}",
                calendar_modified=now.replace(microsecond=0),
                **_columns(activity, new, await lanes.ids(activity_id)),
            )
        )
        await _in_order(activity_id)
        await traces.leave(actor, "block.added", block_id, activity_id=activity_id)
    return block_id


async def change(
    actor: Actor, activity_id: UUID, block_id: UUID, version: int, new: Wanted
) -> None:
    """Save a block as it was typed.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchBlock
        BlockChanged: somebody saved since `version` was read.
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await _find(activity_id, block_id)
        columns = _columns(activity, new, await lanes.ids(activity_id))
        await _update(activity_id, block_id, version, columns)
        await _in_order(activity_id)
        await traces.leave(actor, "block.changed", block_id, activity_id=activity_id)


async def nudge(
    actor: Actor, activity_id: UUID, block_id: UUID, *, start: int = 0, length: int = 0
) -> None:
    """Move a block by `start` minutes or make it `length` minutes longer (either may be negative).

    A floating block that is moved becomes fixed where it stands now.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchBlock
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        block = await _find(activity_id, block_id)
        columns: dict[str, Any] = {}
        if start and block.starts_at:
            columns["starts_at"] = block.starts_at + timedelta(minutes=start)
            columns["start_kind"] = StartKind.FIXED
        if length:
            columns["minutes"] = min(MOST_MINUTES, stepped((block.minutes or STEP) + length))
        if columns:
            await _update(activity_id, block_id, block.version, columns)
            await _in_order(activity_id)
            await traces.leave(actor, "block.nudged", block_id, activity_id=activity_id)


async def move_to_lane(
    actor: Actor, activity_id: UUID, block_id: UUID, lane_id: UUID | None
) -> None:
    """Put a block into another lane, or before everybody (None).

    Raises:
        NotAllowed, NoSuchActivity, NoSuchBlock
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        block = await _find(activity_id, block_id)
        lane = lane_id if lane_id in await lanes.ids(activity_id) else None
        differing = {"lane": lane, "audience": _audience(lane)}
        await _update(activity_id, block_id, block.version, differing)
        await traces.leave(actor, "block.changed_lane", block_id, activity_id=activity_id)


async def remove(actor: Actor, activity_id: UUID, block_id: UUID, *, undo: bool = False) -> None:
    """Take a block out of the day, or with `undo` put it back where it was.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchBlock
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        b = tables.Block
        rows = (
            await b.update({b.removed_at: None if undo else clock.now(), b.version: b.version + 1})
            .where(b.id == block_id, b.activity == activity_id)
            .returning(b.id)
        )
        if not rows:
            raise NoSuchBlock
        await traces.leave(
            actor, "block.put_back" if undo else "block.removed", block_id, activity_id=activity_id
        )


async def _day(activity_id: UUID) -> Day:
    return laid_out(await lanes.of_activity(activity_id), await _blocks(activity_id))


async def _blocks(activity_id: UUID) -> list[Block]:
    b = tables.Block
    rows = (
        await b.select()
        .where(b.activity == activity_id, b.removed_at.is_null())
        .order_by(b.position)
    )
    return database.facts(Block, rows)


async def _find(activity_id: UUID, block_id: UUID) -> Block:
    """Return one block with its start worked out."""
    for block in (await _day(activity_id)).blocks:
        if block.id == block_id:
            return block
    raise NoSuchBlock


async def _update(activity_id: UUID, block_id: UUID, version: int, columns: dict[str, Any]) -> None:
    b = tables.Block
    rows = (
        await b.update({**{getattr(b, k): v for k, v in columns.items()}, b.version: version + 1})
        .where(b.id == block_id, b.activity == activity_id, b.version == version)
        .returning(b.id)
    )
    if not rows:
        raise BlockChanged


async def _free_position(activity_id: UUID) -> int:
    return 1 + max((block.position for block in await _blocks(activity_id)), default=0)


async def _in_order(activity_id: UUID) -> None:
    """Renumber the blocks by when they start, so that floating ones follow their neighbours."""
    b = tables.Block
    day = await _day(activity_id)
    places = {block.id: n for n, block in enumerate(day.blocks) if block.position != n}
    if places:
        await b.update({b.position: database.by_id(places)}).where(
            b.activity == activity_id, b.id.is_in(list(places))
        )


def _columns(activity: Activity, new: Wanted, there: set[UUID]) -> dict[str, Any]:
    columns = msgspec.structs.asdict(new)
    start = columns.pop("start")
    columns["starts_at"] = _at(activity, new.day, start) if start is not None else None
    columns["clock"] = f"{start:%H:%M}" if start and activity.first_day is None else ""
    columns["lane"] = new.lane if new.lane in there else None
    columns["people"] = list(people(new.people))
    columns["audience"] = _audience(columns["lane"])
    return columns


def _at(activity: Activity, day: int, start: time) -> datetime | None:
    """Return the moment of a wall-clock time on a day of the activity, None while its date is unknown."""
    if activity.first_day is None:
        return None
    on = activity.first_day + timedelta(days=day - 1)
    return datetime.combine(on, start, ZoneInfo(activity.zone))


def _audience(lane: UUID | None) -> Audience:
    return Audience.LANE if lane else Audience.ALL
