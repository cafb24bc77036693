"""Rows of the lists a plan carries: places per school, who may take part, what is performed."""

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events.tables.activities import Activity


class Quota(Table):
    """How many participants one source (a school, a class) may send."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    source = Varchar(length=100)
    places = Integer(default=0)
    note = Varchar(length=200, default="")
    position = Integer(default=0)
    version = Integer(default=1)

    quota_once_per_source = Unique([activity, source])
    places_not_negative = Check("places >= 0")


class Condition(Table):
    """Who may take part; a hard one refuses, a soft one asks for a reason."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    text = Varchar(length=200)
    hard = Boolean(default=True)
    position = Integer(default=0)
    version = Integer(default=1)


class Act(Table):
    """One performance, with what it needs and who has seen its rehearsal."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    title = Varchar(length=120)
    performers = Varchar(length=200, default="")
    props = Varchar(length=200, default="")
    costumes = Varchar(length=200, default="")
    minutes = Integer(null=True, default=None)
    checked_by = Varchar(length=100, default="")
    position = Integer(default=0)
    version = Integer(default=1)

    act_lasts_a_while = Check("minutes IS NULL OR (minutes > 0 AND minutes <= 1440)")


class Rehearsal(Table):
    """One rehearsal of an act: when, where, and whether whoever leads the group has passed it."""

    id = UUID(primary_key=True)
    act = ForeignKey(Act, null=False, index=True)
    on = Date()
    at = Varchar(length=5, default="", help_text="HH:MM")
    place = Varchar(length=120, default="")
    checked_by = Varchar(length=100, default="")
    passed = Boolean(null=True, default=None)
    note = Varchar(length=200, default="")
    checked_at = Timestamptz(null=True, default=None)
    position = Integer(default=0)
    version = Integer(default=1)
