"""May this person stand in this shift? Training, clearances and qualification of its post, asked for many at once."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from events import places
from events.rules.activities import Activity
from kit.errors import Gap
from kit.i18n import gettext
from volunteers import clearances, modules, posts, preparation, readiness, safeguards
from volunteers.rules.applications import Application
from volunteers.rules.clearance import GAP_NAMES, contact_gaps, qualification_gaps
from volunteers.rules.shifts import Shift
from volunteers.rules.training import post_gaps
from volunteers.suitability import TRAINING_NAMES
from volunteers.tables import applications as tables

SENTENCES: dict[str, str] = {**GAP_NAMES, **TRAINING_NAMES}


async def of(
    activity: Activity, shift: Shift, people: Sequence[Application]
) -> dict[UUID, tuple[Gap, ...]]:
    """Return by application what is in the way of standing in this shift; nothing for who may.

    A place with children makes every post there one with children, also in an activity that
    otherwise has none (V24).
    """
    if not people:
        return {}
    post = await posts.find(activity, shift.post)
    place = await places.find(activity, shift.place) if shift.place else None
    near = (activity.involves_minors and post.child_contact) or bool(place and place.with_children)
    asked = msgspec.structs.replace(post, child_contact=near)
    day = readiness.last_day(activity)
    known, rules = await modules.of(activity.organization), await safeguards.of(activity.id)
    attended = await preparation.attended_by(activity)
    held = readiness.by_application(await clearances.of(activity.id))
    suspended = await _suspended(activity)
    gaps: dict[UUID, tuple[Gap, ...]] = {}
    for one in people:
        has = held.get(one.id, [])
        gaps[one.id] = (
            *(
                contact_gaps(asked, has, day, rules, suspended=one.volunteer in suspended)
                if near
                else ()
            ),
            *qualification_gaps(asked, has, day),
            *post_gaps(asked, attended.get(one.volunteer, []), known, day),
        )
    return gaps


def sentence(gaps: Sequence[Gap]) -> str:
    """Return the first reason in the reader's language, "" if there is none."""
    if not gaps:
        return ""
    return gettext(SENTENCES[gaps[0].code]) % {"module": gaps[0].subject}


async def _suspended(activity: Activity) -> set[UUID]:
    v = tables.Volunteer
    rows = await v.select(v.id).where(
        v.organization == activity.organization, v.suspended_at.is_not_null()
    )
    return {row["id"] for row in rows}
