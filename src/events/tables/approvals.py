"""Rows about who has to agree to a plan, what they saw and what they said."""

from piccolo.columns import (
    UUID,
    Array,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from accounts.tables import Account, Organization
from events.rules.approval import Decision, Method
from events.tables.activities import Activity


class ApprovalStep(Table):
    """One place in the chain of an association. Steps are retired, never deleted: decisions name them."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=60)
    covers = Array(base_column=Varchar(length=20), default=list)
    approver = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    position = Integer(default=0)
    created_at = Timestamptz()
    retired_at = Timestamptz(null=True, default=None)


class Submission(Table):
    """A plan as it was handed in, frozen."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    number = Integer()
    snapshot = Text()
    sha256 = Varchar(length=64)
    note = Varchar(length=500, default="")
    submitted_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    submitted_at = Timestamptz()

    submission_numbered_once = Unique([activity, number])


class Approval(Table):
    """One decision on one submission, with the hash of what was seen."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    submission = ForeignKey(Submission, null=False, index=True)
    step = ForeignKey(ApprovalStep, null=False, on_delete=OnDelete.restrict)
    decision = Varchar(length=10, choices=Decision)
    method = Varchar(length=10, choices=Method, default=Method.ONLINE)
    comment = Varchar(length=1000, default="")
    signed_by = Varchar(length=100, help_text="the name of who decided, on the page or on paper")
    entered_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    sha256 = Varchar(length=64)
    decided_at = Timestamptz()

    decided_once = Unique([submission, step])
