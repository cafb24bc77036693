"""Whose dates are which: the entries of a crew, of a volunteer, of the public.

Only what was released or announced is read here; whatever they say is decided in `rules/dated.py`.
"""

from collections.abc import Iterable
from uuid import UUID

from accounts.rules.links import Holder
from events import assignments, releases, tasks
from events.rules.activities import Activity
from events.rules.schedule import Block
from events.rules.tasks import TaskStatus
from exports.rules import dated
from exports.rules.entries import Entry
from kit.i18n import gettext
from kit.settings import settings
from volunteers import days, duties, groups, my_shifts, my_training, stand_ins, training
from volunteers.rules.applications import HOLDING, Application
from volunteers.rules.training import Answer


async def of_crew(activity: Activity, lane: UUID | None = None) -> list[Entry]:
    """Return the released blocks of a lane (of all, if none is named), training, and tasks due.

    They count nobody and name nobody.
    """
    found: list[Entry | None] = [
        dated.block(block, activity, _site(), dropped=dropped)
        for block, dropped in await _released(activity)
        if lane is None or block.lane in (None, lane)
    ]
    found += [
        dated.training(session, activity, _site()) for session in await training.of(activity.id)
    ]
    found += [
        dated.task(task, activity, _site())
        for task in await tasks.of_activity(activity.id)
        if task.status is TaskStatus.OPEN
    ]
    return [entry for entry in found if entry is not None]


async def of_member(organization_id: UUID, account_id: UUID) -> list[Entry]:
    """Return the open tasks assigned to a member, in all activities, on the days they are due."""
    found = [
        dated.task(one.task, one.activity, _site())
        for one in await assignments.of_member(organization_id, account_id)
    ]
    return [entry for entry in found if entry is not None]


async def of_volunteer(holder: Holder, application: Application, activity: Activity) -> list[Entry]:
    """Return the volunteer's own dates; who was removed has none, at once.

    A training date they cannot come to is not theirs. Blocks of the day are: those for everybody,
    and those of the lane that their group goes with, once they have a place or stand in.
    """
    if not dated.is_told(application):
        return []
    found: list[Entry | None] = []
    holds = application.status in HOLDING or await stand_ins.stands(application.id)
    lane = await groups.lane_of(application.id) if holds else None
    released = await _released(activity) if holds else []
    if dated.has_date(activity):
        found.append(
            dated.place(
                activity,
                application,
                _site(),
                post=gettext("Volunteer"),
                first=days.first([block for block, dropped in released if not dropped], lane),
                also=await days.revisions(activity, application),
            )
        )
    found += [
        dated.stand(one, activity, application, _site())
        for one in await my_shifts.dated(activity, application)
    ]
    own = await my_training.of(application, holder)
    found += [
        dated.training(mine.session, activity, _site(), application)
        for mine in own
        if mine.answer is not Answer.NOT_COMING
    ]
    found += [
        dated.contact(due, activity, application, _site())
        for due in await duties.of_application(application.id)
        if due.is_told
    ]
    found += [
        dated.block(block, activity, _site(), application, dropped=dropped)
        for block, dropped in released
        if block.lane in (None, lane)
    ]
    return [entry for entry in found if entry is not None]


def of_public(published: Iterable[Activity]) -> list[Entry]:
    """Return the dates of activities that have a public page."""
    return [dated.public(each, "", _site()) for each in published if dated.has_date(each)]


async def _released(activity: Activity) -> list[tuple[Block, bool]]:
    """Return the blocks of the release in force, and those that earlier ones had (True)."""
    released = await releases.current(activity.organization, activity.id)
    if released is None:
        return []
    snapshot = released[1]
    return [(b, False) for b in snapshot.blocks] + [(b, True) for b in snapshot.cancelled]


def _site() -> str:
    return settings().base_url.rstrip("/")
