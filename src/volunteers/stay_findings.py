"""What a night away gives cause to say: who watches, and who has no bed yet (V17)."""

from accounts.rules.permissions import Actor, Permission
from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from kit.i18n import N_
from volunteers import rooms
from volunteers.rooms import House
from volunteers.rules.rooms import ON_WATCH


async def of_rooms(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what is to be said about the night, to whoever may see who sleeps where."""
    if not activity.overnight or not actor.may(Permission.SEE_PARTICIPANTS):
        return []
    house, here = await rooms.of(activity), f"/a/{activity.id}/rooms"
    checks = (unwatched(activity, house, here), bedless(house, here))
    return [finding for finding in checks if finding is not None]


def unwatched(activity: Activity, house: House, here: str) -> Finding | None:
    """Two cleared adults are awake or on call wherever children sleep."""
    watched = len(house.watched)
    if not activity.involves_minors or watched >= ON_WATCH:
        return None
    return Finding(
        code="night-watch-missing",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        stops=Stops.RELEASE,
        message=N_("For the night %(watched)s of %(needed)s cleared adults are awake or on call"),
        hint=N_("Name them with the children's rooms."),
        act=N_("Say who watches"),
        fix=here,
        details={"watched": watched, "needed": ON_WATCH},
    )


def bedless(house: House, here: str) -> Finding | None:
    """Somebody comes along and has no bed."""
    waiting = len(house.bedless)
    if not waiting:
        return None
    return Finding(
        code="bed-missing",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("%(waiting)s of %(all)s have no bed yet"),
        act=N_("Give them rooms"),
        fix=here,
        subject=str(waiting),
        details={"waiting": waiting, "all": len(house.people)},
    )
