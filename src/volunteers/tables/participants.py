"""Rows about those the activity serves: the closed field list, nothing else (domain §6.2)."""

from piccolo.columns import (
    UUID,
    Array,
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
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account, Organization
from events.tables import Activity, Series
from kit.columns import Encrypted
from volunteers.rules.applications import Gender
from volunteers.rules.participants import (
    AgeBand,
    CarerKind,
    ConsentState,
    GivenBy,
    Method,
    Purpose,
)
from volunteers.rules.rooms import RoomFor, Seen


class Room(Table):
    """Where people sleep; children and adults never share one (V17)."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=60)
    for_whom = Varchar(length=10, choices=RoomFor, default=RoomFor.CHILDREN)
    gender = Varchar(length=1, choices=Gender, default=Gender.UNSAID)
    beds = Integer(default=1)
    watch = Varchar(length=100, default="", help_text="the adult who is awake or on call")
    position = Integer(default=0)
    version = Integer(default=1)

    room_named_once = Unique([activity, name])
    room_has_beds = Check("beds > 0")


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
    given_name = Encrypted(null=True, default=None)
    birth_month = Encrypted(null=True, default=None, help_text="YYYY-MM")
    allergy_text = Encrypted(null=True, default=None)
    source = Varchar(length=100, default="", help_text="the school or class that sends them")
    earlier = Boolean(
        null=True, default=None, help_text="took part before: the partner's word (V4)"
    )
    previous_helper = UUID(null=True, default=None, help_text="a volunteer of an earlier edition")
    together = Array(
        base_column=Varchar(length=10), default=list, help_text="partner's row numbers"
    )
    apart = Array(base_column=Varchar(length=10), default=list, help_text="partner's row numbers")
    met = Array(base_column=UUID(), default=list, help_text="conditions said to be met")
    room = ForeignKey(Room, null=True, default=None, index=True, on_delete=OnDelete.set_null)
    confirmed_at = Timestamptz(null=True, default=None, help_text="by the partner")
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
    relation = Varchar(length=30, default="")
    text_version = Varchar(length=40, default="")
    on = Date()
    expires_on = Date(null=True, default=None, index=True)
    own_word = Boolean(default=False, help_text="the child agreed too (from 8 years on)")
    link_id = UUID(null=True, default=None)
    recorded_by = ForeignKey(Account, null=True, default=None)
    recorded_at = Timestamptz()

    latest_answer = Unique([participant, purpose])


class ConsentEvent(Table):
    """Each step of each consent, without anybody's codename; kept three years (domain §6.4)."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    participant_id = UUID(index=True)
    purpose = Varchar(length=20, choices=Purpose)
    state = Varchar(length=10, choices=ConsentState)
    given_by = Varchar(length=10, choices=GivenBy, default=GivenBy.GUARDIAN)
    relation = Varchar(length=30, default="")
    method = Varchar(length=15, choices=Method, default=Method.PAPER)
    text_version = Varchar(length=40, default="")
    on = Date()
    expires_on = Date(null=True, default=None, index=True)
    recorded_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    link_id = UUID(null=True, default=None)
    at = Timestamptz()
    keep_until = Date()


class Asking(Table):
    """Which purposes the letter of one activity asks for; without a row those its plan proposes."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, unique=True)
    purposes = Array(base_column=Varchar(length=20), default=list)
    version = Integer(default=1)
    updated_at = Timestamptz()


class LetterText(Table):
    """The wording somebody agreed to: kept as long as the answer."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    version = Varchar(length=40)
    locale = Varchar(length=20)
    body = Text()
    created_at = Timestamptz()

    worded_once = Unique([organization, version, locale])


class Carer(Table, tablename="carer"):
    """A guardian or a caregiver of one participant; only a guardian consents (未保法 22)."""

    id = UUID(primary_key=True)
    participant = ForeignKey(Participant, null=False, index=True)
    kind = Varchar(length=10, choices=CarerKind, default=CarerKind.GUARDIAN)
    relation = Varchar(length=30, default="")
    phone = Encrypted(null=True, default=None)
    best_time = Varchar(length=60, default="")
    through_partner = Boolean(default=True)
    retain_until = Date(null=False)
    version = Integer(default=1)
    created_at = Timestamptz()


class ParticipantChange(Table):
    """What was changed in an entry; of sealed fields only that they were."""

    id = UUID(primary_key=True)
    participant = ForeignKey(Participant, null=False, index=True)
    at = Timestamptz()
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    link_id = UUID(null=True, default=None)
    who = Varchar(length=100, default="")
    changes = Text(default="{}", help_text="JSON: field to [before, after]")


class NamedMode(Table):
    """Why real data of children may be kept in one activity, who agreed, and until when (V11)."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, unique=True)
    reason = Varchar(length=500, default="")
    assessed_on = Date(null=True, default=None)
    assessment = Text(default="", help_text="the impact assessment in short (PIPL 55, 56)")
    lead = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    lead_at = Timestamptz(null=True, default=None)
    partner = Varchar(length=100, default="")
    partner_at = Timestamptz(null=True, default=None)
    retain_until = Date(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    created_at = Timestamptz()


class EarlierParticipant(Table):
    """That somebody took part, as a keyed hash and nothing else; gone after 13 months (V4)."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    series = ForeignKey(Series, null=True, default=None, on_delete=OnDelete.cascade)
    digest = Bytea()
    keep_until = Date()

    hashed_once = Unique([organization, digest])


class RollCall(Table):
    """One count of everybody: a half-day, a change of block, a night."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    title = Varchar(length=120)
    on = Date()
    at = Varchar(length=5, default="", help_text="HH:MM")
    counted_by = Varchar(length=100, default="")
    closed_at = Timestamptz(null=True, default=None)
    position = Integer(default=0)
    version = Integer(default=1)


class RollMark(Table):
    id = UUID(primary_key=True)
    roll_call = ForeignKey(RollCall, null=False, index=True)
    participant = ForeignKey(Participant, null=False, index=True)
    seen = Varchar(length=10, choices=Seen, default=Seen.UNKNOWN)
    at = Timestamptz(null=True, default=None)

    marked_once = Unique([roll_call, participant])
