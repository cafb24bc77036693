"""Swaps: whoever cannot stand in a shift looks for somebody, and answers for it until somebody took it."""

from uuid import UUID

import msgspec

from accounts import links, mails, memberships, traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission, Role
from events import activities
from events.rules.activities import Activity, Status
from kit import clock, database
from volunteers import applications, notices, posts, shift_gates, shifts, stands
from volunteers.rules import shifts as rules
from volunteers.rules.applications import HOLDING, Application
from volunteers.rules.shifts import (
    STANDS,
    NotOffered,
    NotOpenForChoice,
    NotTheirs,
    Shift,
    ShiftOver,
    Stand,
    Standing,
)
from volunteers.tables import shifts as tables


class Open(msgspec.Struct, frozen=True):
    """A shift a volunteer may take: free, or offered by somebody; `why` says why they cannot, or ""."""

    shift: Shift
    offered: bool
    why: str = ""


async def offer(holder: Holder, shift_id: UUID, reason: str) -> None:
    """Look for somebody who takes one's shift; one stays responsible until somebody did.

    Raises:
        NoSuchApplication, NotTheirs, ShiftOver
    """
    async with database.transaction():
        me, activity, shift, mine = await _own(holder, shift_id)
        if rules.begun(shift, clock.now()):
            raise ShiftOver
        await _write(mine, Standing.OFFERED, reason)
        await traces.leave(holder, "shift.offered", shift_id, activity_id=activity.id)
        if rules.late(shift, clock.now()):
            await _tell_organisers(activity, shift, me)


async def keep(holder: Holder, shift_id: UUID) -> None:
    """Take an offer back.

    Raises:
        NoSuchApplication, NotTheirs
    """
    async with database.transaction():
        _, activity, _, mine = await _own(holder, shift_id)
        await _write(mine, Standing.PLANNED, "")
        await traces.leave(holder, "shift.kept", shift_id, activity_id=activity.id)


async def take(holder: Holder, shift_id: UUID) -> None:
    """Take a free shift of an open post, or one that somebody offers; the first one gets it.

    Raises:
        NoSuchApplication, NoSuchShift, ShiftOver, ShiftFull, AlreadyThere, InTwoPlaces, NotReady,
        NotOffered, NotOpenForChoice
    """
    async with database.transaction():
        me = await applications.of_link(holder)
        if me.status not in HOLDING:
            raise NotTheirs
        activity = await activities.of(holder.organization_id, me.activity, lock=True)
        shift = await shifts.find(activity, shift_id, lock=True)
        offered = await _offered(shift_id, but=me.id)
        if offered:
            await stands.place(activity, shift_id, me, Standing.CONFIRMED, instead=offered)
            await _replace(activity, shift, offered, me)
        elif not (await posts.find(activity, shift.post)).open:
            raise NotOpenForChoice
        elif not shift.missing:
            raise NotOffered
        else:
            await stands.place(activity, shift_id, me, Standing.CONFIRMED)
        await traces.leave(holder, "shift.taken", shift_id, activity_id=activity.id)


async def replace(
    actor: Actor, activity_id: UUID, shift_id: UUID, gone_id: UUID, new_id: UUID
) -> None:
    """Put somebody else in somebody's place; both are told.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchShift, NoSuchApplication, NotTheirs, ShiftOver,
        AlreadyThere, InTwoPlaces, NotReady
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        shift = await shifts.find(activity, shift_id, lock=True)
        new = await applications.find(actor, activity_id, new_id)
        gone = await _stand(shift_id, gone_id)
        await stands.place(activity, shift_id, new, instead=gone)
        await _replace(activity, shift, gone, new)
        await traces.leave(actor, "shift.replaced", shift_id, activity_id=activity.id)


async def open_to(holder: Holder, application: Application) -> list[Open]:
    """Return the coming shifts this volunteer could take, the next one first."""
    if application.status not in HOLDING:
        return []
    activity = await activities.of(holder.organization_id, application.activity)
    if activity.status is Status.CANCELLED:
        return []
    board, now = await shifts.board(activity), clock.now()
    known = await shift_gates.ground(activity)
    mine = [one for one, _ in await stands.of_person(application.id)]
    found = []
    for shift in board.shifts:
        people = board.people.get(shift.id, ())
        offered = any(
            one.standing is Standing.OFFERED and one.application != application.id for one in people
        )
        post = board.posts[shift.post]
        if rules.begun(shift, now) or shift.id in {one.id for one in mine}:
            continue
        if not offered and not (post.open and shift.missing):
            continue
        if any(rules.overlap(shift, other) for other in mine if not other.cancelled_at):
            continue
        gaps = known.gaps(shift, application.id, application.volunteer)
        found.append(Open(shift, offered, shift_gates.sentence(gaps)))
    return found


async def _own(holder: Holder, shift_id: UUID) -> tuple[Application, Activity, Shift, Stand]:
    me = await applications.of_link(holder)
    activity = await activities.of(holder.organization_id, me.activity, lock=True)
    shift = await shifts.find(activity, shift_id, lock=True)
    return me, activity, shift, await _stand(shift_id, me.id)


async def _stand(shift_id: UUID, application_id: UUID) -> Stand:
    p = tables.ShiftPerson
    rows = (
        await p.select()
        .where(
            p.shift == shift_id,
            p.application == application_id,
            p.standing.is_in(list(STANDS)),
        )
        .lock_rows("UPDATE")
    )
    if not rows:
        raise NotTheirs
    return database.fact(Stand, rows[0])


async def _offered(shift_id: UUID, *, but: UUID) -> Stand | None:
    """Return who has looked for a swap longest, locked."""
    p = tables.ShiftPerson
    row = (
        await p.select()
        .where(p.shift == shift_id, p.standing == Standing.OFFERED, p.application != but)
        .order_by(p.since)
        .first()
        .lock_rows("UPDATE")
    )
    return database.fact(Stand, row) if row else None


async def _write(stand: Stand, standing: Standing, reason: str) -> None:
    p = tables.ShiftPerson
    await p.update(
        {
            p.standing: standing,
            p.reason: reason.strip()[:200],
            p.since: clock.now(),
            p.version: p.version + 1,
        }
    ).where(p.id == stand.id)


async def _replace(activity: Activity, shift: Shift, gone: Stand, new: Application) -> None:
    """Let the one before go, whose seat the new one holds already, and tell both."""
    p = tables.ShiftPerson
    await p.update(
        {
            p.standing: Standing.GIVEN_UP,
            p.since: clock.now(),
            p.version: p.version + 1,
            **shifts.risen(),
        }
    ).where(p.id == gone.id)
    await links.touch(gone.application)
    before = await applications.one(activity.id, gone.application)
    for who in (before, new):
        await notices.tell(
            activity,
            who,
            "shift-swapped",
            fresh=True,
            taken=who.id == new.id,
            starts_at=shift.starts_at,
            zone=activity.zone,
        )


async def _tell_organisers(activity: Activity, shift: Shift, who: Application) -> None:
    """Write to the planners at once when little time is left."""
    for member in await memberships.serving(activity.organization, Role.OWNER, Role.PLANNER):
        await mails.write(
            "shift-offered-late",
            member.email,
            organization_id=activity.organization,
            locale=member.locale,
            key=f"shift-offered-{shift.id}-{who.id}-{shift.version}",
            name=member.name,
            activity=activity.called,
            starts_at=shift.starts_at,
            zone=activity.zone,
        )
