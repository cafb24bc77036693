"""The monthly contact each pair promises: when it falls due, met, attempted or overdue (domain §4.2)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Channel(StrEnum):
    SCHOOL_PHONE = "school_phone"
    LETTER = "letter"
    VISIT = "visit"


class Contact(msgspec.Struct, frozen=True):
    """One contact of a pair, made or attempted; metadata only, never what was said (V19)."""

    id: UUID
    pair: UUID
    period: int
    happened_on: date
    made: bool
    channel: Channel
    minutes: int | None
    adult: str
    logged_at: datetime
