"""Rows about who answers for what, and what must be done again and again."""

from piccolo.columns import (
    UUID,
    Array,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account
from events.rules.spans import Period
from events.tables.activities import Activity
from events.tables.programmes import Programme


class Seat(Table):
    """A place in a leading group, its office or a list of duties; an empty holder is a blank."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=True, default=None, index=True)
    programme = ForeignKey(Programme, null=True, default=None, index=True)
    group = Varchar(length=100, default="")
    role = Varchar(length=60, default="")
    holder = Varchar(length=200, default="")
    duty = Varchar(length=1000, default="")
    position = Integer(default=0)

    seat_of_one = Check("num_nonnulls(activity, programme) = 1")


class Obligation(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=True, default=None, index=True)
    programme = ForeignKey(Programme, null=True, default=None, index=True)
    key = Varchar(length=30, default="")
    title = Varchar(length=200)
    actor = Varchar(length=60, default="")
    unit_kind = Varchar(length=20, default="pair")
    units = Array(base_column=Varchar(length=60), default=list)
    at_least = Integer(default=1)
    at_most = Integer(null=True, default=None)
    period = Varchar(length=10, choices=Period, default=Period.MONTH)
    weekday = SmallInt(null=True, default=None, help_text="0 is Monday")
    starts_on = Date(null=True, default=None)
    periods = Integer(default=12)
    position = Integer(default=0)
    version = Integer(default=1)

    obligation_of_one = Check("num_nonnulls(activity, programme) = 1")


class Discharge(Table):
    """Evidence that one unit met an obligation in one period, or a reason why it need not."""

    id = UUID(primary_key=True)
    obligation = ForeignKey(Obligation, null=False, index=True)
    unit = Varchar(length=60, default="")
    period = Integer(help_text="counted from 1")
    done_on = Date(null=True, default=None)
    evidence = Varchar(length=200, default="")
    exempt_because = Varchar(length=200, default="")
    entered_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    entered_at = Timestamptz()

    met_or_exempt = Check("(done_on IS NULL) <> (exempt_because = '')")
    evidence_counts_once = Unique([obligation, unit, done_on, evidence])
    exempt_once_per_period = Unique(
        [obligation, unit, period, done_on, evidence], nulls_distinct=False
    )
