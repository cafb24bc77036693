"""The adults a partner names to be with the children on the day: teachers, a nurse, the gate (V15)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.links import Holder
from kit import clock, database
from volunteers import liaisons
from volunteers.rules.liaisons import Adult, AdultTwice, NewAdult, NoSuchAdult
from volunteers.tables import sharing as tables

MOST = 60
KEPT = timedelta(days=30)
_OVER = (
    "activity.id = liaison.activity AND "
    "greatest(coalesce(activity.ends_at, activity.starts_at), activity.calendar_modified) <= {}"
)
_FORGET_ADULTS = (
    "DELETE FROM partner_adult USING liaison, activity WHERE liaison.id = partner_adult.liaison "  # noqa: S608 -- no value in it
    f"AND {_OVER} RETURNING partner_adult.id"
)
_FORGET_CONTACTS = (
    "UPDATE liaison SET name = '', phone = '', email = '', note = '' FROM activity "  # noqa: S608 -- nor in it
    f"WHERE {_OVER} AND NOT EXISTS (SELECT 1 FROM capability_link "
    "WHERE object_id = liaison.id AND revoked_at IS NULL AND expires_at > {})"
)


async def of(liaison_id: UUID) -> list[Adult]:
    """Return whom a partner has named to be with the children, in that order."""
    t = tables.PartnerAdult
    rows = await t.select().where(t.liaison == liaison_id).order_by(t.named_at)
    return database.facts(Adult, rows)


async def of_several(liaison_ids: Collection[UUID]) -> dict[UUID, list[Adult]]:
    """Return the same for several partners at once."""
    if not liaison_ids:
        return {}
    t = tables.PartnerAdult
    rows = await t.select().where(t.liaison.is_in(list(liaison_ids))).order_by(t.named_at)
    named: dict[UUID, list[Adult]] = {one: [] for one in liaison_ids}
    for row in rows:
        named[row["liaison"]].append(database.fact(Adult, row))
    return named


async def add(holder: Holder, new: NewAdult) -> None:
    """Put somebody of the partner on the list of adults on the day (V15).

    Raises:
        NoSuchLink, DayOver, AdultTwice
    """
    t = tables.PartnerAdult
    async with database.transaction():
        own = (await liaisons.preparing(holder)).liaison
        there = await of(own.id)
        if len(there) >= MOST or new.name in {one.name for one in there}:
            raise AdultTwice(name=new.name)
        await t.insert(
            t(id=uuid4(), liaison=own.id, name=new.name, role=new.role, named_at=clock.now())
        )
        await traces.leave(holder, "partner.adult_named", own.id, activity_id=own.activity)


async def forget_old(now: datetime) -> int:
    """Forget the adults and the contacts at a partner 30 days after what they were named for.

    Counted from the last change of the activity if that is later: nobody is lost to a mistyped year.
    Whoever has a link that still opens stays. Returns how many adults went.
    """
    async with database.transaction():
        gone = await tables.PartnerAdult.raw(_FORGET_ADULTS, now - KEPT)
        await tables.Liaison.raw(_FORGET_CONTACTS, now - KEPT, now)
    return len(gone)


async def remove(holder: Holder, adult_id: UUID) -> None:
    """Take somebody off that list.

    Raises:
        NoSuchLink, DayOver, NoSuchAdult
    """
    t = tables.PartnerAdult
    async with database.transaction():
        own = (await liaisons.preparing(holder)).liaison
        if not await t.delete().where(t.id == adult_id, t.liaison == own.id).returning(t.id):
            raise NoSuchAdult
        await traces.leave(holder, "partner.adult_dropped", own.id, activity_id=own.activity)
