"""Rows about training dates, attendance, and clearances."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account
from events.tables import Activity
from volunteers.rules.training import Answer, ClearanceKind, Outcome, Presence
from volunteers.tables.applications import Application


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
    position = Integer(default=0)

    undated_lasts_a_while = Check("minutes > 0")


class Attendance(Table):
    id = UUID(primary_key=True)
    session = ForeignKey(TrainingSession, null=False, index=True)
    application = ForeignKey(Application, null=False, index=True)
    answer = Varchar(length=12, choices=Answer, default=Answer.NONE)
    answered_at = Timestamptz(null=True, default=None)
    presence = Varchar(length=12, choices=Presence, default=Presence.UNKNOWN)
    marked_at = Timestamptz(null=True, default=None)
    marked_by = ForeignKey(Account, null=True, default=None)

    once_per_session = Unique([session, application])


class Clearance(Table):
    id = UUID(primary_key=True)
    application = ForeignKey(Application, null=False, index=True)
    kind = Varchar(length=20, choices=ClearanceKind)
    outcome = Varchar(length=12, choices=Outcome, default=Outcome.CLEAR)
    on = Date()
    valid_until = Date(null=True, default=None)
    text_version = Varchar(length=40, default="")
    reference = Varchar(length=60, default="")
    recorded_by = ForeignKey(Account, null=True, default=None)
    created_at = Timestamptz()

    one_of_a_kind = Unique([application, kind])
