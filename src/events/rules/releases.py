"""A frozen, numbered version of the run sheet: what paper, feeds and volunteers see."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from events.rules.schedule import Block, Lane


class ReleaseState(StrEnum):
    RELEASED = "released"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"


class Snapshot(msgspec.Struct, frozen=True):
    """What a release froze: the schedule with every start worked out."""

    lanes: tuple[Lane, ...]
    blocks: tuple[Block, ...]


class Release(msgspec.Struct, frozen=True):
    """Release n of an activity's run sheet."""

    id: UUID
    number: int
    name: str
    note: str
    state: ReleaseState
    sha256: str
    released_at: datetime
    released_by: str
