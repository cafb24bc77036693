"""Preparation: which training everybody of an activity still lacks, wherever they attended the rest (G6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from kit import database
from kit.errors import Gap
from volunteers import modules, posts
from volunteers.rules.applications import Post
from volunteers.rules.modules import Module
from volunteers.rules.training import ATTENDED, Attended, Presence, post_gaps
from volunteers.tables import applications
from volunteers.tables import training as tables


class Prepared(msgspec.Struct, frozen=True):
    """What each applicant of an activity lacks for their own post, and who may be beside a child."""

    gaps: dict[UUID, tuple[Gap, ...]]
    for_children: frozenset[UUID]

    @property
    def trained(self) -> frozenset[UUID]:
        """Those who lack nothing for what they will do."""
        return frozenset(one for one, gaps in self.gaps.items() if not gaps)


class Person(msgspec.Struct, frozen=True):
    """An applicant as the gate reads them."""

    id: UUID
    volunteer: UUID
    post: UUID | None


async def of(activity: Activity, day: date, known: Sequence[Module] | None = None) -> Prepared:
    """Return how far the people of an activity are on a day, for whoever was let in to it.

    `known` are the modules of the association, where somebody has read them already.
    """
    a = applications.Application
    people = database.facts(
        Person, await a.select(a.id, a.volunteer, a.post).where(a.activity == activity.id)
    )
    if known is None:
        known = await modules.of(activity.organization)
    held = {post.id: post for post in await posts.of(activity)}
    attended = await _attended(activity)
    gaps: dict[UUID, tuple[Gap, ...]] = {}
    ready = set[UUID]()
    for one in people:
        been, post = attended.get(one.volunteer, []), held.get(one.post) if one.post else None
        gaps[one.id] = _lacks(post, been, known, day, minors=activity.involves_minors)
        with_child = post_gaps(post, been, known, day, with_children=activity.involves_minors)
        if not with_child and (activity.involves_minors or not gaps[one.id]):
            ready.add(one.id)
    return Prepared(gaps, frozenset(ready))


async def attended_by(activity: Activity) -> dict[UUID, list[Attended]]:
    """Return by volunteer where everybody who applied to an activity was, anywhere."""
    return await _attended(activity)


async def attended(activity: Activity, volunteer_id: UUID) -> list[Attended]:
    """Return where one volunteer of the association was, or should have been, as posts ask for it."""
    return (await _attended(activity, volunteer_id)).get(volunteer_id, [])


def _lacks(
    post: Post | None, been: list[Attended], known: Sequence[Module], day: date, *, minors: bool
) -> tuple[Gap, ...]:
    """Return what somebody lacks for their post; who has none yet may be given a child.

    Where no module is asked for, the training of the activity itself is.
    """
    contact = minors and (post is None or post.child_contact)
    if not contact and not (post and post.modules):
        there = any(one.here and one.presence in ATTENDED for one in been)
        return () if there else (Gap("training-missing"),)
    return post_gaps(
        post if minors or post is None else _without_children(post),
        been,
        known,
        day,
        with_children=contact,
    )


def _without_children(post: Post) -> Post:
    """Return a post of an activity without minors: nobody needs child protection there (V24)."""
    return msgspec.structs.replace(post, child_contact=False)


async def _attended(
    activity: Activity, volunteer_id: UUID | None = None
) -> dict[UUID, list[Attended]]:
    """Return by volunteer what they attended in any activity of the association, if it was held."""
    a, p = tables.Attendance, applications.Application
    session: Any = a.session
    these = (
        a.application.volunteer == volunteer_id
        if volunteer_id
        else a.application.volunteer.is_in(p.select(p.volunteer).where(p.activity == activity.id))
    )
    rows = await a.select(
        a.presence,
        a.application.volunteer.as_alias("volunteer"),
        session.modules.as_alias("modules"),
        session.starts_at.as_alias("starts_at"),
        session.activity.as_alias("activity"),
        session.activity.zone.as_alias("zone"),
    ).where(
        these,
        session.activity.organization == activity.organization,
        session.cancelled_at.is_null(),
        a.presence != Presence.UNKNOWN,
    )
    found: dict[UUID, list[Attended]] = {}
    for row in rows:
        found.setdefault(row["volunteer"], []).append(
            Attended(
                tuple(row["modules"]),
                Presence(row["presence"]),
                row["starts_at"].astimezone(ZoneInfo(row["zone"])).date(),
                here=row["activity"] == activity.id,
            )
        )
    return found
