"""Applications: found by whoever may, answered or withdrawn by the volunteer's own link."""

from collections.abc import Sequence
from uuid import UUID

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from volunteers import interviews, places, steps
from volunteers.rules import selection
from volunteers.rules.applications import (
    HOLDING,
    Application,
    ApplicationStatus,
    NoSuchApplication,
    masked,
)
from volunteers.tables import applications as tables


async def of_activity(
    actor: Actor, activity_id: UUID, statuses: Sequence[ApplicationStatus] = HOLDING
) -> list[Application]:
    """Return the activity's applications in these states, by number.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    return [as_seen_by(actor, one) for one in await of(activity.id, statuses)]


async def of(
    activity_id: UUID, statuses: Sequence[ApplicationStatus] = HOLDING
) -> list[Application]:
    """Return the applications of an activity in these states, for who sees them whole or asks a rule."""
    a = tables.Application
    rows = (
        await a.select()
        .where(a.activity == activity_id, a.status.is_in(list(statuses)))
        .order_by(a.number)
    )
    return database.facts(Application, rows)


async def find(
    actor: Actor, activity_id: UUID, application_id: UUID, *, lock: bool = False
) -> Application:
    """Return one application of an activity of the actor's association.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    return as_seen_by(actor, await one(activity.id, application_id, lock=lock))


async def of_link(holder: Holder) -> Application:
    """Return the application a volunteer's link is about.

    Raises:
        NoSuchApplication
    """
    if holder.about != "application" or holder.activity_id is None:
        raise NoSuchApplication
    activity = await activities.of(holder.organization_id, holder.activity_id)
    return await one(activity.id, holder.object_id)


async def counts(actor: Actor, activity_id: UUID) -> dict[ApplicationStatus, int]:
    """Return how many applications are in each state, absent ones as 0.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    rows = await tables.Application.raw(
        "SELECT status, count(*) AS n FROM application WHERE activity = {} GROUP BY status",
        activity.id,
    )
    return dict.fromkeys(ApplicationStatus, 0) | {
        ApplicationStatus(r["status"]): r["n"] for r in rows
    }


async def place_in_line(application: Application) -> int:
    """Return the place of a reserve, 1 for whoever is next; 0 for everybody else."""
    if application.rank is None:
        return 0
    a = tables.Application
    return int(
        await a.count().where(
            a.activity == application.activity,
            a.status == ApplicationStatus.RESERVED,
            a.rank <= application.rank,
        )
    )


async def reserves(activity_id: UUID) -> int:
    """Return how many wait on the reserve list of an activity that was found for whoever asks."""
    a = tables.Application
    return int(
        await a.count().where(a.activity == activity_id, a.status == ApplicationStatus.RESERVED)
    )


async def confirm(holder: Holder) -> Application:
    """The volunteer says 能来: the place is theirs for good.

    Raises:
        NoSuchApplication, NotPossible
    """
    return await _answer(holder, ApplicationStatus.CONFIRMED)


async def withdraw(holder: Holder) -> Application:
    """The volunteer steps back; a place they held goes to the reserve list in the same breath.

    Raises:
        NoSuchApplication, NotPossible
    """
    return await _answer(holder, ApplicationStatus.WITHDRAWN)


async def _answer(holder: Holder, to: ApplicationStatus) -> Application:
    async with database.transaction():
        known = await of_link(holder)
        activity = await activities.of(
            holder.organization_id, known.activity, lock=activities.IN_TURN
        )
        await places.call_of(activity, lock=True)
        before = await one(activity.id, known.id, lock=True)
        if before.status is to:
            return before
        selection.refuse_step(before.status, to)
        after = await steps.move(before, to, answered_at=clock.now(), decided_at=before.decided_at)
        if selection.frees_a_place(before.status, to):
            await steps.place_lost.tell([after])
            await places.free(activity, before)
        if to is ApplicationStatus.WITHDRAWN:
            await interviews.release(known.id)
        await traces.leave(holder, f"application.{to}", known.id, activity_id=activity.id)
        await activities.touch(activity.id)
    return after


async def one(activity_id: UUID, application_id: UUID, *, lock: bool = False) -> Application:
    """Return one application of an activity that was found for whoever asks.

    Raises:
        NoSuchApplication
    """
    a = tables.Application
    query = a.select().where(a.id == application_id, a.activity == activity_id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchApplication
    return database.fact(Application, rows[0])


def as_seen_by(actor: Actor, application: Application) -> Application:
    """Leave out what the actor's role does not see (domain reference §6.3)."""
    return application if actor.may(Permission.SEE_VOLUNTEER_PHONES) else masked(application)
