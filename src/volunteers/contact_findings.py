"""What the monthly contact of pairs gives cause to say (domain reference §4.2)."""

from collections.abc import Collection, Iterable

from accounts.rules.permissions import Actor, Permission
from events.findings import today
from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Urgency
from kit.i18n import N_
from volunteers import contacts, duties
from volunteers.contacts import Kept
from volunteers.rules.consent import Wish
from volunteers.rules.contacts import SILENT_DAYS


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return that nobody has said whether there is contact, and that pairs were silent too long."""
    if not actor.may(Permission.SEE_PAIRS):
        return []
    start = duties.start_of(activity)
    late = (
        (await contacts.overview(actor, activity.id)).late
        if start and start <= today(activity)
        else ()
    )
    checks = (
        contact_unanswered(activity, await duties.wishes_in(activity.id)),
        silent(activity, late),
    )
    return [finding for finding in checks if finding is not None]


def contact_unanswered(activity: Activity, wishes: Iterable[Wish]) -> Finding | None:
    """Contact is owed only where it was agreed to; a no is an answer, silence is none (V10)."""
    count = sum(wish is Wish.OPEN for wish in wishes)
    if not count:
        return None
    return Finding(
        code="consent-missing",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("Pairs without an answer about contact afterwards: %(count)s"),
        hint=N_("Until it is there, no monthly contact is owed or in any calendar."),
        act=N_("Note the letters"),
        fix=f"/a/{activity.id}/participants/consents",
        subject="pairing_contact",
        details={"count": count},
    )


def silent(activity: Activity, late: Collection[Kept]) -> Finding | None:
    """After 35 days without a contact the planner asks."""
    if not late:
        return None
    return Finding(
        code="contact-overdue",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("Pairs silent for %(days)s days: %(count)s"),
        hint=N_("Ask the volunteers, or note what they told you."),
        act=N_("See who"),
        fix=f"/a/{activity.id}/after",
        details={"count": len(late), "days": SILENT_DAYS},
    )
