"""Rows about help that goes on: help plans of pairs, counselling slots, who performs."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, OnDelete, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events.tables import Act, Activity, Programme
from volunteers.rules.counselling import Referral, Setting, SlotState
from volunteers.tables.applications import Application
from volunteers.tables.pairs import Pair
from volunteers.tables.participants import Participant


class CounsellingSlot(Table):
    """When somebody qualified listens, in a room or on a line; never what was said (V7)."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=True, default=None, index=True)
    programme = ForeignKey(Programme, null=True, default=None, index=True)
    setting = Varchar(length=10, choices=Setting, default=Setting.ROOM)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    place = Varchar(length=120, default="", help_text="the room, or the number of the line")
    counsellor = Varchar(length=100, default="")
    qualification = Varchar(length=60, default="", help_text="number of the certificate")
    checked_by = Varchar(length=100, default="")
    application = ForeignKey(Application, null=True, default=None, on_delete=OnDelete.set_null)
    participant = ForeignKey(Participant, null=True, default=None, on_delete=OnDelete.set_null)
    state = Varchar(length=8, choices=SlotState, default=SlotState.FREE)
    calls = Integer(default=0, help_text="how many came or rang, of a hotline")
    referral = Varchar(length=15, choices=Referral, default=Referral.NONE)
    version = Integer(default=1)
    created_at = Timestamptz()

    slot_of_one = Check("num_nonnulls(activity, programme) = 1")
    slot_ends_after_it_starts = Check("ends_at > starts_at")


class HelpPlan(Table):
    """What a pair sets out to do: when, what, and what came of each phase."""

    id = UUID(primary_key=True)
    pair = ForeignKey(Pair, null=False, unique=True)
    time = Varchar(length=100, default="")
    content = Varchar(length=200, default="")
    version = Integer(default=1)
    updated_at = Timestamptz()


class HelpPhase(Table):
    id = UUID(primary_key=True)
    plan = ForeignKey(HelpPlan, null=False, index=True)
    until = Date()
    aim = Varchar(length=200, default="")
    result = Varchar(length=200, default="")
    done_on = Date(null=True, default=None)
    position = Integer(default=0)
    version = Integer(default=1)


class PairPartner(Table):
    """Who belongs to a pair besides the helper: a child who learns along, the teacher who leads."""

    id = UUID(primary_key=True)
    pair = ForeignKey(Pair, null=False, index=True)
    role = Varchar(length=12, help_text="peer_helper or lead")
    participant = ForeignKey(Participant, null=True, default=None, on_delete=OnDelete.cascade)
    name = Varchar(length=60, default="", help_text="a teacher's")

    one_in_each_role = Unique([pair, role])


class Performer(Table):
    """Somebody who performs an act: a participant or a volunteer."""

    id = UUID(primary_key=True)
    act = ForeignKey(Act, null=False, index=True)
    participant = ForeignKey(Participant, null=True, default=None, index=True)
    application = ForeignKey(Application, null=True, default=None, index=True)

    performer_is_one = Check("num_nonnulls(participant, application) = 1")
    performs_once = Unique([act, participant, application])
