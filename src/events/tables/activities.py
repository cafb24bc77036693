"""Rows about one activity: what happens, when, and what remains to be done."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account, Organization
from events.rules.activities import DateState, Kind, PartyRole, Status
from events.rules.releases import ReleaseState
from events.rules.schedule import Audience, StartKind
from events.rules.tasks import OffsetUnit, Phase, TaskStatus
from events.tables.programmes import Programme, Series


class Activity(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True, on_delete=OnDelete.restrict)
    slug = Varchar(length=20, unique=True)
    title = Varchar(length=200)
    short_title = Varchar(length=40, default="")
    kind = Varchar(length=20, choices=Kind, default=Kind.VISIT)
    theme = Text(default="")
    purposes = Array(base_column=Text(), default=list)
    date_state = Varchar(length=10, choices=DateState, default=DateState.UNKNOWN)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    zone = Varchar(length=50, default="Asia/Shanghai")
    place = Varchar(length=200, default="")
    address = Varchar(length=300, default="")
    volunteers = Integer(null=True, default=None)
    participants = Integer(null=True, default=None)
    crew = Integer(null=True, default=None)
    guests = Integer(null=True, default=None)
    involves_minors = Boolean(default=False)
    off_campus = Boolean(default=False)
    overnight = Boolean(default=False)
    risk = Boolean(default=False)
    contact_name = Varchar(length=100, default="")
    contact_phone = Varchar(length=40, default="")
    currency = Varchar(length=3, default="CNY", help_text="ISO 4217 code")
    status = Varchar(length=20, choices=Status, default=Status.DRAFT)
    series = ForeignKey(Series, null=True, default=None, index=True, on_delete=OnDelete.set_null)
    edition = Integer(default=1)
    programme = ForeignKey(
        Programme, null=True, default=None, index=True, on_delete=OnDelete.set_null
    )
    version = Integer(default=1)
    cancel_reason = Varchar(length=300, default="")
    submitted_at = Timestamptz(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    created_by = ForeignKey(Account, null=True, default=None)
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()
    calendar_version = Integer(default=1)
    calendar_version_at = Timestamptz(default=TimestamptzNow())

    edition_once_per_series = Unique([series, edition])


class Party(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=True, default=None, index=True)
    programme = ForeignKey(Programme, null=True, default=None, index=True)
    role = Varchar(length=20, choices=PartyRole)
    name = Varchar(length=200)
    position = Integer(default=0)

    once_per_role = Unique([activity, name, role])
    party_of_one = Check("num_nonnulls(activity, programme) = 1")


class PlanSection(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=True, default=None, index=True)
    programme = ForeignKey(Programme, null=True, default=None, index=True)
    key = Varchar(length=30, default="")
    heading = Varchar(length=100)
    text = Text(default="")
    position = Integer(default=0)
    version = Integer(default=1)

    section_of_one = Check("num_nonnulls(activity, programme) = 1")


class Lesson(Table):
    """What the next edition must check."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    text = Varchar(length=200)
    position = Integer(default=0)
    version = Integer(default=1)
    created_at = Timestamptz()


class Task(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    key = Varchar(length=30, default="")
    phase = Varchar(length=20, choices=Phase)
    title = Varchar(length=200)
    owner = Varchar(length=100, default="")
    assignee = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    lesson = ForeignKey(Lesson, null=True, default=None, on_delete=OnDelete.set_null)
    offset = Integer(null=True, default=None)
    offset_unit = Varchar(length=10, choices=OffsetUnit, default=OffsetUnit.DAYS)
    due = Date(null=True, default=None)
    status = Varchar(length=10, choices=TaskStatus, default=TaskStatus.OPEN)
    skip_reason = Varchar(length=300, default="")
    done_at = Timestamptz(null=True, default=None)
    position = Integer(default=0)
    version = Integer(default=1)
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()


class Lane(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=60)
    position = Integer(default=0)
    tone = Varchar(length=2, default="a")

    lane_named_once = Unique([activity, name])


class Block(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    lane = ForeignKey(Lane, null=True, default=None)
    position = Integer(default=0)
    title = Varchar(length=120)
    place = Varchar(length=120, default="")
    start_kind = Varchar(length=10, choices=StartKind, default=StartKind.FIXED)
    starts_at = Timestamptz(null=True, default=None)
    clock = Varchar(length=5, default="", help_text="HH:MM while the date is unknown")
    day = SmallInt(default=1, help_text="counted from 1, while the date is unknown")
    minutes = Integer(null=True, default=None)
    hard_end = Boolean(default=False)
    audience = Varchar(length=10, choices=Audience, default=Audience.ALL)
    lead = Varchar(length=100, default="")
    people = Array(base_column=Varchar(length=100), default=list)
    with_children = Boolean(default=False)
    counts_as_service = Boolean(default=True)
    public = Boolean(default=False)
    tentative = Boolean(default=False)
    note = Varchar(length=500, default="")
    removed_at = Timestamptz(null=True, default=None)
    moved_from = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    created_at = Timestamptz()
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()

    lasts_a_while = Check("minutes IS NULL OR (minutes > 0 AND minutes <= 1440)")


class Release(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    number = Integer()
    name = Varchar(length=60, default="")
    note = Varchar(length=500, default="")
    state = Varchar(length=12, choices=ReleaseState, default=ReleaseState.RELEASED)
    snapshot = Text()
    sha256 = Varchar(length=64)
    released_by = Varchar(length=100, default="")
    released_at = Timestamptz()

    release_numbered_once = Unique([activity, number])


class AcceptedFinding(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    code = Varchar(length=40)
    subject = Varchar(length=80, default="")
    reason = Varchar(length=500)
    accepted_by = ForeignKey(Account, null=True, default=None)
    accepted_at = Timestamptz()

    accepted_once = Unique([activity, code, subject])
