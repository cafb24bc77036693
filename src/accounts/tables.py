"""Rows about people, the associations they plan for, how they get in, and what they did."""

from piccolo.columns import (
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from kit.columns import Encrypted


class Organization(Table):
    id = UUID(primary_key=True)
    name = Varchar(length=200)
    university_unit = Varchar(length=200, default="")
    locale = Varchar(length=20, default="zh_Hans")
    papers = Text(default="", help_text="JSON: how this association's campus papers look")
    policy = Text(default="", help_text="JSON: the switches this association has set")
    created_at = Timestamptz()
    calendar_uid = Varchar(length=120, unique=True)
    calendar_version = Integer(default=1)
    calendar_modified = Timestamptz()


class Account(Table):
    id = UUID(primary_key=True)
    email = Varchar(length=254, unique=True)
    name = Varchar(length=100)
    locale = Varchar(length=20, default="zh_Hans")
    theme = Varchar(length=10, default="")
    password_hash = Text(default="")
    confirmed_at = Timestamptz(null=True, default=None)
    factor = Encrypted(null=True, default=None, help_text="secret of the second factor (RFC 6238)")
    factor_since = Timestamptz(null=True, default=None)
    factor_step = BigInt(default=0, help_text="the last time step a code was taken from")
    factor_spares = Array(base_column=Bytea(), default=list, help_text="hashes of spare codes")
    created_at = Timestamptz()


class Membership(Table):
    id = UUID(primary_key=True)
    account = ForeignKey(Account, null=False, index=True)
    organization = ForeignKey(Organization, null=False, index=True)
    role = Varchar(length=20, choices=Role, default=Role.VIEWER)
    until = Date(null=True, default=None)
    created_at = Timestamptz()

    once_per_organization = Unique([account, organization])


class Session(Table):
    id = UUID(primary_key=True)
    token_sha256 = Bytea(unique=True)
    account = ForeignKey(Account, null=False, index=True)
    organization = ForeignKey(Organization, null=True, default=None)
    created_at = Timestamptz()
    last_seen_at = Timestamptz()
    ends_at = Timestamptz()
    step_up_at = Timestamptz(null=True, default=None)
    device = Varchar(length=100, default="")


class SignInToken(Table):
    id = UUID(primary_key=True)
    token_sha256 = Bytea(unique=True)
    email = Varchar(length=254, index=True)
    next = Varchar(length=500, default="/")
    name = Varchar(length=100, default="")
    password_hash = Text(default="")
    created_at = Timestamptz()
    expires_at = Timestamptz()


class Invitation(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    email = Varchar(length=254)
    role = Varchar(length=20, choices=Role)
    token_sha256 = Bytea(unique=True)
    invited_by = ForeignKey(Account, null=False)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    accepted_at = Timestamptz(null=True, default=None)

    once_per_address = Unique([organization, email])


class CapabilityLink(Table):
    id = UUID(primary_key=True)
    token_sha256 = Bytea(unique=True)
    organization = ForeignKey(Organization, null=False, index=True)
    kind = Varchar(length=20, choices=Kind)
    about = Varchar(length=20, default="")
    object_id = UUID(index=True)
    activity_id = UUID(null=True, default=None, index=True)
    locale = Varchar(length=20, default="zh_Hans")
    detail = Varchar(length=10, default="full")
    name = Varchar(length=100, default="")
    version = Integer(default=1)
    version_at = Timestamptz(default=TimestamptzNow())
    created_at = Timestamptz()
    expires_at = Timestamptz()
    last_used_on = Date(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()


class AccessGrant(Table):
    """Leave to see real data of children in one activity, for a purpose and a few days (A2)."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    activity_id = UUID(index=True)
    requester = ForeignKey(Account, null=False, index=True)
    fields = Array(base_column=Varchar(length=20), default=list)
    purpose = Varchar(length=200)
    days = Integer(default=7)
    asked_at = Timestamptz()
    approver = ForeignKey(Account, null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    refused = Boolean(default=False)
    answer = Varchar(length=200, default="")
    expires_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)

    two_people = Check("approver IS NULL OR approver <> requester")
    at_most_a_fortnight = Check("days >= 1 AND days <= 14")


class AccessLog(Table):
    """Somebody saw real data: one row for each time, written before it is shown."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    activity_id = UUID(null=True, default=None, index=True)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    link_id = UUID(null=True, default=None)
    who = Varchar(length=100, default="")
    grant_id = UUID(null=True, default=None)
    subject_id = UUID(index=True)
    fields = Array(base_column=Varchar(length=20), default=list)
    purpose = Varchar(length=200, default="")
    at = Timestamptz()
    keep_until = Date()


class Throttle(Table):
    id = UUID(primary_key=True)
    bucket = Varchar(length=100)
    window = BigInt()
    count = Integer(default=0)  # type: ignore[assignment]  # hides a query that nobody asks here
    ends_at = Timestamptz(default=TimestamptzNow())

    one_count = Unique([bucket, window])


class OutboxMail(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=True, default=None, on_delete=OnDelete.cascade)
    recipient = Varchar(length=254)
    subject = Varchar(length=200)
    body = Text()
    locale = Varchar(length=20, default="zh_Hans")
    message_id = Varchar(length=200, unique=True)
    about = UUID(null=True, default=None, index=True, help_text="whom it tells of, for an undo")
    created_at = Timestamptz()
    send_after = Timestamptz(index=True)
    attempts = Integer(default=0)
    sent_at = Timestamptz(null=True, default=None)
    gave_up_at = Timestamptz(null=True, default=None)
    last_error = Varchar(length=200, default="")


class Trace(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=True, default=None, index=True)
    account = ForeignKey(Account, null=True, default=None)
    link_id = UUID(null=True, default=None)
    activity_id = UUID(null=True, default=None, index=True)
    action = Varchar(length=60)
    object_id = UUID(null=True, default=None)
    details = Text(default="")
    at = Timestamptz(default=TimestamptzNow())


class FormKey(Table):
    id = UUID(primary_key=True)
    holder = UUID()
    key = Varchar(length=40)
    body_sha256 = Bytea()
    location = Varchar(length=500, default="")
    created_at = Timestamptz()
    finished = Boolean(default=False)

    counts_once = Unique([holder, key])
