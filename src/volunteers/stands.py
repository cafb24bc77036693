"""Who stands in a shift: a seat is taken once, and only by somebody who may stand there now."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID, uuid4

from accounts import links, traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Status
from kit import clock, database
from kit.i18n import gettext
from kit.settings import settings
from volunteers import applications, shift_gates, shifts
from volunteers.rules import shifts as rules
from volunteers.rules.applications import HOLDING, Application
from volunteers.rules.shifts import (
    STANDS,
    AlreadyThere,
    HasNoPlace,
    Shift,
    ShiftFull,
    ShiftOver,
    Stand,
    Standing,
)
from volunteers.shifts import moment
from volunteers.tables import shifts as tables


async def assign(actor: Actor, activity_id: UUID, shift_id: UUID, application_id: UUID) -> None:
    """Let somebody who has a place in the activity stand in a shift.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchShift, NoSuchApplication, ShiftOver, ShiftFull,
        AlreadyThere, InTwoPlaces, NotReady
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        person = await applications.find(actor, activity_id, application_id)
        await place(activity, shift_id, person)
        await traces.leave(actor, "shift.assigned", shift_id, activity_id=activity.id)


async def place(
    activity: Activity,
    shift_id: UUID,
    person: Application,
    standing: Standing = Standing.PLANNED,
    *,
    instead: Stand | None = None,
) -> None:
    """Put somebody into a shift inside the caller's transaction, every gate asked now (rule 7).

    `instead` is whose seat they take: then none more is taken.

    Raises:
        NoSuchShift, ShiftOver, HasNoPlace, ShiftFull, AlreadyThere, InTwoPlaces, NotReady
    """
    shift = await shifts.find(activity, shift_id, lock=True)
    if activity.status is Status.CANCELLED or rules.begun(shift, clock.now()):
        raise ShiftOver
    await _lock_person(person.id)
    if (await applications.one(activity.id, person.id)).status not in HOLDING:
        raise HasNoPlace(name=person.name)
    own = await of_person(person.id)
    if any(one.id == shift.id for one, _ in own):
        raise AlreadyThere(name=person.name)
    rules.refuse_two_places(person.name, shift, [one for one, _ in own])
    gaps = (await shift_gates.of(activity, shift, [person])).get(person.id, ())
    rules.refuse_gaps(person.name, gaps, shift_gates.SENTENCES)
    if instead is None:
        await _take(shift)
    await _stand(shift, person, standing, instead)
    await links.touch(person.id)


async def remove(
    actor: Actor, activity_id: UUID, shift_id: UUID, application_id: UUID, reason: str = ""
) -> None:
    """Take somebody out of a shift; pressing twice changes nothing more.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchShift, NoSuchApplication
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        shift = await shifts.find(activity, shift_id, lock=True)
        person = await applications.find(actor, activity_id, application_id)
        if await let_go([person.id], reason, shift_ids=[shift.id]):
            await traces.leave(actor, "shift.removed", shift_id, activity_id=activity.id)


async def let_go(
    application_ids: Collection[UUID], reason: str, *, shift_ids: Sequence[UUID] = ()
) -> list[UUID]:
    """Take people out of their coming shifts inside the caller's transaction; return the shifts.

    Whoever loses a place, a clearance or is kept from children falls out of the roster at once.
    """
    if not application_ids:
        return []
    p = tables.ShiftPerson
    query = p.select(p.id, p.shift, p.application).where(
        p.application.is_in(list(application_ids)),
        p.standing.is_in(list(STANDS)),
        p.shift.starts_at > clock.now(),
    )
    rows = await (query.where(p.shift.is_in(list(shift_ids))) if shift_ids else query)
    for row in sorted(rows, key=lambda row: str(row["shift"])):
        gone = (
            await p.update(
                {
                    p.standing: Standing.GIVEN_UP,
                    p.reason: reason[:200],
                    p.since: clock.now(),
                    p.version: p.version + 1,
                    **shifts.risen(),
                }
            )
            .where(p.id == row["id"], p.standing.is_in(list(STANDS)))
            .returning(p.id)
        )
        if gone:
            await give_back(row["shift"])
            await links.touch(row["application"])
    return [row["shift"] for row in rows]


async def give_back(shift_id: UUID) -> None:
    """Free one seat of a shift inside the caller's transaction."""
    s = tables.Shift
    await s.update({s.taken: s.taken - 1}).where(s.id == shift_id, s.taken > 0)


async def of_person(application_id: UUID) -> list[tuple[Shift, Stand]]:
    """Return the shifts somebody stands in, the next one first, for whoever may see them."""
    s, p = tables.Shift, tables.ShiftPerson
    stands = database.facts(
        Stand,
        await p.select().where(p.application == application_id, p.standing.is_in(list(STANDS))),
    )
    if not stands:
        return []
    rows = await s.select().where(s.id.is_in([one.shift for one in stands]))
    known = {one.id: one for one in database.facts(Shift, rows)}
    return sorted(((known[one.shift], one) for one in stands), key=lambda both: both[0].starts_at)


async def gone(shift_id: UUID) -> list[tuple[str, str]]:
    """Return who stood in a shift before and why not any more, for organisers; the latest first."""
    p = tables.ShiftPerson
    rows = (
        await p.select(p.reason, p.application.name.as_alias("name"))
        .where(p.shift == shift_id, p.standing == Standing.GIVEN_UP)
        .order_by(p.since, ascending=False)
    )
    return [(row["name"], rules.why_gone(row["reason"])) for row in rows]


async def candidates(
    actor: Actor, activity_id: UUID, shift_id: UUID
) -> list[tuple[Application, str]]:
    """Return everybody with a place in the activity, each with why they cannot stand here, "" if they can.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchShift
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    shift = await shifts.find(activity, shift_id)
    people = await applications.of_activity(actor, activity_id, HOLDING)
    gaps = await shift_gates.of(activity, shift, people)
    elsewhere = await _elsewhere(activity, shift)
    found = []
    for one in people:
        why = elsewhere.get(one.id, "") or shift_gates.sentence(gaps.get(one.id, ()))
        found.append((one, why))
    return sorted(found, key=lambda both: (bool(both[1]), both[0].number))


async def _elsewhere(activity: Activity, shift: Shift) -> dict[UUID, str]:
    """Return whose other shift overlaps this one, with the sentence that says so."""
    there = await shifts.board(activity)
    found: dict[UUID, str] = {}
    for other in there.shifts:
        for one in there.people.get(other.id, ()):
            if other.id == shift.id:
                found[one.application] = gettext("Stands here already")
            elif not other.cancelled_at and rules.overlap(shift, other):
                found.setdefault(one.application, gettext("Stands somewhere else at that time"))
    return found


async def _take(shift: Shift) -> None:
    s = tables.Shift
    taken = (
        await s.update({s.taken: s.taken + 1})
        .where(s.id == shift.id, s.taken < s.needed)
        .returning(s.id)
    )
    if not taken:
        raise ShiftFull


async def _stand(
    shift: Shift, person: Application, standing: Standing, instead: Stand | None
) -> None:
    """Write the row of somebody in a shift; who had given it up stands there again under the same name."""
    p = tables.ShiftPerson
    values: dict[str, Any] = {
        "standing": standing,
        "replaces": instead.id if instead else None,
        "reason": "",
        "since": clock.now(),
    }
    changed: dict[Any, Any] = {getattr(p, name): value for name, value in values.items()}
    again = (
        await p.update(changed | shifts.risen() | {p.version: p.version + 1})
        .where(p.shift == shift.id, p.application == person.id)
        .returning(p.id)
    )
    if not again:
        one = uuid4()
        await p.insert(
            p(
                id=one,
                shift=shift.id,
                application=person.id,
                calendar_uid=f"shift-{one}@{settings().domain}",
                calendar_modified=moment(),
                **values,
            )
        )


async def _lock_person(application_id: UUID) -> None:
    """Let one person be placed by one hand at a time: two shifts at once are seen one after the other."""
    await tables.ShiftPerson.raw(
        "SELECT id FROM application WHERE id = {} FOR UPDATE", application_id
    )
