"""What follows when an activity moves: open tasks, the blocks of the day, promises (E9)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from events import tables
from events.rules.activities import Activity
from events.rules.moves import Moment, moved
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
    rows = await t.select(
        t.id, t.offset, t.offset_unit, t.due, t.calendar_sequence, t.calendar_modified
    ).where(t.activity == activity.id, t.status == TaskStatus.OPEN, t.offset.is_not_null())
    for row in rows:
        new = due(activity.first_day, row["offset"], OffsetUnit(row["offset_unit"]))
        if new != row["due"]:
            await _redate(row["id"], new, row["calendar_sequence"], row["calendar_modified"])


async def _redate(task_id: UUID, new: date | None, sequence: int, modified: datetime) -> None:
    t, now = tables.Task, clock.now().replace(microsecond=0)
    await t.update(
        {
            t.due: new,
            t.version: t.version + 1,
            t.calendar_sequence: sequence + 1,
            t.calendar_modified: max(now, modified + timedelta(seconds=1)),
        }
    ).where(t.id == task_id)


async def _move_blocks(before: Activity, after: Activity) -> None:
    """Shift the blocks as far as the start; while the date is unknown they keep their clock time."""
    b = tables.Block
    rows = await b.select(b.id, b.starts_at, b.clock, b.day, b.calendar_sequence).where(
        b.activity == after.id
    )
    for row in rows:
        then = Moment(row["starts_at"], row["day"], row["clock"])
        now = moved(then, before, after)
        if now != then:
            await b.update(
                {
                    b.starts_at: now.starts_at,
                    b.day: now.day,
                    b.clock: now.clock,
                    b.version: b.version + 1,
                    b.calendar_sequence: row["calendar_sequence"] + 1,
                    b.calendar_modified: clock.now().replace(microsecond=0),
                }
            ).where(b.id == row["id"])


def day_after(activity: Activity) -> date | None:
    """Return the day promises begin: the one after the activity ends (§4.2)."""
    return activity.last_day + timedelta(days=1) if activity.last_day else None
