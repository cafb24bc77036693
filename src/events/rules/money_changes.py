"""What differs in the money of two versions of a plan: the total, its lines, who pays."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from events.rules.approval import Aspect
from events.rules.differences import Change, bare, between
from events.rules.plans import Cost, Plan, Source
from kit.i18n import N_, day, money

ALIKE = 0.5  # two names with more in common than this are one name, written differently
TOTAL = N_("Total")


def money_changes(then: Plan, now: Plan) -> Iterator[Change]:
    aspect, plans, sums = Aspect.MONEY, (then, now), (total(then), total(now))
    currencies = [plan.budget.currency for plan in plans]
    yield between(aspect, N_("Currency"), currencies, substantial=True)
    shown = [_written(one, plan) for one, plan in zip(sums, plans, strict=True)]
    yield between(aspect, TOTAL, shown, substantial=sums[1] > sums[0])
    for lines in matched(then.budget.lines, now.budget.lines):
        yield from _line(lines, plans, rises=sums[1] > sums[0])
    promised = [
        {source.name: _promised(source, plan) for source in plan.budget.sources} for plan in plans
    ]
    for name in dict.fromkeys((*promised[0], *promised[1])):
        amounts = [one.get(name, "") for one in promised]
        yield between(aspect, N_("Source of money"), amounts, subject=name)


def _line(
    lines: tuple[Cost | None, Cost | None], plans: tuple[Plan, Plan], *, rises: bool
) -> Iterator[Change]:
    """Compare one line; where the total `rises`, a line that rose is why."""
    old, new = lines
    name = (new or old or Cost(name="")).name
    amounts = [
        _written(_amount(line), plan) if line else ""
        for line, plan in zip(lines, plans, strict=True)
    ]
    label = N_("Budget line")
    dearer = old is None or (rises and new is not None and _amount(new) > _amount(old))
    yield between(Aspect.MONEY, label, amounts, substantial=dearer, subject=name)
    if old and new:
        yield between(Aspect.MONEY, N_("Name of a budget line"), (old.name, new.name), subject=name)
        notes = old.note or "", new.note or ""
        yield between(Aspect.MONEY, N_("Note to a budget line"), notes, subject=name)
        if amounts[0] == amounts[1]:  # otherwise the amount says it
            details = _details(old), _details(new)
            yield between(Aspect.MONEY, N_("Details of a budget line"), details, subject=name)


def total(plan: Plan) -> Decimal:
    """Return what the lines of a plan add up to."""
    return sum((_amount(line) for line in plan.budget.lines), Decimal())


def shown_total(plan: Plan) -> str:
    return _written(total(plan), plan)


def matched(before: Iterable[Cost], after: Iterable[Cost]) -> list[tuple[Cost | None, Cost | None]]:
    """Return (old, new) of each budget line by its name; one that only got another name stays one.

    Only lines of the same amount whose names are alike count as renamed: the same money for
    something else is a new line.
    """
    gone, pairs = list(before), []
    fresh = []
    for line in after:
        old = next((one for one in gone if bare(one.name) == bare(line.name)), None)
        if old is None:
            fresh.append(line)
            continue
        gone.remove(old)
        pairs.append((old, line))
    found: list[tuple[Cost | None, Cost | None]] = list(pairs)
    for line in fresh:
        old = next((one for one in gone if _renamed(one, line)), None)
        if old is not None:
            gone.remove(old)
        found.append((old, line))
    return found + [(one, None) for one in gone]


def _renamed(old: Cost, new: Cost) -> bool:
    alike = SequenceMatcher(None, bare(old.name), bare(new.name), autojunk=False).ratio()
    return _amount(old) == _amount(new) and alike > ALIKE


def _amount(line: Cost) -> Decimal:
    return Decimal(line.amount or 0)


def _details(line: Cost) -> str:
    """Return how a line is counted and whose it is: `60 × 1.50 · College · 周敏`."""
    counted = " ".join(filter(None, (line.quantity, line.unit)))
    reckoned = " × ".join(filter(None, (counted, line.unit_price)))
    return " · ".join(filter(None, (reckoned, line.source, line.handler)))


def _promised(source: Source, plan: Plan) -> str:
    until = day(source.until) if source.until else ""
    said = _written(Decimal(source.amount or 0), plan), until, source.note
    return " · ".join(filter(None, said))


def _written(amount: Decimal, plan: Plan) -> str:
    return money(int(amount * 100), plan.budget.currency)
