"""May this person stand in this shift? Training, clearances and qualification of its post.

What is asked is read once for an activity (`ground`) and judged for as many shifts and people as needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from events import places
from events.rules.activities import Activity
from events.rules.places import Place
from kit.errors import Gap
from kit.i18n import gettext
from volunteers import clearances, modules, posts, preparation, readiness, safeguards
from volunteers.rules.applications import Application, Post
from volunteers.rules.clearance import GAP_NAMES, contact_gaps, qualification_gaps
from volunteers.rules.modules import Module
from volunteers.rules.safeguards import Safeguards
from volunteers.rules.shifts import Shift, near_children
from volunteers.rules.training import Attended, Clearance, post_gaps
from volunteers.suitability import TRAINING_NAMES
from volunteers.tables import applications as tables

SENTENCES: dict[str, str] = {**GAP_NAMES, **TRAINING_NAMES}


class Ground(msgspec.Struct, frozen=True):
    """What the gates of all shifts of an activity stand on, read once."""

    activity: Activity
    posts: Mapping[UUID, Post]
    places: Mapping[UUID, Place]
    day: date
    safeguards: Safeguards
    modules: Sequence[Module]
    attended: Mapping[UUID, Sequence[Attended]]
    held: Mapping[UUID, Sequence[Clearance]]
    suspended: frozenset[UUID]

    def gaps(self, shift: Shift, application: UUID, volunteer: UUID) -> tuple[Gap, ...]:
        """Return what is in the way of somebody standing in a shift; nothing for who may.

        A place with children makes every post there one with children, also in an activity that
        otherwise has none (V24).
        """
        post = self.posts[shift.post]
        place = self.places.get(shift.place) if shift.place else None
        near = near_children(self.activity, post, place)
        asked = msgspec.structs.replace(post, child_contact=near)
        held = self.held.get(application, ())
        suspended = volunteer in self.suspended
        return (
            *contact_gaps(asked, held, self.day, self.safeguards, suspended=suspended),
            *qualification_gaps(asked, held, self.day),
            *post_gaps(asked, self.attended.get(volunteer, ()), self.modules, self.day),
        )


async def ground(activity: Activity) -> Ground:
    """Read what the gates of an activity stand on."""
    return Ground(
        activity=activity,
        posts={one.id: one for one in await posts.of(activity)},
        places={one.id: one for one in await places.of(activity.id)},
        day=readiness.last_day(activity),
        safeguards=await safeguards.of(activity.id),
        modules=await modules.of(activity.organization),
        attended=await preparation.attended_by(activity),
        held=readiness.by_application(await clearances.of(activity.id)),
        suspended=await _suspended(activity),
    )


async def of(
    activity: Activity, shift: Shift, people: Iterable[Application]
) -> dict[UUID, tuple[Gap, ...]]:
    """Return by application what is in the way of standing in this shift."""
    known = await ground(activity)
    return {one.id: known.gaps(shift, one.id, one.volunteer) for one in people}


def sentence(gaps: Sequence[Gap]) -> str:
    """Return the first reason in the reader's language, "" if there is none."""
    if not gaps:
        return ""
    return gettext(SENTENCES[gaps[0].code]) % {"module": gaps[0].subject}


async def _suspended(activity: Activity) -> frozenset[UUID]:
    v = tables.Volunteer
    rows = await v.select(v.id).where(
        v.organization == activity.organization, v.suspended_at.is_not_null()
    )
    return frozenset(row["id"] for row in rows)
