"""Service as it is noted by hand and shown: minutes kept, half hours told (domain §4.3)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


class Hours(msgspec.Struct, frozen=True):
    """Minutes somebody served at one occasion, and those topped up afterwards (补录)."""

    id: UUID
    title: str
    on: date
    minutes: int
    topped_up: int
    confirmed_at: datetime | None
    version: int


class NewHours(msgspec.Struct, frozen=True, kw_only=True):
    """Service noted by hand: brought along from before, or left out when it was counted."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    on: date
    minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)]


class NoSuchHours(Refusal):
    status = 404
    message = N_("There are no such hours.")


class NotConfirmed(Refusal):
    status = 422
    message = N_("This day is still to come: hours are noted when they were served.")


def served(records: Iterable[Hours]) -> int:
    """Return the minutes of all records, topped-up ones included."""
    return sum(one.minutes + one.topped_up for one in records)


def half_hours(minutes: int) -> str:
    """Return minutes as hours in halves, rounded down, the way they are certified (domain §4.3)."""
    halves = minutes // 30
    return f"{halves // 2}.5" if halves % 2 else f"{halves // 2}"
