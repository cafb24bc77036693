"""Rows about shifts: which post, where, when, and who stands there."""

from piccolo.columns import UUID, ForeignKey, Integer, OnDelete, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events.tables import Activity, Place
from volunteers.rules.shifts import Standing
from volunteers.tables.applications import Application, Post


class Shift(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    post = ForeignKey(Post, null=False, index=True)
    place = ForeignKey(Place, null=True, default=None, index=True, on_delete=OnDelete.set_null)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    needed = Integer(default=1)
    taken = Integer(default=0)
    note = Varchar(length=200, default="")
    cancelled_at = Timestamptz(null=True, default=None)
    moved_from = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    created_at = Timestamptz()

    shift_ends_after_it_starts = Check("ends_at > starts_at")
    shift_never_overfull = Check("taken >= 0 AND taken <= needed")


class ShiftPerson(Table):
    """One person in one shift; who swaps leaves a row that says so."""

    id = UUID(primary_key=True)
    shift = ForeignKey(Shift, null=False, index=True)
    application = ForeignKey(Application, null=False, index=True)
    standing = Varchar(length=10, choices=Standing, default=Standing.PLANNED)
    replaces = ForeignKey(  # type: ignore[var-annotated]  # Piccolo cannot name a table in itself
        "self", null=True, default=None, on_delete=OnDelete.set_null
    )
    reason = Varchar(length=200, default="")
    since = Timestamptz()
    version = Integer(default=1)
    calendar_uid = Varchar(length=120, unique=True)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()

    once_per_shift = Unique([shift, application])
