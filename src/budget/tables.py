"""Rows about money planned and spent, in whole minor units (fen)."""

from piccolo.columns import (
    UUID,
    BigInt,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    OnDelete,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check
from piccolo.table import Table

from budget.rules.ledger import Basis, Category, LineStatus, PerHead, PriceFactor
from budget.rules.materials import MaterialState, Origin, Whose
from budget.rules.sources import SourceKind
from events.tables import Activity


class FundingSource(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=100)
    kind = Varchar(length=12, choices=SourceKind, default=SourceKind.HOST)
    promised = BigInt(default=0)
    approved = BigInt(default=0)
    received = BigInt(default=0)
    until = Date(null=True, default=None)
    note = Varchar(length=200, default="")
    position = Integer(default=0)
    version = Integer(default=1)

    in_order = Check("promised >= approved AND approved >= received AND received >= 0")


class BudgetLine(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True, on_delete=OnDelete.restrict)
    position = Integer(default=0)
    label = Varchar(length=100)
    category = Varchar(length=12, choices=Category, default=Category.RESERVE)
    basis = Varchar(length=10, choices=Basis, default=Basis.LUMP)
    factor_a = Numeric(digits=(12, 3), null=True, default=None)
    factor_b = Numeric(digits=(12, 3), null=True, default=None)
    price_factor = Varchar(length=8, choices=PriceFactor, default=PriceFactor.UNKNOWN)
    unit = Varchar(length=10, default="")
    planned = BigInt(default=0)
    stated = BigInt(null=True, default=None)  # what a text says instead, until somebody decides
    per_head = Varchar(length=12, choices=PerHead, default=PerHead.NONE)
    source = ForeignKey(FundingSource, null=True, default=None, on_delete=OnDelete.set_null)
    handler = Varchar(length=60, default="")
    note = Varchar(length=200, default="")
    status = Varchar(length=10, choices=LineStatus, default=LineStatus.PLANNED)
    actual = BigInt(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)

    planned_not_negative = Check("planned >= 0")
    actual_not_negative = Check("actual IS NULL OR actual >= 0")


class Material(Table):
    """A thing the activity needs: in all where it is the crew's, else for each person of `whose`."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True, on_delete=OnDelete.restrict)
    item = Varchar(length=100)
    quantity = Varchar(length=40, default="")
    origin = Varchar(length=10, choices=Origin, default=Origin.OPEN)
    whose = Varchar(length=12, choices=Whose, default=Whose.CREW)
    state = Varchar(length=10, choices=MaterialState, default=MaterialState.NEEDED)
    holder = Varchar(length=100, default="")
    note = Varchar(length=200, default="")
    position = Integer(default=0)
    version = Integer(default=1)
