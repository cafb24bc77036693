"""Who cares for the children of the demo: reached through the school, so no number is kept."""

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from volunteers import carers
from volunteers.rules.carers import NewCarer
from volunteers.rules.participants import CarerKind, Participant

_CARERS = (
    (NewCarer(relation="mother", best_time="evening", through_partner=True),),
    (
        NewCarer(relation="father", best_time="weekend", through_partner=True),
        NewCarer(kind=CarerKind.CAREGIVER, relation="grandparent", through_partner=True),
    ),
    (NewCarer(kind=CarerKind.CAREGIVER, relation="relative", through_partner=True),),
)


async def enter(actor: Actor, activity: Activity, everybody: list[Participant]) -> None:
    """Enter the guardians and caregivers of the first few; named mode stays closed."""
    for child, several in zip(everybody, _CARERS, strict=False):
        for new in several:
            await carers.add(actor, activity.id, child.id, new)
