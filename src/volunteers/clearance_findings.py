"""What clearances give cause to say: who lacks one, whose ends, which post is held unqualified (V6–V8)."""

from collections.abc import Collection, Iterable
from uuid import UUID

from accounts.rules.permissions import Actor, Permission
from events.findings import today
from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.written import digest
from kit.i18n import N_
from volunteers import readiness
from volunteers.rules.readiness import Readiness, Terms, ending

CHECK_GAPS = frozenset(
    {
        "record-check-missing",
        "record-check-pending",
        "record-check-ends",
        "record-check-objection",
    }
)


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what is to be said about the clearances of those who train, to whoever may see them."""
    if not actor.may(Permission.SEE_VOLUNTEERS):
        return []
    terms, here = await readiness.asked(activity), f"/a/{activity.id}/clearances"
    everybody = list((await readiness.of(activity)).values())
    checks = (
        nights(terms),
        uncleared(everybody, here),
        suspended(everybody, here),
        uninsured(everybody, terms, here),
        running_out(everybody, terms, here),
        *unqualified(everybody, here),
    )
    return [finding for finding in checks if finding is not None]


def nights(terms: Terms) -> Finding | None:
    """Nights with children are closed until the safeguarding lead opens them with a reason (V17)."""
    activity = terms.activity
    if not (activity.overnight and activity.involves_minors and terms.safeguards.nights_closed):
        return None
    return Finding(
        code="nights-closed",
        severity=Severity.ERROR,
        urgency=Urgency.DEADLINE,
        stops=Stops.RELEASE,
        message=N_("Children stay overnight, and the safeguarding lead has not opened that yet"),
        hint=N_("It needs two cleared adults awake or on call, and separate rooms."),
        act=N_("See the rules"),
        fix=f"/a/{activity.id}/safeguards#nights_closed",
    )


def uncleared(everybody: Collection[Readiness], here: str) -> Finding | None:
    """Pledge [always] and record check [default] before anybody meets a child (V6)."""
    pledges = sum("pledge-missing" in one.missing for one in everybody)
    checks = sum(bool(one.missing & CHECK_GAPS) for one in everybody)
    if not pledges and not checks:
        return None
    if pledges and checks:
        message = N_("%(pledges)s pledges and %(checks)s record checks are missing")
        hint = N_("Volunteers sign on their own page; the school or university makes the check.")
    elif pledges:
        message, hint = N_("Pledges missing: %(pledges)s"), N_("Volunteers sign on their own page.")
    else:
        message = N_("Record checks missing: %(checks)s")
        hint = N_("The school or university makes the check.")
    lacking = [one for one in everybody if one.missing & (CHECK_GAPS | {"pledge-missing"})]
    return Finding(
        code="clearance-missing",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        stops=Stops.RELEASE,
        message=message,
        hint=hint,
        act=N_("See who"),
        fix=here,
        subject=_named(lacking),
        details={"pledges": pledges, "checks": checks},
    )


def suspended(everybody: Iterable[Readiness], here: str) -> Finding | None:
    """Whoever is kept from children holds a place that the day would count on (V21)."""
    kept = [one for one in everybody if "suspended" in one.missing]
    if not kept:
        return None
    return Finding(
        code="volunteer-suspended",
        severity=Severity.WARNING,
        urgency=Urgency.DAY,
        message=N_("Volunteers who are not placed with children at present: %(people)s"),
        hint=N_("They count nowhere beside children until the safeguarding lead decides."),
        act=N_("See who"),
        fix=here,
        subject=_named(kept),
        details={"people": len(kept)},
    )


def uninsured(everybody: Iterable[Readiness], terms: Terms, here: str) -> Finding | None:
    """Accident insurance before the start: with risk [always], on the way and at night [default] (V8)."""
    bare = [one for one in everybody if one.insurance]
    if not bare:
        return None
    return Finding(
        code="insurance-missing",
        severity=Severity.ERROR if terms.activity.risk else Severity.WARNING,
        urgency=Urgency.DEADLINE,
        stops=Stops.RELEASE,
        message=N_("Accident insurance missing for %(people)s people"),
        hint=N_(
            "It covers every day of the activity; one note does for all who are on the policy."
        ),
        act=N_("Note the policy"),
        fix=here,
        subject=_named(bare),
        details={"people": len(bare)},
    )


def running_out(everybody: Iterable[Readiness], terms: Terms, here: str) -> Finding | None:
    """What is valid now and ends before the last day is renewed in time."""
    now = today(terms.activity)
    short = [
        one
        for one in everybody
        if any(
            clearance.valid_until and clearance.valid_until < terms.last_day
            for clearance in ending(one.helper, terms, now)
        )
    ]
    if not short or not terms.activity.first_day:
        return None
    return Finding(
        code="clearance-ends",
        severity=Severity.NOTE,
        urgency=Urgency.DEADLINE,
        message=N_("Clearances that end before the last day: %(people)s"),
        hint=N_("Ask now: a new check takes its time."),
        act=N_("See who"),
        fix=f"{here}?show=ending",
        subject=_named(short),
        details={"people": len(short)},
    )


def unqualified(everybody: Iterable[Readiness], here: str) -> Iterable[Finding]:
    """Counselling, medical and first-aid posts are held with a proven qualification only (V7, 条例 16)."""
    found: dict[UUID, list[Readiness]] = {}
    for one in everybody:
        if one.qualification and one.helper.post:
            found.setdefault(one.helper.post.id, []).append(one)
    for post_id, people in found.items():
        post = people[0].helper.post
        yield Finding(
            code="qualification-missing",
            severity=Severity.ERROR,
            urgency=Urgency.DAY,
            stops=Stops.RELEASE,
            message=N_("“%(post)s”: the qualification of %(people)s people is not proven"),
            hint=N_("Note its number and who has looked at it, or give them another post."),
            act=N_("Note it"),
            fix=here,
            subject=str(post_id),
            details={"post": post.name if post else "", "people": len(people)},
        )


def _named(people: Iterable[Readiness]) -> str:
    """Name these people: whoever accepts a warning accepts it for them and nobody else."""
    return digest(",".join(sorted(str(one.helper.application) for one in people)))
