"""Rows about reports that a child may be in danger: sealed with a key of their own (V21)."""

from piccolo.columns import (
    UUID,
    Array,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from accounts.tables import Account, Organization
from kit.columns import Encrypted
from volunteers.rules.concerns import Category, ConcernState


class Concern(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True, on_delete=OnDelete.restrict)
    activity_id = UUID(null=True, default=None, index=True)
    number = Varchar(length=12, unique=True)
    category = Varchar(length=15, choices=Category, default=Category.OTHER)
    text = Encrypted()
    persons = Encrypted(null=True, default=None)
    contact = Encrypted(null=True, default=None)
    named_accounts = Array(base_column=UUID(), default=list)
    named_volunteers = Array(base_column=UUID(), default=list)
    reporter = Bytea(null=True, default=None, help_text="keyed hash of the link it came through")
    state = Varchar(length=12, choices=ConcernState, default=ConcernState.OPEN)
    at = Timestamptz()
    answer_by = Timestamptz()
    acknowledged_at = Timestamptz(null=True, default=None)
    acknowledged_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    escalated_at = Timestamptz(null=True, default=None)
    outside = Varchar(length=120, default="", help_text="reference of the report to an authority")
    closed_at = Timestamptz(null=True, default=None)
    keep_until = Date(null=True, default=None)
    version = Integer(default=1)


class ConcernStep(Table):
    id = UUID(primary_key=True)
    concern = ForeignKey(Concern, null=False, index=True)
    number = Integer()
    text = Encrypted()
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    at = Timestamptz()

    step_numbered_once = Unique([concern, number])
