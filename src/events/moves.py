"""What follows when an activity moves: open tasks, the blocks of the day, promises (E9)."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from events import tables
from events.rules.activities import Activity
from events.rules.moves import as_far
from events.rules.plans import time_of
from events.rules.tasks import OffsetUnit, TaskStatus, due
from kit import clock


async def follow(before: Activity, after: Activity) -> None:
    """Move what hangs on the start of `before` to that of `after`, inside the caller's transaction."""
    await redate_tasks(after)
    await _move_blocks(before, after)
    if after.ends_at:
        o = tables.Obligation
        await o.update({o.starts_on: day_after(after)}).where(o.activity == after.id)


async def redate_tasks(activity: Activity) -> None:
    """Work out every open task's due date anew; done and skipped ones keep theirs."""
    t = tables.Task
    rows = await t.select(t.id, t.offset, t.offset_unit, t.due, t.calendar_sequence).where(
        t.activity == activity.id, t.status == TaskStatus.OPEN, t.offset.is_not_null()
    )
    for row in rows:
        new = due(activity.first_day, row["offset"], OffsetUnit(row["offset_unit"]))
        if new != row["due"]:
            await _redate(row["id"], new, row["calendar_sequence"])


async def _redate(task_id: UUID, new: date | None, sequence: int) -> None:
    t = tables.Task
    await t.update(
        {
            t.due: new,
            t.version: t.version + 1,
            t.calendar_sequence: sequence + 1,
            t.calendar_modified: clock.now().replace(microsecond=0),
        }
    ).where(t.id == task_id)


async def _move_blocks(before: Activity, after: Activity) -> None:
    """Shift the blocks as far as the start; while the date is unknown they keep their clock time."""
    b = tables.Block
    rows = await b.select(b.id, b.starts_at, b.clock, b.calendar_sequence).where(
        b.activity == after.id
    )
    for row in rows:
        starts_at, at = _moved(row["starts_at"], row["clock"], before, after)
        if (starts_at, at) != (row["starts_at"], row["clock"]):
            await b.update(
                {
                    b.starts_at: starts_at,
                    b.clock: at,
                    b.version: b.version + 1,
                    b.calendar_sequence: row["calendar_sequence"] + 1,
                    b.calendar_modified: clock.now().replace(microsecond=0),
                }
            ).where(b.id == row["id"])


def _moved(
    starts_at: datetime | None, at: str, before: Activity, after: Activity
) -> tuple[datetime | None, str]:
    zone = ZoneInfo(after.zone)
    if after.starts_at is None:
        return None, starts_at.astimezone(zone).strftime("%H:%M") if starts_at else at
    if starts_at is not None and before.starts_at is not None:
        return as_far(starts_at, before, after), ""
    if at and after.first_day:
        return datetime.combine(after.first_day, time_of(at), zone), ""
    return starts_at, at


def day_after(activity: Activity) -> date | None:
    """Return the day promises begin: the one after the activity ends (§4.2)."""
    last = activity.ends_at or activity.starts_at
    if last is None:
        return None
    return date.fromordinal(last.astimezone(ZoneInfo(activity.zone)).date().toordinal() + 1)
