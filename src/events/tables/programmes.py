"""Rows about what outlasts one activity: a series of editions, and standing work over a term or year."""

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
from piccolo.table import Table

from accounts.tables import Account, Organization


class Series(Table):
    """An activity that returns; its editions are activities."""

    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=200)
    created_at = Timestamptz()


class Programme(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True, on_delete=OnDelete.restrict)
    title = Varchar(length=200)
    theme = Text(default="")
    purposes = Array(base_column=Text(), default=list)
    period = Varchar(length=100, default="", help_text="the period in words: a term, a year")
    starts_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None)
    zone = Varchar(length=50, default="Asia/Shanghai")
    involves_minors = Boolean(default=False)
    closed_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    created_at = Timestamptz()
    created_by = ForeignKey(Account, null=True, default=None)


class WorkItem(Table):
    """One piece of a programme's work; `per` empty means once, otherwise it recurs."""

    id = UUID(primary_key=True)
    programme = ForeignKey(Programme, null=False, index=True)
    area = Varchar(length=100, default="")
    title = Varchar(length=200)
    text = Text(default="")
    per = Varchar(length=10, default="")
    weekday = SmallInt(null=True, default=None, help_text="0 is Monday")
    clock = Varchar(length=5, default="", help_text="HH:MM")
    minutes = Integer(null=True, default=None)
    position = Integer(default=0)
    version = Integer(default=1)
