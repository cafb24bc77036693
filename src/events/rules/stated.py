"""What the lines of a budget say that their arithmetic does not: another amount, a unit."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import msgspec

from events.rules.plans import Cost, Plan
from events.rules.reading import Reading
from events.rules.reading.lines import fold

_UNIT = re.compile(
    r"(?P<n>\d[\d,]*(?:\.\d+)?)\s?(?!x|[元块]|yuan|rmb|cny|usd|gbp|eur)(?P<unit>[a-z]{2,10}|[一-鿿]{1,2})(?=[\s|x=,;)]|$)"
)


def stated(reading: Reading) -> Plan:
    """Return the plan with what a line of the budget says it costs, where that is not its product."""
    written = {
        span: str(remark.details["written"])
        for remark in reading.findings
        if remark.code == "budget-line-mismatch"
        for span in remark.spans
    }
    budget = reading.plan.budget
    lines = tuple(
        msgspec.structs.replace(
            line,
            unit=line.unit or _unit(line),
            stated=_first(written, reading.spans.get(f"budget.lines.{n}", ())),
        )
        for n, line in enumerate(budget.lines)
    )
    return msgspec.structs.replace(
        reading.plan, budget=msgspec.structs.replace(budget, lines=lines)
    )


def _unit(line: Cost) -> str | None:
    """Return the short word behind the quantity of a line: 10 rolls, 1式."""
    quantity = amount(line.quantity)
    text = line.text or ""
    for match in _UNIT.finditer(fold(text)):
        if quantity is not None and amount(match["n"]) == quantity:
            return text[slice(*match.span("unit"))]
    return None


def _first(written: dict[tuple[int, int], str], spans: Iterable[tuple[int, int]]) -> str | None:
    return next((written[span] for span in spans if span in written), None)


def amount(written: str | int | None) -> Decimal | None:
    """Return a number as it is written, with commas or without; None for anything else."""
    try:
        return None if written is None else Decimal(str(written).replace(",", ""))
    except InvalidOperation:
        return None
