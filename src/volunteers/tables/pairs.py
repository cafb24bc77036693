"""Rows about pairs, groups, and the contacts they keep."""

from piccolo.columns import (
    UUID,
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

from events.tables import Activity, Lane
from volunteers.rules.contacts import Channel
from volunteers.rules.pairs import PairStatus, StandInKind, StepKind, WhyNever
from volunteers.tables.applications import Application
from volunteers.tables.participants import Participant
from volunteers.tables.sharing import PartnerAdult


class Group(Table, tablename="pair_group"):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=60)
    lane = ForeignKey(Lane, null=True, default=None, on_delete=OnDelete.set_null)
    leader = ForeignKey(Application, null=True, default=None, on_delete=OnDelete.set_null)
    position = Integer(default=0)

    group_named_once = Unique([activity, name])


class Pair(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    participant = ForeignKey(Participant, null=False, index=True)
    application = ForeignKey(Application, null=False, index=True)
    number = Integer()
    status = Varchar(length=10, choices=PairStatus, default=PairStatus.PROPOSED)
    group = ForeignKey(Group, null=True, default=None, on_delete=OnDelete.set_null)
    pod = Integer(null=True, default=None)
    stays = Boolean(default=False, help_text="in its group, when groups are dealt anew")
    locked = Boolean(default=False)
    score = Integer(default=0)
    reasons = Text(default="[]")
    peer_helper = ForeignKey(Participant, null=True, default=None, on_delete=OnDelete.set_null)
    lead = ForeignKey(PartnerAdult, null=True, default=None, on_delete=OnDelete.set_null)
    started_on = Date(null=True, default=None)
    ended_on = Date(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    end_reason = Varchar(length=200, default="")
    version = Integer(default=1)
    created_at = Timestamptz()
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()

    pair_numbered_once = Unique([activity, number])


class GroupStep(Table):
    """How the groups were before they were dealt anew or somebody moved: what undo goes back to."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    before = Text(default="{}", help_text="JSON: the groups, and group and pod of each pair")
    by = Varchar(length=100)
    at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)


class Contact(Table):
    id = UUID(primary_key=True)
    pair = ForeignKey(Pair, null=False, index=True)
    period = Integer()
    happened_on = Date()
    made = Boolean(default=True)
    channel = Varchar(length=15, choices=Channel, default=Channel.SCHOOL_PHONE)
    minutes = Integer(null=True, default=None)
    adult = Varchar(length=60, default="")
    logged_at = Timestamptz()


class ContactDue(Table):
    """One dated row per pair and period, so that calendars have a lasting UID for each."""

    id = UUID(primary_key=True)
    pair = ForeignKey(Pair, null=False, index=True)
    period = Integer()
    due_on = Date()
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()
    created_at = Timestamptz()

    once_per_period = Unique([pair, period])


class PairingRules(Table):
    """How an activity judges who fits whom; no row means the defaults."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, unique=True)
    needs = Integer(default=25)
    interests = Integer(default=25)
    free = Integer(default=20)
    languages = Integer(default=20)
    experience = Integer(default=10)
    same_gender = Boolean(default=False)
    needs_shared_time = Boolean(default=False)
    keep_previous = Boolean(default=True)
    siblings_share = Boolean(default=False, help_text="children to be kept together: one volunteer")
    most_each = Integer(default=1, help_text="children that one volunteer takes at most: 1 or 2")
    version = Integer(default=1)

    one_or_two = Check("most_each >= 1 AND most_each <= 2")


class NeverPair(Table):
    """Two who must not be paired: kin, or a stated exclusion (V12)."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    participant = ForeignKey(Participant, null=False, index=True)
    application = ForeignKey(Application, null=False, index=True)
    reason = Varchar(length=12, choices=WhyNever, default=WhyNever.STATED)
    created_at = Timestamptz()

    never_once = Unique([participant, application])


class PairingStep(Table):
    """What the board did at once: shown as its history, and taken back as a whole."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    kind = Varchar(length=12, choices=StepKind)
    changes = Text(default="[]", help_text="JSON: participant, from application, to application")
    by = Varchar(length=100)
    at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)


class Absence(Table):
    """A helper or a child who is not there on the day; `ended_at` if they came after all."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    application = ForeignKey(Application, null=True, default=None, index=True)
    participant = ForeignKey(Participant, null=True, default=None, index=True)
    by = Varchar(length=100)
    at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)

    one_of_both = Check("(application IS NULL) <> (participant IS NULL)")


class StandIn(Table):
    """Whoever is beside a pair's child on the day instead of its helper; the pair itself stands."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    pair = ForeignKey(Pair, null=False, index=True)
    application = ForeignKey(Application, null=False, index=True)
    kind = Varchar(length=10, choices=StandInKind)
    step = UUID(help_text="what was decided at once")
    by = Varchar(length=100)
    at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
