"""Rows about what volunteers really did."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, OnDelete, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account
from volunteers.tables.applications import Application, Volunteer


class ServiceRecord(Table):
    """Minutes one person served in one activity, and those topped up afterwards (补录, §4.3)."""

    id = UUID(primary_key=True)
    volunteer = ForeignKey(Volunteer, null=False, index=True)
    application = ForeignKey(Application, null=True, default=None, on_delete=OnDelete.set_null)
    title = Varchar(length=200, help_text="of the activity, for when it is gone")
    on = Date()
    minutes = Integer(default=0)
    topped_up = Integer(default=0)
    confirmed_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    confirmed_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)

    one_record_each = Unique([application])
    served_not_less_than_nothing = Check("minutes >= 0 AND topped_up >= 0")


class Merge(Table):
    """Two entries of one person became one: what is needed to take it back."""

    id = UUID(primary_key=True)
    kept = ForeignKey(Volunteer, null=False, index=True)
    gone = UUID()
    before = Varchar(length=4000, default="{}", help_text="JSON")
    merged_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    merged_at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)
