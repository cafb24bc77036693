"""Pairs: one participant with the helper who stays at their side; groups and pods of pairs."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class PairStatus(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"
    DROPPED = "dropped"


LIVE_PAIRS = (PairStatus.PROPOSED, PairStatus.CONFIRMED, PairStatus.ACTIVE, PairStatus.PAUSED)


class Reason(msgspec.Struct, frozen=True):
    """Points one criterion gave a pair."""

    criterion: str
    points: int


class Pair(msgspec.Struct, frozen=True):
    """One participant and one helper (peer helpers and teachers come later).

    `score` 0–1000 is how well they suit each other, never a score of a child. `group` and `pod`
    say with whom they go on the day; `number` is what papers and calendars call the pair.
    """

    id: UUID
    activity: UUID
    participant: UUID
    application: UUID
    number: int
    status: PairStatus
    group: UUID | None
    pod: int | None
    locked: bool
    score: int
    reasons: tuple[Reason, ...]
    started_on: date | None
    ended_on: date | None
    confirmed_at: datetime | None
    version: int


class Group(msgspec.Struct, frozen=True):
    """Pairs that share a lane. `lane` is None until the day's lanes are known."""

    id: UUID
    name: str
    lane: UUID | None
    position: int
