"""What a budget adds up to. Amounts are whole minor units (fen), never floats."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

import msgspec

from budget.rules.money import FEN_PER_YUAN
from events.rules.activities import Activity
from kit.errors import Refusal
from kit.i18n import N_


class Category(StrEnum):
    TRANSPORT = "transport"
    FOOD = "food"
    PUBLICITY = "publicity"
    MATERIALS = "materials"
    RESERVE = "reserve"


CATEGORY_NAMES: dict[Category, str] = {
    Category.TRANSPORT: N_("Transport"),
    Category.FOOD: N_("Food and drink"),
    Category.PUBLICITY: N_("Publicity"),
    Category.MATERIALS: N_("Materials and gifts"),
    Category.RESERVE: N_("Reserve"),
}


# Which of the chart colours each is drawn in, wherever it is drawn.
CATEGORY_TONES: dict[Category, str] = {
    Category.TRANSPORT: "c4",
    Category.FOOD: "c2",
    Category.PUBLICITY: "c3",
    Category.MATERIALS: "c1",
    Category.RESERVE: "c6",
}


class Basis(StrEnum):
    FACTORED = "factored"
    LUMP = "lump"


class PriceFactor(StrEnum):
    """Which factor is the unit price; `unknown` until somebody says so (B1)."""

    A = "a"
    B = "b"
    UNKNOWN = "unknown"


class PerHead(StrEnum):
    """Which head count a quantity should equal; empty for lines that do not depend on people."""

    NONE = ""
    PRESENT = "present"
    VOLUNTEERS = "volunteers"
    PARTICIPANTS = "participants"


PER_HEAD_NAMES: dict[PerHead, str] = {
    PerHead.NONE: N_("Not by the number of people"),
    PerHead.PRESENT: N_("Everybody who is there"),
    PerHead.VOLUNTEERS: N_("Each volunteer"),
    PerHead.PARTICIPANTS: N_("Each child or guest served"),
}


class LineStatus(StrEnum):
    PLANNED = "planned"
    APPROVED = "approved"
    AMENDED = "amended"
    SETTLED = "settled"


class Line(msgspec.Struct, frozen=True):
    """One cost. `planned` and `actual` are fen; factors are exact decimals.

    `factored`: planned = factor_a × factor_b. `lump`: planned stands for itself. `stated` is what the
    text it was read from says instead, until somebody decides.
    """

    id: UUID
    position: int
    label: str
    category: Category
    basis: Basis
    factor_a: Decimal | None
    factor_b: Decimal | None
    price_factor: PriceFactor
    unit: str
    planned: int
    per_head: PerHead
    source: UUID | None
    handler: str
    note: str
    status: LineStatus
    actual: int | None
    version: int
    stated: int | None = None

    @property
    def miscounted(self) -> bool:
        """Say whether the text says another amount than its factors make."""
        return self.stated is not None and self.stated != self.planned


class Group(msgspec.Struct, frozen=True):
    """The lines of one category and what they add up to, in fen."""

    category: Category
    lines: tuple[Line, ...]
    planned: int


class Totals(msgspec.Struct, frozen=True):
    """What the whole budget adds up to, in fen; `spent_lines` have an actual amount."""

    planned: int
    actual: int
    spent_lines: int
    groups: tuple[Group, ...]


class Correction(msgspec.Struct, frozen=True):
    """What a line would be with `wanted` instead of `quantity`: `extra` fen more (negative: less)."""

    line: Line
    quantity: Decimal
    wanted: Decimal
    extra: int


class WrongLine(Refusal):
    """A line that does not add up to whole fen within what a budget holds."""

    status = 422
    message = N_("Quantity times price must be between 0 and %(most)s.")


class NoSuchLine(Refusal):
    status = 404
    message = N_("This line is not in the budget (any more).")


class LineChanged(Refusal):
    message = N_("Somebody else changed “%(label)s” in the meantime. Look at it and save again.")


MOST = 100_000_000_00  # fen: a hundred million yuan


def product(factor_a: Decimal, factor_b: Decimal) -> int:
    """Return factor_a × factor_b yuan in whole fen, half a fen rounded up.

    Raises:
        WrongLine
    """
    fen = int((factor_a * factor_b * FEN_PER_YUAN).quantize(Decimal(1), ROUND_HALF_UP))
    if not 0 <= fen <= MOST:
        raise WrongLine(most=f"{MOST // FEN_PER_YUAN:,}")
    return fen


def price_factor(factor_a: Decimal, factor_b: Decimal) -> PriceFactor:
    """Return which factor must be the price: the only one that is not whole, else unknown (B1)."""
    whole_a, whole_b = factor_a == factor_a.to_integral(), factor_b == factor_b.to_integral()
    if whole_a == whole_b:
        return PriceFactor.UNKNOWN
    return PriceFactor.B if whole_a else PriceFactor.A


def quantity(line: Line) -> Decimal | None:
    """Return how many, None for lump sums and where nobody said which factor is the price."""
    return {PriceFactor.A: line.factor_b, PriceFactor.B: line.factor_a}.get(line.price_factor)


def unit_price(line: Line) -> Decimal | None:
    """Return the price of one in yuan, None like `quantity`."""
    return {PriceFactor.A: line.factor_a, PriceFactor.B: line.factor_b}.get(line.price_factor)


def totals(lines: Iterable[Line]) -> Totals:
    """Add up `lines`, by category in the order categories are declared."""
    lines = sorted(lines, key=lambda line: (line.position, line.id))
    groups = []
    for category in Category:
        own = tuple(line for line in lines if line.category is category)
        if own:
            groups.append(Group(category, own, sum(line.planned for line in own)))
    return Totals(
        planned=sum(line.planned for line in lines),
        actual=sum(line.actual or 0 for line in lines),
        spent_lines=sum(line.actual is not None for line in lines),
        groups=tuple(groups),
    )


def per_head(total: int, people: int) -> int | None:
    """Return fen per person, half a fen rounded up; None without people."""
    if people <= 0:
        return None
    return int((Decimal(total) / people).quantize(Decimal(1), ROUND_HALF_UP))


def heads(activity: Activity, follows: PerHead) -> int:
    """Return the head count a per-head line follows, at least; 0 while nobody is known."""
    return {
        PerHead.NONE: 0,
        PerHead.PRESENT: activity.present,
        PerHead.VOLUNTEERS: activity.volunteers or 0,
        PerHead.PARTICIPANTS: activity.participants or 0,
    }[follows]


def correction(line: Line, heads: int) -> Correction | None:
    """Return how a per-head line would have to change for `heads` people, None if it fits (B3)."""
    if line.per_head is PerHead.NONE or heads <= 0:
        return None
    return quantified(line, Decimal(heads))


def quantified(line: Line, wanted: Decimal) -> Correction | None:
    """Return how a line would change with another quantity, None if it has it or has none."""
    now, price = quantity(line), unit_price(line)
    if now is None or price is None or now == wanted:
        return None
    return Correction(line, now, wanted, product(wanted, price) - line.planned)


def is_uneven(line: Line, heads: int) -> bool:
    """Say whether a lump sum cannot be shared by `heads` in whole fen."""
    lump = line.basis is Basis.LUMP and line.per_head is not PerHead.NONE
    return lump and heads > 0 and line.planned % heads != 0
