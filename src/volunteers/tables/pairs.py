"""Rows about pairs, groups, and the contacts they keep."""

from piccolo.columns import (
    UUID,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from events.tables import Activity, Lane
from volunteers.rules.contacts import Channel
from volunteers.rules.pairs import PairStatus
from volunteers.tables.applications import Application
from volunteers.tables.participants import Participant


class Group(Table, tablename="pair_group"):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=60)
    lane = ForeignKey(Lane, null=True, default=None, on_delete=OnDelete.set_null)
    position = Integer(default=0)

    group_named_once = Unique([activity, name])


class Pair(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    participant = ForeignKey(Participant, null=False, index=True)
    application = ForeignKey(Application, null=False, index=True)
    number = Integer()
    status = Varchar(length=10, choices=PairStatus, default=PairStatus.PROPOSED)
    group = ForeignKey(Group, null=True, default=None, on_delete=OnDelete.set_null)
    pod = Integer(null=True, default=None)
    locked = Boolean(default=False)
    score = Integer(default=0)
    reasons = Text(default="[]")
    started_on = Date(null=True, default=None)
    ended_on = Date(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    end_reason = Varchar(length=200, default="")
    version = Integer(default=1)
    created_at = Timestamptz()
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()

    pair_numbered_once = Unique([activity, number])


class Contact(Table):
    id = UUID(primary_key=True)
    pair = ForeignKey(Pair, null=False, index=True)
    period = Integer()
    happened_on = Date()
    made = Boolean(default=True)
    channel = Varchar(length=15, choices=Channel, default=Channel.SCHOOL_PHONE)
    minutes = Integer(null=True, default=None)
    adult = Varchar(length=60, default="")
    logged_at = Timestamptz()


class ContactDue(Table):
    """One dated row per pair and period, so that calendars have a lasting UID for each."""

    id = UUID(primary_key=True)
    pair = ForeignKey(Pair, null=False, index=True)
    period = Integer()
    due_on = Date()
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()
    created_at = Timestamptz()

    once_per_period = Unique([pair, period])
