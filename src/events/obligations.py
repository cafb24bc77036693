"""What an activity promises for afterwards, and a programme for as long as it runs."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor
from events import evidence, programmes, tables
from events.rules.activities import Activity
from events.rules.obligations import (
    NewObligation,
    NoSuchObligation,
    Obligation,
    ObligationChanged,
    RecordedAlready,
    renamed,
)
from events.rules.programmes import Programme
from kit import database


async def of(activity: Activity) -> list[Obligation]:
    """Return the promises, for whoever has been let in to the activity."""
    o = tables.Obligation
    rows = await o.select().where(o.activity == activity.id).order_by(o.title)
    return database.facts(Obligation, rows)


async def of_programme(programme: Programme) -> list[Obligation]:
    """Return the promises in their order, for whoever has been let in to the programme."""
    return await programmes.rows(tables.Obligation, Obligation, programme)


async def find(programme: Programme, obligation_id: UUID) -> Obligation:
    """Return one promise of a programme.

    Raises:
        NoSuchObligation
    """
    o = tables.Obligation
    rows = await o.select().where(o.id == obligation_id, o.programme == programme.id)
    if not rows:
        raise NoSuchObligation
    return database.fact(Obligation, rows[0])


async def add(actor: Actor, programme_id: UUID, new: NewObligation) -> Obligation:
    """Add a promise at the end.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
    """
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        last = max((one.position for one in await of_programme(programme)), default=-1)
        row = tables.Obligation(
            id=uuid4(), programme=programme_id, position=last + 1, **columns(new)
        )
        await tables.Obligation.insert(row)
        await traces.leave(actor, "obligation.added", row.id)
    return database.fact(Obligation, row.to_dict())


async def change(
    actor: Actor, programme_id: UUID, obligation_id: UUID, version: int, new: NewObligation
) -> None:
    """Write a promise anew; what was recorded stays with its days, and with a unit that is renamed.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchObligation
        RecordedAlready: what is recorded would count for other days, or for another unit.
        ObligationChanged: somebody saved since `version` was read.
    """
    o = tables.Obligation
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        before = await _current(programme, obligation_id, version)
        await _keep_recorded(programme, before, new)
        values = {getattr(o, k): v for k, v in columns(new).items()}
        await o.update({**values, o.version: o.version + 1}).where(
            o.id == obligation_id, o.programme == programme_id, o.version == version
        )
        await traces.leave(actor, "obligation.changed", obligation_id)


async def remove(actor: Actor, programme_id: UUID, obligation_id: UUID, version: int) -> None:
    """Take a promise out, and what was recorded of it.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchObligation, ObligationChanged
    """
    o, d = tables.Obligation, tables.Discharge
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        await _current(programme, obligation_id, version)
        await d.delete().where(d.obligation == obligation_id)
        await o.delete().where(o.id == obligation_id, o.programme == programme_id)
        await traces.leave(actor, "obligation.removed", obligation_id)


def columns(new: NewObligation) -> dict[str, Any]:
    """Return a promise as the columns of its row."""
    return msgspec.structs.asdict(new) | {"units": list(new.units)}


async def _current(programme: Programme, obligation_id: UUID, version: int) -> Obligation:
    before = await find(programme, obligation_id)
    if before.version != version:
        raise ObligationChanged
    return before


async def _keep_recorded(programme: Programme, before: Obligation, new: NewObligation) -> None:
    """Let what is recorded stay with its days, and with a unit that gets another name."""
    d = tables.Discharge
    recorded = (await evidence.of([before]))[before.id]
    names = renamed(before.units, new.units)
    if {one.unit for one in recorded} & set(names.values()):
        raise RecordedAlready
    if recorded and new.period is not before.period:
        raise RecordedAlready
    after = msgspec.structs.replace(
        before, period=new.period, weekday=new.weekday, periods=new.periods
    )
    days = programme.starts_on, programme.ends_on
    await evidence.stay([evidence.Recut(before, before.spans(*days), after.spans(*days))])
    for old, name in names.items():
        await d.update({d.unit: name}).where(d.obligation == before.id, d.unit == old)
