"""The budget as papers show it: every line with its own arithmetic, and who pays."""

from decimal import Decimal
from uuid import UUID

from budget.rules import ledger, money
from budget.rules.ledger import CATEGORY_NAMES, Line, PriceFactor
from exports.rules.filled.facts import Facts, head
from exports.rules.kinds import NoCosts
from exports.rules.money_papers import BudgetPaper, Cost, CostGroup, CostTable, Source
from exports.rules.papers import Fact
from kit import i18n
from kit.i18n import gettext, ngettext


def budget(facts: Facts) -> BudgetPaper:
    """Return the form of the budget.

    Raises:
        NoCosts
    """
    if not facts.lines:
        raise NoCosts
    return BudgetPaper(**head(facts), facts=_facts(facts, facts.lines), budget=table(facts))


def table(facts: Facts) -> CostTable:
    """Return all costs by category, and the sources."""
    names = {source.id: source.name for source in facts.sources}
    groups = ledger.totals(facts.lines or ()).groups
    return _table(
        facts,
        tuple(
            CostGroup(
                gettext(CATEGORY_NAMES[group.category]),
                tuple(_cost(line, names) for line in group.lines),
            )
            for group in groups
        ),
    )


def plain(facts: Facts) -> CostTable:
    """Return all costs in the order of the plan, as a proposal lists them, and the sources."""
    names = {source.id: source.name for source in facts.sources}
    return _table(facts, (CostGroup("", tuple(_cost(line, names) for line in facts.lines or ())),))


def _table(facts: Facts, groups: tuple[CostGroup, ...]) -> CostTable:
    return CostTable(
        groups=groups,
        sources=tuple(
            Source(
                name=source.name,
                promised=source.promised or None,
                approved=source.approved or None,
                received=source.received or None,
            )
            for source in facts.sources
        ),
        currency=facts.activity.currency,
    )


def _facts(facts: Facts, lines: tuple[Line, ...]) -> tuple[Fact, ...]:
    people = facts.activity.present
    if not people:
        return ()
    each = ledger.per_head(ledger.totals(lines).planned, people) or 0
    return (
        Fact(
            gettext("People"),
            ngettext("%(people)s person", "%(people)s people", people) % {"people": people},
        ),
        Fact(gettext("Per person"), i18n.money(each, facts.activity.currency)),
    )


def _cost(line: Line, sources: dict[UUID, str]) -> Cost:
    quantity, price = ledger.quantity(line), ledger.unit_price(line)
    nobody_knows = (
        (money.plain(line.factor_a), money.plain(line.factor_b))
        if line.price_factor is PriceFactor.UNKNOWN
        and line.factor_a is not None
        and line.factor_b is not None
        else None
    )
    return Cost(
        label=line.label,
        amount=line.planned,
        quantity="" if quantity is None else money.plain(quantity),
        unit=line.unit,
        price="" if price is None else _price(price),
        factors=nobody_knows,
        source=sources.get(line.source, "") if line.source else "",
        note=line.note,
    )


def _price(price: Decimal) -> str:
    """Write a price with two decimals at least; finer ones are kept."""
    cents = price.quantize(Decimal("0.01"))
    return f"{cents:f}" if cents == price else money.plain(price)
