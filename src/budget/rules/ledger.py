"""What a budget adds up to. Amounts are whole minor units (fen), never floats."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec

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


class LineStatus(StrEnum):
    PLANNED = "planned"
    APPROVED = "approved"
    AMENDED = "amended"
    SETTLED = "settled"


class Line(msgspec.Struct, frozen=True):
    """One cost. `planned` and `actual` are fen; factors are exact decimals.

    `factored`: planned = factor_a × factor_b. `lump`: planned stands for itself.
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
