"""What shifts give cause to say: coming ones that lack people."""

from accounts.rules.permissions import Actor, Permission
from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from kit import clock
from kit.i18n import N_
from volunteers import shifts
from volunteers.rules.shifts import unfilled


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return that coming shifts lack people; one with children is not released like that (V5)."""
    if not actor.may(Permission.SEE_VOLUNTEERS):
        return []
    coming = unfilled(await shifts.of(activity.id), clock.now())
    if not coming:
        return []
    board = await shifts.board(activity)
    near = [one for one in coming if board.with_children(one)]
    told = near or coming
    missing = sum(one.missing for one in told)
    return [
        Finding(
            code="shift-unfilled",
            severity=Severity.WARNING,
            urgency=Urgency.DEADLINE,
            stops=Stops.RELEASE if near else Stops.NOTHING,
            message=N_("%(shifts)s shifts with children lack %(missing)s people")
            if near
            else N_("%(shifts)s shifts lack %(missing)s people"),
            hint=N_("Give them out, or let volunteers choose."),
            act=N_("See the shifts"),
            fix=f"/a/{activity.id}/shifts",
            subject=f"{len(told)}-{missing}",
            details={"shifts": len(told), "missing": missing},
        )
    ]
