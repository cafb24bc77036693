"""The day itself: lanes, blocks, when each really starts, and what collides."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class StartKind(StrEnum):
    FIXED = "fixed"
    FLOATING = "floating"


class Audience(StrEnum):
    ALL = "all"
    LANE = "lane"
    NAMED = "named"


class Lane(msgspec.Struct, frozen=True):
    """A column of the schedule. `tone` is a, b or c: how it is drawn, never what it means."""

    id: UUID
    name: str
    position: int
    tone: str


class Block(msgspec.Struct, frozen=True):
    """One item of the schedule; `lane` None is for everybody, `minutes` None is not known yet.

    `starts_at` is aware and in UTC; a floating block's is worked out from the one before it.
    """

    id: UUID
    lane: UUID | None
    position: int
    title: str
    place: str
    start_kind: StartKind
    starts_at: datetime | None
    minutes: int | None
    hard_end: bool
    audience: Audience
    lead: str
    people: tuple[str, ...]
    with_children: bool
    counts_as_service: bool
    public: bool
    tentative: bool
    note: str
    version: int
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime
