"""The plan document `banxing-plan/1`: one portable form for templates, texts, copies and exports."""

from enum import StrEnum
from uuid import UUID

import msgspec


class Section(msgspec.Struct, frozen=True):
    """One chapter of a 策划书. `key` says which data it shows; "" is free text of its own."""

    id: UUID
    key: str
    heading: str
    text: str
    position: int


class Phase(StrEnum):
    PREPARE = "prepare"
    DAY = "day"
    FOLLOW_UP = "follow_up"
