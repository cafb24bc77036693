"""What the acts give cause to say: shortly before the day, those nobody has signed off."""

from accounts.rules.permissions import Actor, Permission
from events import acts, rehearsals
from events.findings import today
from events.rules.activities import OVER, Activity
from events.rules.findings import Finding, Severity, Urgency
from events.rules.rehearsals import LOOKED_AT_FROM, still_open
from kit.i18n import N_


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return that acts are not signed off, from the eve on, to whoever may open their page."""
    first = activity.first_day
    if first is None or activity.status in OVER or not actor.may(Permission.SEE_PARTICIPANTS):
        return []
    if today(activity) < first - LOOKED_AT_FROM:
        return []
    every = await acts.of(activity)
    waiting = still_open(every, await rehearsals.of(activity)) if every else []
    if not waiting:
        return []
    return [
        Finding(
            code="rehearsal-open",
            severity=Severity.WARNING,
            urgency=Urgency.DEADLINE,
            message=N_("%(open)s of %(all)s acts are not signed off"),
            hint=N_("Whoever saw the rehearsal says: passed, or once more."),
            act=N_("See the acts"),
            fix=f"/a/{activity.id}/acts",
            subject=str(len(waiting)),
            details={"open": len(waiting), "all": len(every)},
        )
    ]
