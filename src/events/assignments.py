"""Whose tasks are whose, over all activities of an association."""

from datetime import datetime
from uuid import UUID

import msgspec

from accounts.rules.memberships import Left
from accounts.rules.permissions import Actor
from events import activities, tables, tasks
from events.rules.activities import Activity, Status
from events.rules.tasks import Task, TaskStatus
from kit import clock, database


class Assigned(msgspec.Struct, frozen=True):
    """An open task somebody has in an activity."""

    activity: Activity
    task: Task

    @property
    def is_overdue(self) -> bool:
        return self.task.is_overdue(clock.day(self.activity.zone), self.activity.planned_on)

    @property
    def is_in_another_year(self) -> bool:
        """Say whether its day needs its year to be understood."""
        due = self.task.due
        return due is not None and due.year != clock.day(self.activity.zone).year


async def mine(actor: Actor) -> list[Assigned]:
    """Return what the actor still has to do: what is late first, then by due date, undated last."""
    found = await of_member(actor.organization_id, actor.account_id)
    alive = [one for one in found if one.activity.status is not Status.CANCELLED]
    return sorted(alive, key=lambda one: not one.is_overdue)


async def of_member(organization_id: UUID, account_id: UUID) -> list[Assigned]:
    """Return a member's open tasks by due date, those of cancelled activities among them."""
    t, a = tables.Task, tables.Activity
    rows = (
        await t.select(*t.all_columns(), t.assignee.name.as_alias("assigned_to"))
        .where(
            t.assignee == account_id,
            t.status == TaskStatus.OPEN,
            t.activity.organization == organization_id,
        )
        .order_by(t.due, t.position)
    )
    if not rows:
        return []
    found = await a.select().where(
        a.id.is_in(list({row["activity"] for row in rows})), a.organization == organization_id
    )
    known = {one.id: one for one in database.facts(Activity, found)}
    return [Assigned(known[row["activity"]], tasks.read(row)) for row in rows]


async def versions(organization_id: UUID) -> list[tuple[int, datetime]]:
    """Return the revision of every activity that may have something for a member, and its time."""
    a = tables.Activity
    rows = await a.select(a.calendar_version, a.calendar_version_at).where(
        a.organization == organization_id
    )
    return [(row["calendar_version"], row["calendar_version_at"]) for row in rows]


async def member_left(left: Left) -> None:
    """Give what a member had still to do back to nobody, inside the caller's transaction."""
    t = tables.Task
    theirs = await of_member(left.organization_id, left.account_id)
    for assigned in theirs:
        task = assigned.task
        await t.update({t.assignee: None, t.version: t.version + 1, **tasks.revised(task)}).where(
            t.id == task.id, t.assignee == left.account_id
        )
    for activity_id in dict.fromkeys(assigned.activity.id for assigned in theirs):
        await activities.touch(activity_id)
