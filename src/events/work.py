"""What can be done with the work items of a programme."""

from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor
from events import programmes, tables
from events.rules.programmes import Programme
from events.rules.work import NewWork, NoSuchWorkItem, WorkItem, WorkItemChanged
from kit import database


async def of(programme: Programme) -> list[WorkItem]:
    """Return the items in their order, for whoever has been let in to the programme."""
    return await programmes.rows(tables.WorkItem, WorkItem, programme)


async def find(programme: Programme, item_id: UUID) -> WorkItem:
    """Return one item.

    Raises:
        NoSuchWorkItem
    """
    for item in await of(programme):
        if item.id == item_id:
            return item
    raise NoSuchWorkItem


async def add(actor: Actor, programme_id: UUID, new: NewWork) -> WorkItem:
    """Add an item at the end.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
    """
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        last = max((one.position for one in await of(programme)), default=-1)
        row = tables.WorkItem(
            id=uuid4(), programme=programme_id, position=last + 1, **msgspec.structs.asdict(new)
        )
        await tables.WorkItem.insert(row)
        await traces.leave(actor, "work.added", row.id)
    return database.fact(WorkItem, row.to_dict())


async def change(
    actor: Actor, programme_id: UUID, item_id: UUID, version: int, new: NewWork
) -> None:
    """Write an item anew.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchWorkItem
        WorkItemChanged: somebody saved since `version` was read.
    """
    w = tables.WorkItem
    async with database.transaction():
        await _hold(actor, programme_id, item_id, version)
        values = {getattr(w, k): v for k, v in msgspec.structs.asdict(new).items()}
        await w.update({**values, w.version: w.version + 1}).where(
            w.id == item_id, w.programme == programme_id, w.version == version
        )
        await traces.leave(actor, "work.changed", item_id)


async def remove(actor: Actor, programme_id: UUID, item_id: UUID, version: int) -> None:
    """Take an item out.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchWorkItem, WorkItemChanged
    """
    w = tables.WorkItem
    async with database.transaction():
        await _hold(actor, programme_id, item_id, version)
        await w.delete().where(w.id == item_id, w.programme == programme_id)
        await traces.leave(actor, "work.removed", item_id)


async def _hold(actor: Actor, programme_id: UUID, item_id: UUID, version: int) -> None:
    programme = await programmes.hold(actor, programme_id)
    if (await find(programme, item_id)).version != version:
        raise WorkItemChanged
