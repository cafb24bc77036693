"""The budget as a form that people sign. Amounts are whole fen (minor units), never floats."""

from collections.abc import Iterable
from typing import ClassVar

import msgspec

from exports.rules.papers import Paper, Signature


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """One budget line.

    A line with known factors has `quantity`, `unit` and `price` (a decimal string, `1.50`). Where nobody
    knows which factor is the price, `factors` holds both (80 × 2). A lump sum has neither.
    """

    label: str
    amount: int
    quantity: str = ""
    unit: str = ""
    price: str = ""
    factors: tuple[str, str] | None = None
    source: str = ""
    note: str = ""


class CostGroup(msgspec.Struct, frozen=True):
    """The costs of one category (交通), in the order of the plan."""

    name: str
    costs: tuple[Cost, ...]

    @property
    def total(self) -> int:
        return sum(cost.amount for cost in self.costs)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who pays: promised ≥ approved ≥ received, in fen; None where nothing is known yet."""

    name: str
    promised: int | None = None
    approved: int | None = None
    received: int | None = None


class CostTable(msgspec.Struct, frozen=True, kw_only=True):
    """All costs, grouped or in one group without a name, and who pays them."""

    groups: tuple[CostGroup, ...] = ()
    sources: tuple[Source, ...] = ()
    currency: str = "CNY"

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def promised(self) -> int:
        return known(source.promised for source in self.sources)

    @property
    def approved(self) -> int:
        return known(source.approved for source in self.sources)

    @property
    def received(self) -> int:
        return known(source.received for source in self.sources)

    @property
    def awaited(self) -> int:
        """How much of the costs is promised but not approved yet."""
        return max(0, min(self.promised, self.total) - self.approved)

    @property
    def missing(self) -> int:
        """How much of the costs nobody has promised."""
        return max(0, self.total - max(self.promised, self.approved))


class BudgetPaper(Paper, frozen=True, kw_only=True):
    """The 经费预算表. Without `signatures` the usual four boxes are printed."""

    template: ClassVar[str] = "documents/budget.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-budget.css")

    budget: CostTable = CostTable()
    notes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()


def known(amounts: Iterable[int | None]) -> int:
    """Add up what is known."""
    return sum(amount for amount in amounts if amount is not None)
