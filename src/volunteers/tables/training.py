"""Rows about training dates, attendance, and clearances."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account, Organization
from events.tables import Activity
from volunteers.rules.training import Answer, ClearanceKind, Means, Outcome, Presence
from volunteers.tables.applications import Application, Volunteer


class TrainingModule(Table):
    """Something one can be trained in, in any activity of the association."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    name = Varchar(length=100)
    safeguarding = Boolean(default=False, help_text="the one every post with children needs (V6)")
    valid_months = Integer(null=True, default=None)
    content = Text(default="")
    materials = Text(default="", help_text="what to read or bring, one a line")
    retired_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    created_at = Timestamptz()

    module_named_once = Unique([organization, name])


class TrainingSession(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    title = Varchar(length=120)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    place = Varchar(length=120, default="")
    trainer = Varchar(length=100, default="")
    content = Text(default="")
    capacity = Integer(null=True, default=None)
    modules = Array(base_column=UUID(), default=list)
    materials = Text(default="")
    makes_up = ForeignKey(  # type: ignore[var-annotated]  # Piccolo cannot name a table in itself
        "self", null=True, default=None, on_delete=OnDelete.set_null
    )
    door_secret = Varchar(length=60, default="", help_text="what the code at the door is made of")
    cancelled_at = Timestamptz(null=True, default=None)
    moved_from = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    created_at = Timestamptz()
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()

    ends_after_it_starts = Check("ends_at > starts_at")


class UndatedTraining(Table):
    """A training of an activity without a day: it is planned by its distance from T until then."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    title = Varchar(length=120)
    offset_days = Integer(default=0)
    start = Varchar(length=5, help_text="HH:MM")
    minutes = Integer()
    place = Varchar(length=120, default="")
    trainer = Varchar(length=100, default="")
    content = Text(default="")
    modules = Array(base_column=Varchar(length=100), default=list, help_text="by name")
    position = Integer(default=0)

    undated_lasts_a_while = Check("minutes > 0")


class Attendance(Table):
    id = UUID(primary_key=True)
    session = ForeignKey(TrainingSession, null=False, index=True)
    application = ForeignKey(Application, null=False, index=True)
    answer = Varchar(length=12, choices=Answer, default=Answer.NONE)
    answered_at = Timestamptz(null=True, default=None)
    presence = Varchar(length=12, choices=Presence, default=Presence.UNKNOWN)
    came_at = Timestamptz(null=True, default=None)
    left_at = Timestamptz(null=True, default=None)
    method = Varchar(length=8, choices=Means, default=Means.LIST)
    note = Varchar(length=200, default="")
    marked_at = Timestamptz(null=True, default=None)
    marked_by = ForeignKey(Account, null=True, default=None)

    once_per_session = Unique([session, application])


class Clearance(Table):
    id = UUID(primary_key=True)
    volunteer = ForeignKey(Volunteer, null=True, default=None, index=True)
    application = ForeignKey(Application, null=True, default=None, on_delete=OnDelete.set_null)
    kind = Varchar(length=20, choices=ClearanceKind)
    label = Varchar(length=60, default="", help_text="which qualification")
    covers_from = Date(null=True, default=None)
    checked_by = Varchar(length=100, default="")
    outcome = Varchar(length=12, choices=Outcome, default=Outcome.CLEAR)
    on = Date()
    valid_until = Date(null=True, default=None)
    text_version = Varchar(length=40, default="")
    reference = Varchar(length=60, default="")
    recorded_by = ForeignKey(Account, null=True, default=None)
    created_at = Timestamptz()

    one_of_each_kind = Unique([volunteer, kind, label])


class Safeguard(Table):
    """A [default] rule that the safeguarding lead has switched for one activity, with a reason."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    code = Varchar(length=30)
    on = Boolean(default=False)
    reason = Varchar(length=300)
    until = Date(null=True, default=None)
    set_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    set_at = Timestamptz()

    switched_once = Unique([activity, code])
