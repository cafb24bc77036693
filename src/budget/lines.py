"""What can be done with budget lines: one function, one intention, one transaction."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from budget import tables
from budget.rules import grid, ledger, rows
from budget.rules.grid import Cells
from budget.rules.ledger import (
    Basis,
    Correction,
    Line,
    LineChanged,
    NoSuchLine,
    PerHead,
    PriceFactor,
)
from events import activities
from kit import clock, database


async def of_activity(actor: Actor, activity_id: UUID) -> list[Line]:
    """Return the activity's lines in their order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_BUDGET)
    await activities.find(actor, activity_id)
    return await _lines(activity_id)


async def total(actor: Actor, activity_id: UUID) -> int:
    """Return what the activity is planned to cost, in fen, for whoever may see totals.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_BUDGET_TOTALS)
    await activities.find(actor, activity_id)
    return sum(line.planned for line in await _lines(activity_id))


async def add(actor: Actor, activity_id: UUID, cells: Cells) -> UUID:
    """Add one line at the end and return its id.

    Raises:
        NotAllowed, NoSuchActivity, WrongForm
    """
    return (await add_all(actor, activity_id, [cells]))[0]


async def add_all(actor: Actor, activity_id: UUID, several: list[Cells]) -> list[UUID]:
    """Add lines at the end, all of them or none, and return their ids.

    Raises:
        NotAllowed, NoSuchActivity
        WrongForm: fields are named `<cell>.new`, `<cell>.new-1`, … by the row's place.
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        _, new = grid.read({}, several)
        ids = await _append(activity_id, new)
        await traces.leave(actor, "budget.added", activity_id=activity_id, details=str(len(ids)))
    return ids


async def change(
    actor: Actor, activity_id: UUID, line_id: UUID, version: int, cells: Cells
) -> Line:
    """Save one row as it was typed and return the line.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine, WrongForm
        LineChanged: somebody saved since `version` was read.
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        before = await _find(activity_id, line_id)
        merged = {**rows.cells(before), **cells}
        await _update(before, version, msgspec.structs.asdict(rows.read(merged, before)))
        await traces.leave(actor, "budget.changed", line_id, activity_id=activity_id)
        return await _find(activity_id, line_id)


async def save_sheet(actor: Actor, activity_id: UUID, sheet: grid.Posted) -> int:
    """Save a whole sheet, all of it or nothing, and return how many rows it changed or added.

    Rows in which nothing differs are skipped.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine, LineChanged
        WrongForm: fields are named `<cell>.<line id>` or `<cell>.new…`.
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        there = {line.id: line for line in await _lines(activity_id)}
        if sheet.changed.keys() - there.keys():
            raise NoSuchLine
        touched = {
            there[line_id]: cells
            for line_id, (_, cells) in sheet.changed.items()
            if grid.differs(there[line_id], cells)
        }
        changed, new = grid.read(touched, sheet.added)
        for line, filled in zip(touched, changed, strict=True):
            await _update(line, sheet.changed[line.id][0], msgspec.structs.asdict(filled))
        await _append(activity_id, new)
        saved = len(changed) + len(new)
        await traces.leave(actor, "budget.saved", activity_id=activity_id, details=str(saved))
    return saved


async def set_price_factor(
    actor: Actor, activity_id: UUID, line_id: UUID, which: PriceFactor
) -> bool:
    """Say which of a line's two factors is the price; the amount stays as it is.

    Once it is known it can only be taken back to unknown; False where nothing was changed.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        line = await _find(activity_id, line_id)
        is_open = line.price_factor is PriceFactor.UNKNOWN
        if line.basis is Basis.LUMP or is_open == (which == PriceFactor.UNKNOWN):
            return False
        await _set(actor, activity_id, line_id, price_factor=which)
    return True


async def set_per_head(actor: Actor, activity_id: UUID, line_id: UUID, per_head: PerHead) -> None:
    """Say which head count the line follows.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine
    """
    await _set(actor, activity_id, line_id, per_head=per_head)


async def settle(
    actor: Actor, activity_id: UUID, line_id: UUID, *, take: int | None = None
) -> bool:
    """Let a line stand as it is worked out, whatever its text said; False where nothing was open.

    With `take`, what the text says is right: the line becomes a lump sum of that much.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        line = await _find(activity_id, line_id)
        if not line.miscounted or take not in (None, line.stated):
            return False
        lump = {} if take is None else rows.lump(line, take)
        await _set(actor, activity_id, line_id, stated=None, **lump)
    return True


async def fit_heads(actor: Actor, activity_id: UUID, line_id: UUID) -> Correction | None:
    """Buy as many of a per-head line as there are people (B3); None where there are enough.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        line = await _find(activity_id, line_id)
        wanted = ledger.correction(line, ledger.heads(activity, line.per_head))
        if wanted is not None:
            await _buy(actor, activity_id, wanted)
    return wanted


async def unfit_heads(actor: Actor, activity_id: UUID, line_id: UUID, quantity: Decimal) -> None:
    """Buy `quantity` of a per-head line again, as before.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine, WrongLine
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        again = ledger.quantified(await _find(activity_id, line_id), quantity)
        if again is not None:
            await _buy(actor, activity_id, again)


async def _buy(actor: Actor, activity_id: UUID, wanted: Correction) -> None:
    line = wanted.line
    factor = "factor_b" if line.price_factor is PriceFactor.A else "factor_a"
    columns = {factor: wanted.wanted, "planned": line.planned + wanted.extra}
    await _update(line, line.version, columns)
    await traces.leave(actor, "budget.fitted", line.id, activity_id=activity_id)


async def remove(actor: Actor, activity_id: UUID, line_id: UUID, *, undo: bool = False) -> None:
    """Take a line out of the budget, or with `undo` put it back.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLine
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        b = tables.BudgetLine
        found = (
            await b.update({b.removed_at: None if undo else clock.now(), b.version: b.version + 1})
            .where(b.id == line_id, b.activity == activity_id)
            .returning(b.id)
        )
        if not found:
            raise NoSuchLine
        action = "budget.put_back" if undo else "budget.removed"
        await traces.leave(actor, action, line_id, activity_id=activity_id)


async def _set(actor: Actor, activity_id: UUID, line_id: UUID, **columns: Any) -> None:
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        line = await _find(activity_id, line_id)
        await _update(line, line.version, columns)
        await traces.leave(actor, "budget.changed", line_id, activity_id=activity_id)


async def _lines(activity_id: UUID) -> list[Line]:
    b = tables.BudgetLine
    found = (
        await b.select()
        .where(b.activity == activity_id, b.removed_at.is_null())
        .order_by(b.position, b.id)
    )
    return database.facts(Line, found)


async def _find(activity_id: UUID, line_id: UUID) -> Line:
    b = tables.BudgetLine
    found = await b.select().where(
        b.id == line_id, b.activity == activity_id, b.removed_at.is_null()
    )
    if not found:
        raise NoSuchLine
    return database.fact(Line, found[0])


async def _update(line: Line, version: int, columns: dict[str, Any]) -> None:
    """Write what changed; another amount is a decision about what the text said."""
    b = tables.BudgetLine
    if columns.get("planned", line.planned) != line.planned:
        columns = columns | {"stated": None}
    done = (
        await b.update({**{getattr(b, k): v for k, v in columns.items()}, b.version: version + 1})
        .where(b.id == line.id, b.version == version)
        .returning(b.id)
    )
    if not done:
        raise LineChanged(label=line.label)


async def _append(activity_id: UUID, new: list[rows.Filled]) -> list[UUID]:
    position = 1 + max((line.position for line in await _lines(activity_id)), default=-1)
    b = tables.BudgetLine
    added = [
        b(id=uuid4(), activity=activity_id, position=position + n, **msgspec.structs.asdict(line))
        for n, line in enumerate(new)
    ]
    if added:
        await b.insert(*added)
    return [line.id for line in added]
