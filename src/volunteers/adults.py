"""The adults who count beside children: cleared volunteers, named teachers, the adviser (V15)."""

import re

from events import seats
from events.rules.activities import Activity
from volunteers import readiness, safeguards
from volunteers.coverage_findings import Adults
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
