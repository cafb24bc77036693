"""What training and consents give cause to say (domain reference §3.1, V5, V9)."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from accounts.rules.permissions import Actor, Permission
from events.findings import today
from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.written import digest
from kit import clock
from kit.i18n import N_
from volunteers import consents, participants, training
from volunteers.training import Overview

SOON = timedelta(days=7)  # before a training, who has not answered is asked again


async def of_training(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what is to be said about training."""
    if not actor.may(Permission.SEE_VOLUNTEERS):
        return []
    overview = await training.overview(actor, activity.id)
    if not overview.trainees:
        return []
    here = f"/a/{activity.id}/training"
    checks = (
        unplanned(overview, here),
        unconfirmed(activity, overview, here),
        untrained(overview, here),
    )
    return [finding for finding in checks if finding is not None]


async def of_consents(actor: Actor, activity: Activity) -> list[Finding]:
    """Return that consents are missing, to whoever may see the list (V9)."""
    if not activity.involves_minors or not actor.may(Permission.SEE_PARTICIPANTS):
        return []
    here = f"/a/{activity.id}/participants"
    children = await participants.of_activity(actor, activity.id)
    if not children:
        return [
            Finding(
                code="consent-missing",
                severity=Severity.WARNING,
                urgency=Urgency.DEADLINE,
                stops=Stops.RELEASE,
                message=N_("No child is on the list yet, and no guardian has agreed"),
                hint=N_("Ask the school for its list of codenames; the letters stay there."),
                act=N_("Make the list"),
                fix=here,
            )
        ]
    older = await reworded(activity, here)
    agreed = await consents.rostered(activity.id, today(activity))
    silent = [child.id for child in children if child.id not in agreed]
    if not silent:
        return older
    return [
        *older,
        Finding(
            code="consent-missing",
            severity=Severity.WARNING,
            urgency=Urgency.DEADLINE,
            stops=Stops.RELEASE,
            message=N_("Consent is missing for %(missing)s of %(all)s children"),
            hint=N_("Without it nobody is paired or stands on a roster."),
            act=N_("Note the letters"),
            fix=f"{here}/consents",
            subject=_named(silent),
            details={"missing": len(silent), "all": len(children)},
        ),
    ]


async def reworded(activity: Activity, here: str) -> list[Finding]:
    """Guardians agreed to a letter that has since named another recipient or detail (V9, V10)."""
    older = await consents.reworded_since(activity)
    if not older:
        return []
    return [
        Finding(
            code="letter-reworded",
            severity=Severity.WARNING,
            urgency=Urgency.DEADLINE,
            stops=Stops.RELEASE,
            message=N_("The letter has changed since %(people)s guardians agreed: ask them again"),
            hint=N_(
                "It names another recipient or another detail now. Their yes covers only what they read."
            ),
            act=N_("Print the letter again"),
            fix=f"{here}/letters",
            subject=_named(older),
            details={"people": len(older)},
        )
    ]


def unplanned(overview: Overview, here: str) -> Finding | None:
    """Volunteers have a place and no date to train on."""
    if any(held.session.cancelled_at is None for held in overview.sessions):
        return None
    return Finding(
        code="training-missing",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("No training is planned yet"),
        hint=N_("%(people)s people are to be trained before the day."),
        act=N_("Plan the training"),
        fix=f"{here}/new",
        details={"people": len(overview.trainees)},
    )


def unconfirmed(activity: Activity, overview: Overview, here: str) -> Finding | None:
    """A training is near, and people have not said whether they come; those trained are not asked."""
    now = clock.now()
    for held in overview.sessions:
        session = held.session
        if session.cancelled_at or not now < session.ends_at <= now + SOON:
            continue
        silent = sum(
            one.id not in overview.trained
            and (one.id not in held.attendances or not held.attendances[one.id].answer)
            for one in held.people
        )
        if silent:
            return Finding(
                code="training-unconfirmed",
                severity=Severity.WARNING,
                urgency=Urgency.DEADLINE,
                message=N_("%(silent)s people have not answered for the training on %(day)s"),
                hint=N_("Their own page asks them; a word in the group helps."),
                act=N_("See who"),
                fix=f"{here}/{session.id}",
                subject=str(session.id),
                details={"silent": silent, "day": training.day(session, activity)},
            )
    return None


def untrained(overview: Overview, here: str) -> Finding | None:
    """Every date has passed, and some still lack what they are to be trained in."""
    held = [one.session for one in overview.sessions if one.session.cancelled_at is None]
    missing = [one.id for one in overview.trainees if one.id not in overview.trained]
    if not held or not missing or max(one.ends_at for one in held) > clock.now():
        return None
    return Finding(
        code="training-unattended",
        severity=Severity.WARNING,
        urgency=Urgency.DAY,
        stops=Stops.RELEASE,
        message=N_("%(missing)s people still lack a training"),
        hint=N_("Mark the attendance list, or offer another date."),
        act=N_("Open the training"),
        fix=here,
        subject=_named(missing),
        details={"missing": len(missing)},
    )


def _named(people: Iterable[UUID]) -> str:
    """Name these people in a subject: whoever accepts a warning accepts it for them and nobody else."""
    return digest(",".join(sorted(map(str, people))))
