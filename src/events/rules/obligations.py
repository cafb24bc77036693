"""Promises kept afterwards: at least so many, per period, per unit."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    TERM = "term"
    YEAR = "year"
    OCCASION = "occasion"


class Obligation(msgspec.Struct, frozen=True):
    """`at_least` times per `period` for each unit (a pair, a class …), from `starts_on`."""

    id: UUID
    title: str
    actor: str
    unit_kind: str
    at_least: int
    period: Period
    starts_on: date | None
    periods: int
    key: str = ""
