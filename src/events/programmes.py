"""What can be done with programmes: find them, change what they are called and when they run, close them."""

from uuid import UUID

from accounts.rules.permissions import Actor, Permission
from events import tables
from events.rules.programmes import NoSuchProgramme, Programme
from kit import database


async def of_organization(actor: Actor) -> list[Programme]:
    """Return the association's programmes: the ones that go on first, the latest first.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_PLAN)
    p = tables.Programme
    rows = (
        await p.select()
        .where(p.organization == actor.organization_id)
        .order_by(p.created_at, ascending=False)
    )
    return sorted(database.facts(Programme, rows), key=lambda one: not one.is_open)


async def find(actor: Actor, programme_id: UUID, *, lock: bool = False) -> Programme:
    """Return one programme of the actor's association; `lock` keeps others from changing it.

    Raises:
        NotAllowed
        NoSuchProgramme: also if it is another association's; strangers learn nothing.
    """
    actor.must(Permission.SEE_PLAN)
    p = tables.Programme
    query = p.select().where(p.id == programme_id, p.organization == actor.organization_id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchProgramme
    return database.fact(Programme, rows[0])
