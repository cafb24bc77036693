"""A volunteer's own morning: beside whom they stand in, and whether somebody stands in for them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from accounts.rules.links import Holder
from events import activities
from events.rules.activities import OVER, Activity
from volunteers import absences, groups, mornings, pairs, participants, readiness, stand_ins
from volunteers.rules.applications import Application
from volunteers.rules.pairs import AGREED, Pair, school_year
from volunteers.rules.participants import Participant


class Beside(msgspec.Struct, frozen=True):
    """A child somebody is beside today: codename, grade, group and small group, as far as there are any."""

    codename: str
    grade: str
    group: str
    pod: int | None


class Mine(msgspec.Struct, frozen=True):
    """What is different for one volunteer today.

    `waits` says that they stand in and may not know with whom before their clearances are renewed,
    `unagreed` that the school has not said yes to a child's pair yet (V12).
    """

    children: tuple[Beside, ...] = ()
    replaced: bool = False
    away: bool = False
    waits: bool = False
    unagreed: bool = False


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what is different today; nothing for whom nothing is, and once the day is over.

    Every gate is asked anew: whose clearances have ended, and who may not meet a child, learns nothing of
    it (§6.3).
    """
    around, away = (
        await stand_ins.around(application.id),
        await absences.away(application.id),
    )
    activity = await activities.of(holder.organization_id, application.activity)
    if activity.status in OVER or not (around or away):
        return {}
    theirs = {one.pair for one in around if one.application == application.id}
    gaps = (await readiness.beside_children(activity)).get(application.id) if theirs else None
    may = gaps == ()
    names = {group.id: group.name for group in await groups.of(activity.id)}
    beside = await _beside(activity, application, theirs) if may else []
    mine = Mine(
        children=tuple(
            Beside(
                child.codename,
                school_year(child.grade),
                names.get(pair.group, "") if pair.group else "",
                pair.pod,
            )
            for pair, child in beside
            if pair.status in AGREED
        ),
        replaced=len(theirs) < len(around),
        away=away,
        waits=bool(theirs) and not may,
        unagreed=any(pair.status not in AGREED for pair, _ in beside),
    )
    return {} if mine == Mine() else {"my_today": mine}


async def _beside(
    activity: Activity, application: Application, pair_ids: Collection[UUID]
) -> list[tuple[Pair, Participant]]:
    """Return these pairs with their children, as far as this volunteer may be beside them now."""
    own = [pair for pair in await pairs.of(activity.id) if pair.id in pair_ids]
    known = {one.id: one for one in await participants.of(activity.id)}
    children = [known[pair.participant] for pair in own]
    fits = mornings.fits_today(
        [application], children, await pairs.gates(activity), {application.id: ()}
    )
    return [
        (pair, child)
        for pair, child in zip(own, children, strict=True)
        if fits.of(application.id, child.id) >= 0
    ]
