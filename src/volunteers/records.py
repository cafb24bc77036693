"""Hours: minutes somebody served, per occasion, for as long as they want them kept (domain §4.3, §6.4)."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from kit import clock, database
from volunteers import profiles
from volunteers.rules.hours import Hours, NewHours, NoSuchHours, NotConfirmed
from volunteers.tables import records as tables


async def of(actor: Actor, volunteer_id: UUID) -> list[Hours]:
    """Return what somebody served, the latest first.

    Raises:
        NotAllowed, NoSuchVolunteer
    """
    await profiles.find(actor, volunteer_id)
    s = tables.ServiceRecord
    rows = (
        await s.select()
        .where(s.volunteer == volunteer_id, s.volunteer.organization == actor.organization_id)
        .order_by(s.on, ascending=False)
        .order_by(s.id)
    )
    return database.facts(Hours, rows)


async def note(actor: Actor, volunteer_id: UUID, new: NewHours) -> UUID:
    """Note service by hand, as topped up (补录), and return the record's id.

    Raises:
        NotAllowed, NoSuchVolunteer, NotConfirmed
    """
    actor.must(Permission.CHANGE_PROFILES)
    if new.on > clock.day():
        raise NotConfirmed
    async with database.transaction():
        await profiles.find(actor, volunteer_id, lock=True)
        [record_id] = await insert_all(actor, {volunteer_id: new})
        await traces.leave(actor, "hours.noted", volunteer_id, details=str(new.minutes))
    return record_id


async def insert_all(actor: Actor, several: Mapping[UUID, NewHours]) -> list[UUID]:
    """Write hours by volunteer inside the caller's transaction; whoever writes them has confirmed them."""
    s, now = tables.ServiceRecord, clock.now()
    ids = [uuid4() for _ in several]
    rows = [
        s(
            id=record_id,
            volunteer=volunteer_id,
            title=new.title,
            on=new.on,
            minutes=0,
            topped_up=new.minutes,
            confirmed_by=actor.account_id,
            confirmed_at=now,
        )
        for record_id, (volunteer_id, new) in zip(ids, several.items(), strict=True)
    ]
    for some in database.batches(rows):
        await s.insert(*some)
    return ids


async def take_back(actor: Actor, volunteer_id: UUID, record_id: UUID) -> None:
    """Delete hours that were noted by hand; what an activity counted is mended there.

    Raises:
        NotAllowed, NoSuchVolunteer, NoSuchHours
    """
    actor.must(Permission.CHANGE_PROFILES)
    s = tables.ServiceRecord
    async with database.transaction():
        await profiles.find(actor, volunteer_id, lock=True)
        gone = (
            await s.delete()
            .where(s.id == record_id, s.volunteer == volunteer_id, s.application.is_null())
            .returning(s.id)
        )
        if not gone:
            raise NoSuchHours
        await traces.leave(actor, "hours.taken_back", volunteer_id)
