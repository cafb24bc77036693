"""Whom a volunteer is paired with, as far as they may know it (domain reference §6.3)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from accounts.rules.links import Holder
from events import activities
from volunteers import pairs, participants, readiness, stand_ins
from volunteers.rules import fits
from volunteers.rules.applications import Application
from volunteers.rules.pairs import AGREED, Pair, school_year
from volunteers.rules.readiness import Readiness
from volunteers.tables import pairs as tables


class Partner(msgspec.Struct, frozen=True):
    """A codename and what both have in common, the group, the pod, and the other helpers in it.

    `leader` is who leads the group, "" where nobody does; `leads` says that it is oneself. `also` are
    other children of the same volunteer.
    """

    codename: str
    line: str
    group: str
    pod: int | None
    others: tuple[str, ...]
    leader: str = ""
    leads: bool = False
    also: tuple[str, ...] = ()


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page shows: nobody before the school's yes and the training.

    Clearances are asked for anew: whose have ended sees nobody until they are renewed.
    """
    if await pairs.of_application(application.id) is None:
        return {"partner": None, "pair_ended": await pairs.had_one(application.id)}
    pair, ready = await _known(holder, application)
    if pair is None:
        return {"partner": None}
    group, leader, name = await _group(pair, ready)
    children = {one.id: one for one in await participants.of(application.activity)}
    child = children[pair.participant]
    also = [one for one in await pairs.all_of(application.id) if one.id != pair.id]
    parts = (school_year(child.grade), *fits.alike(application, child)[:1])
    return {
        "partner": Partner(
            codename=child.codename,
            line=" · ".join(part for part in parts if part),
            group=group,
            pod=pair.pod,
            others=await _others(pair),
            leader=name,
            leads=leader == application.id,
            also=tuple(children[one.participant].codename for one in also),
        )
    }


async def known_pair(holder: Holder, application: Application) -> Pair | None:
    """Return the pair a volunteer may know of now: agreed to by the school, trained and cleared today."""
    pair, _ = await _known(holder, application)
    return pair


async def _known(
    holder: Holder, application: Application
) -> tuple[Pair | None, Mapping[UUID, Readiness]]:
    """Return the pair a volunteer may know of, and how ready everybody in the activity is."""
    pair = await pairs.of_application(application.id)
    if pair is None:
        return None, {}
    activity = await activities.of(holder.organization_id, application.activity)
    ready = await readiness.of(activity)
    return pair if _is_ready(ready, application.id) else None, ready


def _is_ready(ready: Mapping[UUID, Readiness], application_id: UUID) -> bool:
    one = ready.get(application_id)
    return one is not None and one.helper.trained and not one.pairing


async def _group(pair: Pair, ready: Mapping[UUID, Readiness]) -> tuple[str, UUID | None, str]:
    """Return the name of the group, and who leads it as long as they are in it and may."""
    g, p = tables.Group, tables.Pair
    columns = (g.name, g.leader, g.leader.name.as_alias("who"))
    row = await g.select(*columns).where(g.id == pair.group).first() if pair.group else None
    if row is None:
        return "", None, ""
    leads = _is_ready(ready, row["leader"]) and await p.exists().where(
        p.group == pair.group,
        p.application == row["leader"],
        p.status.is_in(list(AGREED)),
    )
    return (row["name"], row["leader"], row["who"]) if leads else (row["name"], None, "")


async def _others(pair: Pair) -> tuple[str, ...]:
    """Return the names of the other helpers in the pod, today's where somebody stands in."""
    if pair.pod is None:
        return ()
    p = tables.Pair
    rows = (
        await p.select(p.id, p.application, p.application.name.as_alias("name"))
        .where(
            p.activity == pair.activity,
            p.pod == pair.pod,
            p.status.is_in(list(AGREED)),
            p.id != pair.id,
        )
        .order_by(p.number)
    )
    today = await stand_ins.names(pair.activity)
    there: dict[UUID, str] = dict(
        today.get(row["id"], (row["application"], row["name"])) for row in rows
    )
    return tuple(name for one, name in there.items() if one != pair.application)
