"""Rows about the partner, about what leaves our hands, and about what people may ask of us."""

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
from piccolo.constraints import Unique
from piccolo.table import Table

from accounts.tables import Account, Organization
from events.tables import Activity
from volunteers.rules.requests import RequestKind, RequestState
from volunteers.rules.sharing import ShareState, SubjectKind
from volunteers.tables.applications import Application


class Liaison(Table):
    """The contact at a partner, who works through a link without an account."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    party = UUID(null=True, default=None, help_text="the partner among the parties")
    partner = Varchar(length=200)
    name = Varchar(length=100, default="")
    phone = Varchar(length=40, default="")
    email = Varchar(length=254, default="")
    needs_gender = Boolean(default=False, help_text="pairs are of one gender")
    training_room = Varchar(length=120, default="")
    dates_confirmed_at = Timestamptz(null=True, default=None)
    note = Varchar(length=300, default="")
    version = Integer(default=1)
    created_at = Timestamptz()

    liaison_once = Unique([activity, partner])


class PartnerAdult(Table):
    """A teacher the partner names as one of the adults with the children (V15)."""

    id = UUID(primary_key=True)
    liaison = ForeignKey(Liaison, null=False, index=True)
    name = Varchar(length=60)
    role = Varchar(length=60, default="")
    named_at = Timestamptz()

    adult_named_once = Unique([liaison, name])


class Sharing(Table):
    """One volunteer's word on one recipient and these fields (V13, PIPL 23)."""

    id = UUID(primary_key=True)
    application = ForeignKey(Application, null=False, index=True)
    recipient = Varchar(length=200)
    fields = Array(base_column=Varchar(length=20), default=list)
    state = Varchar(length=10, choices=ShareState, default=ShareState.ASKED)
    text_version = Varchar(length=40, default="")
    at = Timestamptz()

    one_word_each = Unique([application, recipient])


class Disclosure(Table):
    """Somebody's details went to somebody else; kept three years, whoever they were about."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    activity_id = UUID(null=True, default=None, index=True)
    batch = UUID(index=True)
    recipient = Varchar(length=200)
    subject_kind = Varchar(length=12, choices=SubjectKind)
    subject_id = UUID(index=True)
    fields = Array(base_column=Varchar(length=30), default=list)
    purpose = Varchar(length=200)
    basis = Varchar(length=60)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    link_id = UUID(null=True, default=None)
    at = Timestamptz()
    keep_until = Date()


class DataRequest(Table):
    """A guardian or volunteer asks about their data; the answer is written and has a due date."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    activity_id = UUID(null=True, default=None, index=True)
    number = Integer()
    subject_kind = Varchar(length=12, choices=SubjectKind)
    subject_id = UUID(index=True)
    kind = Varchar(length=8, choices=RequestKind)
    relation = Varchar(length=30, default="")
    text = Varchar(length=500, default="")
    link_id = UUID(null=True, default=None)
    state = Varchar(length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = Timestamptz()
    due_on = Date()
    answer = Text(default="")
    answered_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    answered_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)

    request_numbered_once = Unique([organization, number])
