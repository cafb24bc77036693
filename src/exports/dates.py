"""Whose dates are which: the entries of a crew, of a volunteer, of the public.

Only what was released or announced is read here; whatever they say is decided in `rules/dated.py`.
"""

from collections.abc import Iterable
from uuid import UUID

from accounts.rules.links import Holder
from events import releases, tasks
from events.rules.activities import Activity
from events.rules.tasks import TaskStatus
from exports.rules import dated
from exports.rules.entries import Entry
from kit.i18n import gettext
from kit.settings import settings
from volunteers import duties, training
from volunteers.rules.applications import Application
from volunteers.rules.training import Answer
from volunteers.training import Mine


async def of_crew(activity: Activity, lane: UUID | None = None) -> list[Entry]:
    """Return the released blocks of a lane (of all, if none is named), training, and tasks due.

    They count nobody and name nobody.
    """
    found: list[Entry | None] = []
    if released := await releases.current(activity.organization, activity.id):
        snapshot, lanes = released[1], (None, lane)
        blocks = [(block, False) for block in snapshot.blocks]
        blocks += [(block, True) for block in snapshot.cancelled]
        found += [
            dated.block(block, activity, _site(), dropped=dropped)
            for block, dropped in blocks
            if lane is None or block.lane in lanes
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


async def of_volunteer(holder: Holder, application: Application, activity: Activity) -> list[Entry]:
    """Return the volunteer's own dates; who was removed has none, at once.

    A training date they cannot come to is not theirs.
    """
    if not dated.is_told(application):
        return []
    found = []
    if dated.has_date(activity):
        found.append(dated.place(activity, application, _site(), post=gettext("Volunteer")))
    own: list[Mine] = (await training.of_volunteer(holder, application))["trainings"]
    found += [
        dated.training(mine.session, activity, _site(), application)
        for mine in own
        if mine.answer is not Answer.NOT_COMING
    ]
    found += [
        dated.contact(due, activity, application, _site())
        for due in await duties.of_application(application.id)
    ]
    return found


def of_public(published: Iterable[Activity]) -> list[Entry]:
    """Return the dates of activities that have a public page."""
    return [dated.public(each, "", _site()) for each in published if dated.has_date(each)]


def _site() -> str:
    return settings().base_url.rstrip("/")
