"""Rows about choosing: what reviewers think, and when applicants are talked to."""

from piccolo.columns import UUID, Array, ForeignKey, Integer, OnDelete, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account
from events.tables import Activity
from volunteers.rules.applications import ApplicationStatus
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


class Verdict(Table):
    """What one press of a planner decided, so that it can be taken back until the mails are out."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True, on_delete=OnDelete.cascade)
    decided_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    to = Varchar(length=12, choices=ApplicationStatus)
    count = Integer()  # type: ignore[assignment]  # hides a query that nobody asks here
    changes = Text(help_text="JSON: how each application was, also of those who moved up")
    at = Timestamptz()
    send_after = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)
