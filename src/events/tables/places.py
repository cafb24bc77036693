"""Rows about where things happen when one place is not enough."""

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from events.tables.activities import Activity


class Place(Table):
    """One of the places of an activity: a crossing, a square, a school."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=120)
    kind = Varchar(length=60, default="", help_text="in words: a crossing, a hospital")
    address = Varchar(length=300, default="")
    meeting_point = Varchar(length=200, default="")
    with_children = Boolean(default=False)
    position = Integer(default=0)
    version = Integer(default=1)

    place_named_once = Unique([activity, name])
