"""Who may be with children by now: trained, pledged, checked, as pages show it."""

from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from kit.errors import Gap
from volunteers import clearances, training
from volunteers.rules.applications import Application
from volunteers.rules.clearance import contact_gaps
from volunteers.rules.training import Clearance, ClearanceKind
from volunteers.training import Overview


class Standing(msgspec.Struct, frozen=True):
    """One volunteer with what they have and what is missing for a post with children."""

    who: Application
    trained: bool
    pledge: Clearance | None
    check: Clearance | None
    gaps: tuple[Gap, ...]

    @property
    def missing(self) -> frozenset[str]:
        """The codes of what is missing, for the template."""
        return frozenset(gap.code for gap in self.gaps)


async def standing(actor: Actor, activity: Activity, overview: Overview) -> list[Standing]:
    """Return everybody who trains, in their order."""
    held: dict[UUID, list[Clearance]] = {}
    for one in await clearances.of_activity(actor, activity.id):
        held.setdefault(one.application, []).append(one)
    last_day = training.last_day(activity)
    return [
        Standing(
            who,
            trained=who.id in overview.trained,
            pledge=_of(held.get(who.id, []), ClearanceKind.PLEDGE),
            check=_of(held.get(who.id, []), ClearanceKind.RECORD_CHECK),
            gaps=contact_gaps(held.get(who.id, []), last_day),
        )
        for who in overview.trainees
    ]


def _of(several: list[Clearance], kind: ClearanceKind) -> Clearance | None:
    return next((one for one in several if one.kind is kind), None)
