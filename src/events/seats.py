"""Who answers for what in an activity or in a programme: the list is read and written as a whole."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, programmes, tables
from events.rules.activities import Activity
from events.rules.programmes import Programme
from events.rules.seats import MOST_SEATS, Seat, SeatsChanged, fingerprint
from kit import database


async def of_activity(activity: Activity) -> list[Seat]:
    """Return the seats in their order, for whoever has been let in to the activity."""
    s = tables.Seat
    rows = await s.select().where(s.activity == activity.id).order_by(s.position)
    return database.facts(Seat, rows)


async def of_programme(programme: Programme) -> list[Seat]:
    """Return the seats in their order, for whoever has been let in to the programme."""
    return await programmes.rows(tables.Seat, Seat, programme)


async def write_for_activity(actor: Actor, activity_id: UUID, seats: Iterable[Seat]) -> None:
    """Say who answers for what; this replaces the whole list.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        await tables.Seat.delete().where(tables.Seat.activity == activity_id)
        await _insert(rows(seats, activity=activity_id))
        await activities.touch(activity_id)
        await traces.leave(actor, "seats.written", activity_id=activity_id)


async def write_for_programme(
    actor: Actor, programme_id: UUID, seats: Iterable[Seat], *, known: str | None = None
) -> None:
    """Say who answers for what; this replaces the whole list, whatever it says if `known` is None.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
        SeatsChanged: somebody saved since `known`, the fingerprint, was read.
    """
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        if known not in (None, fingerprint(await of_programme(programme))):
            raise SeatsChanged
        await tables.Seat.delete().where(tables.Seat.programme == programme_id)
        await _insert(rows(seats, programme=programme_id))
        await traces.leave(actor, "seats.written", programme_id)


def rows(
    seats: Iterable[Seat], *, activity: UUID | None = None, programme: UUID | None = None
) -> list[tables.Seat]:
    """Return the rows of a list of seats; those that say nothing fall away."""
    said = [seat for seat in seats if seat.says_something][:MOST_SEATS]
    return [
        tables.Seat(
            id=uuid4(),
            activity=activity,
            programme=programme,
            group=seat.group,
            role=seat.role,
            holder=seat.holder,
            duty=seat.duty,
            position=n,
        )
        for n, seat in enumerate(said)
    ]


async def _insert(new: list[tables.Seat]) -> None:
    if new:
        await tables.Seat.insert(*new)
