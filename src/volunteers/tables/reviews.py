"""Rows about choosing: what reviewers think, and when applicants are talked to."""

from piccolo.columns import UUID, Array, ForeignKey, Integer, OnDelete, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account
from events.tables import Activity
from volunteers.tables.applications import Application


class Review(Table):
    id = UUID(primary_key=True)
    application = ForeignKey(Application, null=False, index=True)
    reviewer = ForeignKey(Account, null=False, index=True)
    points = Array(base_column=Integer(), default=list, help_text="0 to 5 for each criterion")
    comment = Varchar(length=300, default="")
    at = Timestamptz()
    version = Integer(default=1)

    reviewed_once = Unique([application, reviewer])


class InterviewSlot(Table, tablename="interview_hour"):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    starts_at = Timestamptz()
    minutes = Integer(default=15)
    place = Varchar(length=120, default="")
    interviewer = Varchar(length=100, default="")
    capacity = Integer(default=1)
    taken = Integer(default=0)
    cancelled_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)

    slot_never_overfull = Check("taken >= 0 AND taken <= capacity")


class Interview(Table):
    id = UUID(primary_key=True)
    slot = ForeignKey(InterviewSlot, null=False, index=True, on_delete=OnDelete.cascade)
    application = ForeignKey(Application, null=False, unique=True)
    booked_at = Timestamptz()
