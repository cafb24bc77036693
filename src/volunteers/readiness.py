"""Readiness: what each volunteer of an activity holds and lacks today, asked whenever it matters."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from events.findings import today
from events.rules.activities import Activity
from kit.errors import Gap
from volunteers import clearances, posts, preparation, safeguards
from volunteers.rules.applications import HOLDING, ApplicationStatus
from volunteers.rules.clearance import insured
from volunteers.rules.readiness import (
    Helper,
    NotInsured,
    Readiness,
    Terms,
    beside_gaps,
    readiness,
)
from volunteers.rules.training import TRAINEES, Clearance
from volunteers.tables import applications as tables


async def of(activity: Activity) -> dict[UUID, Readiness]:
    """Return by application what those who train for an activity hold and lack (V6–V8)."""
    terms = await asked(activity)
    return {one.application: readiness(one, terms) for one in await helpers(activity)}


async def beside_children(activity: Activity) -> dict[UUID, tuple[Gap, ...]]:
    """Return by application what keeps people from standing in beside a child today; nothing for who may."""
    terms = await asked(activity)
    return {one.application: beside_gaps(one, terms) for one in await helpers(activity)}


async def refuse_uninsured(activity: Activity) -> None:
    """Raise NotInsured while a day begins that asks for insurance and somebody is not covered (V8, G7).

    With a stated risk always; off campus and overnight unless the safeguarding lead lets that rest.
    """
    if not insured(activity, await safeguards.of(activity.id)):
        return
    bare = sum(bool(one.insurance) for one in (await of(activity)).values() if one.helper.holds)
    if bare:
        raise NotInsured(people=bare)


async def asked(activity: Activity) -> Terms:
    """Return what an activity asks of its volunteers today."""
    return Terms(activity, last_day(activity), await safeguards.of(activity.id))


async def helpers(activity: Activity) -> list[Helper]:
    """Return those who train for an activity, by number, with all they hold anywhere."""
    a = tables.Application
    rows = (
        await a.select(
            a.id, a.volunteer, a.post, a.status, a.volunteer.suspended_at.as_alias("suspended")
        )
        .where(a.activity == activity.id, a.status.is_in(list(TRAINEES)))
        .order_by(a.number)
    )
    known = {one.id: one for one in await posts.of(activity)}
    trained = (await preparation.of(activity, last_day(activity))).for_children
    held = by_application(await clearances.of(activity.id))
    return [
        Helper(
            application=row["id"],
            volunteer=row["volunteer"],
            post=known.get(row["post"]),
            held=tuple(held.get(row["id"], ())),
            trained=row["id"] in trained,
            holds=ApplicationStatus(row["status"]) in HOLDING,
            suspended=row["suspended"] is not None,
        )
        for row in rows
    ]


def last_day(activity: Activity) -> date:
    """Return the day on which clearances must still be valid: the last one, today while unknown."""
    return activity.last_day or today(activity)


def by_application(several: Iterable[Clearance]) -> Mapping[UUID, list[Clearance]]:
    """Sort clearances by whose they are."""
    found: dict[UUID, list[Clearance]] = {}
    for one in several:
        found.setdefault(one.application, []).append(one)
    return found
