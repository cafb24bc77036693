"""Who may be with children by now: trained, pledged, checked, as pages show it."""

import msgspec

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from volunteers import clearances, readiness
from volunteers.rules.applications import Application
from volunteers.rules.clearance import counts
from volunteers.rules.training import Clearance, ClearanceKind
from volunteers.training import Overview


class Standing(msgspec.Struct, frozen=True):
    """One volunteer with what they have, and whether it counts on the last day."""

    who: Application
    trained: bool
    pledge: Clearance | None
    check: Clearance | None
    pledged: bool
    checked: bool


async def standing(actor: Actor, activity: Activity, overview: Overview) -> list[Standing]:
    """Return everybody who trains, in their order."""
    shown = readiness.by_application(await clearances.of_activity(actor, activity.id))
    last_day = readiness.last_day(activity)
    found = []
    for who in overview.trainees:
        pledge = _of(shown.get(who.id, []), ClearanceKind.PLEDGE)
        check = _of(shown.get(who.id, []), ClearanceKind.RECORD_CHECK)
        found.append(
            Standing(
                who,
                trained=who.id in overview.trained,
                pledge=pledge,
                check=check,
                pledged=pledge is not None and counts(pledge, last_day),
                checked=check is not None and counts(check, last_day),
            )
        )
    return found


def _of(several: list[Clearance], kind: ClearanceKind) -> Clearance | None:
    return next((one for one in several if one.kind is kind), None)
