"""Rows about those the activity serves: the closed field list, nothing else (domain §6.2)."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account
from events.tables import Activity
from volunteers.rules.applications import Gender
from volunteers.rules.participants import AgeBand, ConsentState, GivenBy, Method, Purpose


class Participant(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    codename = Varchar(length=20)
    partner_row = Varchar(length=10, default="")
    age_band = Varchar(length=6, choices=AgeBand, default=AgeBand.UNKNOWN)
    under_14 = Boolean(default=True)
    grade = Integer(null=True, default=None)
    gender = Varchar(length=1, choices=Gender, default=Gender.UNSAID)
    same_gender = Boolean(default=False)
    interests = Array(base_column=Varchar(length=30), default=list)
    needs = Array(base_column=Varchar(length=30), default=list)
    languages = Array(base_column=Varchar(length=30), default=list)
    free = Array(base_column=Varchar(length=30), default=list)
    priority = Integer(default=0)
    allergy = Boolean(default=False)
    mobility = Boolean(default=False)
    ask_lead = Boolean(default=False)
    retain_until = Date(null=False)
    version = Integer(default=1)
    created_at = Timestamptz()

    codename_once = Unique([activity, codename])
    school_grade = Check("grade IS NULL OR (grade >= 1 AND grade <= 12)")
    small_priority = Check("priority >= 0 AND priority <= 3")


class Consent(Table):
    id = UUID(primary_key=True)
    participant = ForeignKey(Participant, null=False, index=True)
    purpose = Varchar(length=20, choices=Purpose)
    state = Varchar(length=10, choices=ConsentState)
    given_by = Varchar(length=10, choices=GivenBy, default=GivenBy.GUARDIAN)
    method = Varchar(length=15, choices=Method, default=Method.PAPER)
    text_version = Varchar(length=40, default="")
    on = Date()
    expires_on = Date(null=True, default=None)
    recorded_by = ForeignKey(Account, null=True, default=None)
    recorded_at = Timestamptz()

    latest_answer = Unique([participant, purpose])
