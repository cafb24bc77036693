"""A volunteer's own morning: beside whom they stand in, and whether somebody stands in for them."""

from typing import Any

import msgspec

from accounts.rules.links import Holder
from events import activities
from events.rules.activities import OVER
from volunteers import absences, groups, pairs, participants, readiness, stand_ins
from volunteers.rules.applications import Application
from volunteers.rules.pairs import school_year


class Beside(msgspec.Struct, frozen=True):
    """A child somebody is beside today: codename, grade, group and small group, as far as there are any."""

    codename: str
    grade: str
    group: str
    pod: int | None


class Mine(msgspec.Struct, frozen=True):
    """What is different for one volunteer today.

    `waits` says that they stand in and may not know with whom before their clearances are renewed.
    """

    children: tuple[Beside, ...] = ()
    replaced: bool = False
    away: bool = False
    waits: bool = False


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what is different today; nothing for whom nothing is, and once the day is over.

    Clearances are asked for anew: whose have ended learns of no child (§6.3).
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
    known = {one.id: one for one in await participants.of(activity.id)} if may else {}
    return {
        "my_today": Mine(
            children=tuple(
                Beside(
                    known[pair.participant].codename,
                    school_year(known[pair.participant].grade),
                    names.get(pair.group, "") if pair.group else "",
                    pair.pod,
                )
                for pair in (await pairs.of(activity.id) if may else ())
                if pair.id in theirs
            ),
            replaced=len(theirs) < len(around),
            away=away,
            waits=bool(theirs) and not may,
        )
    }
