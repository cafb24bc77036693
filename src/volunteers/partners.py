"""Whom a volunteer is paired with, as far as they may know it (domain reference §6.3)."""

from typing import Any

import msgspec

from accounts.rules.links import Holder
from events import activities
from volunteers import pairs, participants, readiness, stand_ins
from volunteers.rules import fits
from volunteers.rules.applications import Application
from volunteers.rules.pairs import AGREED, Pair, school_year
from volunteers.tables import pairs as tables


class Partner(msgspec.Struct, frozen=True):
    """A codename and what both have in common, the group, the pod, and the other helpers in it."""

    codename: str
    line: str
    group: str
    pod: int | None
    others: tuple[str, ...]


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page shows: nobody before the school's yes and the training.

    Clearances are asked for anew: whose have ended sees nobody until they are renewed.
    """
    if await pairs.of_application(application.id) is None:
        return {"partner": None, "pair_ended": await pairs.had_one(application.id)}
    pair = await known_pair(holder, application)
    if pair is None:
        return {"partner": None}
    child = next(
        one for one in await participants.of(application.activity) if one.id == pair.participant
    )
    parts = (school_year(child.grade), *fits.alike(application, child)[:1])
    return {
        "partner": Partner(
            codename=child.codename,
            line=" · ".join(part for part in parts if part),
            group=await _group(pair),
            pod=pair.pod,
            others=await _others(pair),
        )
    }


async def known_pair(holder: Holder, application: Application) -> Pair | None:
    """Return the pair a volunteer may know of now: agreed to by the school, trained and cleared today."""
    pair = await pairs.of_application(application.id)
    if pair is None:
        return None
    activity = await activities.of(holder.organization_id, application.activity)
    ready = (await readiness.of(activity)).get(application.id)
    return pair if ready and ready.helper.trained and not ready.pairing else None


async def _group(pair: Pair) -> str:
    g = tables.Group
    row = await g.select(g.name).where(g.id == pair.group).first() if pair.group else None
    return row["name"] if row else ""


async def _others(pair: Pair) -> tuple[str, ...]:
    """Return the names of the other helpers in the pod, today's where somebody stands in."""
    if pair.pod is None:
        return ()
    p = tables.Pair
    rows = (
        await p.select(p.id, p.application.name.as_alias("name"))
        .where(
            p.activity == pair.activity,
            p.pod == pair.pod,
            p.status.is_in(list(AGREED)),
            p.id != pair.id,
        )
        .order_by(p.number)
    )
    today = await stand_ins.names(pair.activity)
    return tuple(today.get(row["id"], row["name"]) for row in rows)
