"""Rows about the call for volunteers and those who answered it."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Organization
from events.tables import Activity
from volunteers.rules.applications import ApplicationStatus, Gender, Mode


class Recruitment(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, unique=True)
    mode = Varchar(length=12, choices=Mode, default=Mode.FIRST_COME)
    quota = Integer(default=0)
    taken = Integer(default=0)
    reserve = Integer(default=0)
    next_number = Integer(default=0)
    next_rank = Integer(default=0)
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    risk_statement = Text(default="")
    summary = Text(default="")
    criteria = Array(base_column=Varchar(length=60), default=list)
    version = Integer(default=1)

    never_oversold = Check("taken >= 0 AND taken <= quota")


class Post(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=60)
    needed = Integer(default=0)
    child_contact = Boolean(default=False)
    qualification = Varchar(length=60, default="")
    description = Varchar(length=300, default="")
    position = Integer(default=0)


class Volunteer(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    name = Varchar(length=100)
    student_no = Varchar(length=30)
    college = Varchar(length=100, default="")
    created_at = Timestamptz()

    known_once = Unique([organization, student_no])


class Application(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    volunteer = ForeignKey(Volunteer, null=False, index=True)
    number = Integer()
    name = Varchar(length=100)
    student_no = Varchar(length=30)
    college = Varchar(length=100, default="")
    year = Varchar(length=20, default="")
    phone = Varchar(length=40, default="")
    email = Varchar(length=254, default="")
    gender = Varchar(length=1, choices=Gender, default=Gender.UNSAID)
    free = Array(base_column=Varchar(length=30), default=list)
    skills = Array(base_column=Varchar(length=30), default=list)
    interests = Array(base_column=Varchar(length=30), default=list)
    languages = Array(base_column=Varchar(length=30), default=list)
    experience = Integer(default=0)
    motivation = Varchar(length=500, default="")
    status = Varchar(length=12, choices=ApplicationStatus, default=ApplicationStatus.APPLIED)
    rank = Integer(null=True, default=None)
    score = Integer(null=True, default=None)
    note = Varchar(length=300, default="")
    consent_version = Varchar(length=40)
    consented_at = Timestamptz()
    applied_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()

    applies_once = Unique([activity, volunteer])
    application_numbered_once = Unique([activity, number])
    ranked_once = Unique([activity, rank])
