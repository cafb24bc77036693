"""The adults who count beside children: cleared volunteers, named teachers, the adviser (V15)."""

import re

from events import seats
from events.rules.activities import Activity
from volunteers import clearances, readiness, safeguards
from volunteers.rules.clearance import counts
from volunteers.rules.coverage import Adults
from volunteers.rules.training import TRAINEES, ClearanceKind
from volunteers.tables import applications
from volunteers.tables import sharing as tables

_ADVISER = re.compile("指导|advis", re.IGNORECASE)


async def of(activity: Activity) -> Adults:
    """Return who counts as one of the two adults in every space with children."""
    ready = await readiness.of(activity)
    return Adults(
        cleared=frozenset(one for one, held in ready.items() if held.adult),
        named=await _named(activity),
        ratios=(await safeguards.of(activity.id)).ratios,
    )


async def qualified(activity: Activity) -> frozenset[str]:
    """Return the names of volunteers whose qualification is noted, proven and valid on the last day."""
    a, last_day = applications.Application, readiness.last_day(activity)
    proven = {
        one.application
        for one in await clearances.of(activity.id)
        if one.kind is ClearanceKind.QUALIFICATION
        and counts(one, last_day)
        and one.reference
        and one.checked_by
    }
    if not proven:
        return frozenset()
    rows = await a.select(a.name).where(a.id.is_in(list(proven)), a.status.is_in(list(TRAINEES)))
    return frozenset(row["name"] for row in rows)


async def _named(activity: Activity) -> frozenset[str]:
    """Return the teachers whom the partner has named, and whoever is seated as adviser."""
    p = tables.PartnerAdult
    rows = await p.select(p.name).where(p.liaison.activity == activity.id)
    advisers = [
        name
        for one in await seats.of_activity(activity)
        if _ADVISER.search(one.role)
        for name in re.split("[、，,;；/]", one.holder)
    ]
    return frozenset(
        name for one in (*(r["name"] for r in rows), *advisers) if (name := one.strip())
    )
