"""A volunteer's own day: what the release in force says to everybody and to their group's lane."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from accounts.rules.links import Holder
from events import activities, releases
from events.rules.activities import Activity
from events.rules.schedule import Block
from kit.i18n import clock
from volunteers import groups, pairs, stand_ins
from volunteers.rules.applications import HOLDING, Application


class Day(msgspec.Struct, frozen=True):
    """The blocks of one volunteer in release `number`: (start, what, where, only my lane)."""

    number: int
    note: str
    rows: tuple[tuple[str, str, str, bool], ...]


class Meet(msgspec.Struct, frozen=True):
    """Where to be first: hour and place as one line, the site below."""

    title: str
    line: str


class Revision(msgspec.Struct, frozen=True):
    """A count and a moment that only rise with what may change somebody's day."""

    calendar_sequence: int
    calendar_modified: datetime


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return the day of somebody who has a place or stands in; nothing before the first release (E11)."""
    if application.status not in HOLDING and not await stand_ins.stands(application.id):
        return {}
    released = await releases.current(holder.organization_id, application.activity)
    if released is None:
        return {}
    release, snapshot = released
    activity = await activities.of(holder.organization_id, application.activity)
    lane = await groups.lane_of(application.id)
    rows = tuple(
        (clock(block.starts_at, activity.zone), block.title, block.place, block.lane is not None)
        for block in snapshot.blocks
        if block.starts_at and block.lane in (None, lane)
    )
    start = first(snapshot.blocks, lane)
    if start is None:
        return {}
    return {"my_day": Day(release.number, release.note, rows), "meet": _meet(activity, start)}


def first(blocks: Iterable[Block], lane: UUID | None) -> Block | None:
    """Return the block that the day of somebody in `lane` begins with."""
    own = [block for block in blocks if block.starts_at and block.lane in (None, lane)]
    return min(own, key=lambda block: (block.starts_at, block.position), default=None)


async def revisions(activity: Activity, application: Application) -> list[Revision]:
    """Return what moves on whenever the first block of this person's day may be another one."""
    newest = await releases.revised(activity.id)
    of_pairs = await pairs.revised(application.id)
    of_today = await stand_ins.revised(application.id)
    return [Revision(*each) for each in (newest, of_pairs, of_today) if each]


def _meet(activity: Activity, start: Block) -> Meet:
    hour = clock(start.starts_at, activity.zone) if start.starts_at else ""
    place = start.place or activity.place
    return Meet(f"{hour} {place}".strip(), activity.place if start.place else "")
