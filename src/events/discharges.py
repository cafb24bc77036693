"""What was done to keep a promise, entered cell by cell: unit and period, day and evidence, or why not."""

from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor
from events import evidence, obligations, programmes, tables
from events.rules.discharges import (
    Board,
    Discharge,
    Kept,
    NoSuchDischarge,
    board,
    counted,
    refuse_day,
    refuse_twice,
)
from events.rules.obligations import Obligation
from events.rules.programmes import Programme
from kit import clock, database


async def boards(programme: Programme) -> list[Board]:
    """Return every obligation of a programme as units × periods, as it stands today."""
    promised = await obligations.of_programme(programme)
    recorded = await evidence.of(promised)
    return [_board(programme, one, recorded[one.id]) for one in promised]


async def board_of(programme: Programme, obligation_id: UUID) -> Board:
    """Return one obligation as units × periods.

    Raises:
        NoSuchObligation
    """
    one = await obligations.find(programme, obligation_id)
    return _board(programme, one, (await evidence.of([one]))[one.id])


async def record(actor: Actor, programme_id: UUID, obligation_id: UUID, new: Kept) -> int:
    """Record what was done for a unit in a period, or why it need not be; return for how many units.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchObligation, NoSuchPeriod
        DoneInTheFuture, DoneBefore, KeptAlready
    """
    d = tables.Discharge
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        one = await board_of(programme, obligation_id)
        one.cell(new.unit, new.period)
        if new.done_on is not None:
            refuse_day(new.done_on, programme.starts_on, clock.day(programme.zone))
            refuse_twice(one.row(new.unit), new.done_on, new.evidence)
        units = [new.unit]
        if new.for_all:
            units += [
                other
                for other in one.owing(new.period)
                if other != new.unit and not counted(one.row(other), new.done_on, new.evidence)
            ]
        if new.exempt_because:
            await d.delete().where(
                d.obligation == obligation_id,
                d.period == new.period,
                d.unit.is_in(units),
                d.exempt_because != "",
            )
        await d.insert(
            *(
                d(
                    id=uuid4(),
                    obligation=obligation_id,
                    unit=name,
                    period=new.period,
                    done_on=new.done_on,
                    evidence=new.evidence,
                    exempt_because=new.exempt_because,
                    entered_by=actor.account_id,
                    entered_at=clock.now(),
                )
                for name in units
            )
        )
        action = "obligation.met" if new.done_on else "obligation.exempted"
        await traces.leave(actor, action, obligation_id, details=f"{new.period} × {len(units)}")
    return len(units)


async def take_back(
    actor: Actor, programme_id: UUID, obligation_id: UUID, discharge_id: UUID
) -> Discharge:
    """Delete what was recorded by mistake, and return it.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchObligation, NoSuchDischarge
    """
    d = tables.Discharge
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        one = await obligations.find(programme, obligation_id)
        rows = await d.select().where(d.id == discharge_id, d.obligation == one.id)
        if not rows:
            raise NoSuchDischarge
        await d.delete().where(d.id == discharge_id, d.obligation == one.id)
        await traces.leave(actor, "obligation.taken_back", obligation_id)
    return database.fact(Discharge, rows[0])


def _board(programme: Programme, one: Obligation, recorded: list[Discharge]) -> Board:
    today = clock.day(programme.zone)
    return board(one, programme.starts_on, programme.ends_on, recorded, today)
