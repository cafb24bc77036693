"""Money and things in a plan document: lines, sources and materials, written with the activity and read back."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4

from budget import tables
from budget.rules import ledger
from budget.rules import material_parts as parts
from budget.rules.ledger import Basis, Category, Line, PerHead, PriceFactor
from budget.rules.money import FEN_PER_YUAN, MOST, plain, yuan
from budget.rules.sources import Source, SourceKind
from events import lists
from events.plans import Planned
from events.rules.plans import Cost, PlanBudget
from events.rules.plans import Source as PlannedSource
from kit import i18n


async def write(planned: Planned) -> None:
    """Write the lines and sources of a document that has just become an activity."""
    activity_id, budget = planned.activity.id, planned.plan.budget
    sources = [_source(activity_id, n, source) for n, source in enumerate(budget.sources)]
    named = {source.name: source.id for source in sources}
    lines = [_line(activity_id, n, cost, named) for n, cost in enumerate(budget.lines)]
    if sources:
        await tables.FundingSource.insert(*sources)
    if lines:
        await tables.BudgetLine.insert(*lines)
    if things := lists.drafts(tables.Material, activity_id, parts.materials(planned.plan)):
        await tables.Material.insert(*things)


def document(lines: list[Line], sources: list[Source], currency: str) -> PlanBudget:
    """Return the budget as a plan document holds it; the reverse of `write`."""
    names = {source.id: source.name for source in sources}
    return PlanBudget(
        currency=currency,
        lines=tuple(_cost(line, names) for line in lines),
        sources=tuple(
            PlannedSource(
                name=source.name,
                amount=yuan(source.promised),
                kind=source.kind.value,
                until=source.until,
                note=source.note or None,
            )
            for source in sources
        ),
        computed_total=yuan(sum(line.planned for line in lines)),
    )


def _line(
    activity_id: UUID, position: int, cost: Cost, sources: Mapping[str, UUID]
) -> tables.BudgetLine:
    two = len(cost.factors) == 2  # noqa: PLR2004 -- of 15 people x 11 days x 25, the quantity is 165
    factors = [_decimal(f) for f in (cost.factors if two else (cost.quantity, cost.unit_price))]
    factor_a, factor_b = (*factors, None, None)[:2]
    factored = factor_a is not None and factor_b is not None
    if factored and factor_a is not None and factor_b is not None:
        planned = ledger.product(factor_a, factor_b)
        which = _which(cost, factor_a, factor_b)
    else:
        amount = _decimal(cost.amount)
        planned = int(amount * FEN_PER_YUAN) if amount else 0
        factor_a, factor_b, which = None, None, PriceFactor.UNKNOWN
    return tables.BudgetLine(
        id=uuid4(),
        activity=activity_id,
        position=position,
        label=cost.name[:100],
        category=_category(cost.category),
        basis=Basis.FACTORED if factored else Basis.LUMP,
        factor_a=factor_a,
        factor_b=factor_b,
        price_factor=which,
        unit=(cost.unit or "")[:10],
        planned=planned,
        stated=_stated(cost, planned),
        per_head=PerHead(cost.per_head) if cost.per_head in set(PerHead) else PerHead.NONE,
        source=sources.get((cost.source or "")[:100]),
        handler=(cost.handler or "")[:60],
        note=(cost.note or "")[:200],
    )


def _stated(cost: Cost, planned: int) -> int | None:
    """Return what the text says a line costs, where that is not what it is worked out to."""
    said = _decimal(cost.stated)
    minor = int(said * FEN_PER_YUAN) if said is not None and 0 <= said <= MOST else planned
    return None if minor == planned else minor


def _which(cost: Cost, factor_a: Decimal, factor_b: Decimal) -> PriceFactor:
    if len(cost.factors) == 2:  # noqa: PLR2004
        return (
            PriceFactor(cost.price_factor)
            if cost.price_factor in set(PriceFactor)
            else ledger.price_factor(factor_a, factor_b)
        )
    return PriceFactor.B


def _cost(line: Line, sources: Mapping[UUID, str]) -> Cost:
    quantity, price = ledger.quantity(line), ledger.unit_price(line)
    factored = line.factor_a is not None and line.factor_b is not None
    return Cost(
        name=line.label,
        category=line.category.value,
        quantity=plain(quantity) if quantity is not None else None,
        unit=line.unit or None,
        unit_price=plain(price) if price is not None else None,
        factors=(plain(line.factor_a or Decimal()), plain(line.factor_b or Decimal()))
        if factored
        else (),
        price_factor=line.price_factor.value if factored else None,
        amount=yuan(line.planned),
        stated=yuan(line.stated) or None,
        per_head=line.per_head.value or None,
        source=sources.get(line.source) if line.source else None,
        handler=line.handler or None,
        note=line.note or None,
    )


def _source(activity_id: UUID, position: int, source: PlannedSource) -> tables.FundingSource:
    amount = _decimal(source.amount) or Decimal()
    return tables.FundingSource(
        id=uuid4(),
        activity=activity_id,
        name=source.name[:100],
        kind=SourceKind(source.kind) if source.kind in set(SourceKind) else SourceKind.HOST,
        promised=int(amount * FEN_PER_YUAN),
        until=source.until,
        note=(source.note or "")[:200],
        position=position,
    )


def _category(name: str | None) -> Category:
    """Read a category by its code or by its name in a language we speak; others are the reserve."""
    if name in set(Category):
        return Category(name)
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            for category, words in ledger.CATEGORY_NAMES.items():
                if name == i18n.gettext(words):
                    return category
    return Category.RESERVE


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
