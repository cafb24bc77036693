"""A volunteer's own day: what the release in force says to everybody and to their group's lane."""

from typing import Any

import msgspec

from accounts.rules.links import Holder
from events import activities, releases
from kit.i18n import clock
from volunteers import groups
from volunteers.rules.applications import HOLDING, Application


class Day(msgspec.Struct, frozen=True):
    """The blocks of one volunteer in release `number`: (start, what, where, only my lane)."""

    number: int
    note: str
    rows: tuple[tuple[str, str, str, bool], ...]


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return the day of somebody who has a place; nothing before the first release (E11)."""
    if application.status not in HOLDING:
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
    return {"my_day": Day(release.number, release.note, rows)} if rows else {}
