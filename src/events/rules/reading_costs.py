"""What somebody made of the money of a plan that was read."""

from decimal import Decimal
from typing import Any

import msgspec

from events.rules.plans import Cost, Source
from events.rules.reading_fields import DEAREST, CostRow, SourceRow


def costing(old: Cost, row: CostRow) -> Cost:
    """Quantity and price make the amount; with one of them alone, the amount that was typed stands."""
    before = tuple(map(_number, (old.quantity, old.unit_price, old.amount)))
    if (row.quantity, row.price, row.amount) == before:
        sane = all(0 <= Decimal(factor) < DEAREST for factor in old.factors)
        return msgspec.structs.replace(old, name=row.cost, factors=old.factors if sane else ())
    if row.quantity is None or row.price is None:
        amount = _plain(row.amount)
        return Cost(name=row.cost, category=old.category, amount=amount, note=old.note)
    quantity, price = _plain(row.quantity), _plain(row.price)
    return msgspec.structs.replace(
        old,
        name=row.cost,
        quantity=quantity,
        unit_price=price,
        factors=(quantity, price),
        price_factor="b",
        amount=_plain((row.quantity * row.price).quantize(Decimal("0.01"))),
        stated=None,
    )


def sourcing(read: Source, row: SourceRow) -> Source:
    same = row.promised == _number(read.amount)
    amount = read.amount if same else _plain(row.promised)
    return msgspec.structs.replace(read, name=row.source, amount=amount)


def _number(written: str | None) -> Decimal | None:
    return Decimal(written) if written else None


def _plain(number: Decimal | None) -> Any:
    return None if number is None else f"{number:f}"
