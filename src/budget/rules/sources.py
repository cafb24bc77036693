"""Who pays: what was promised, approved and received, in fen."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec


class SourceKind(StrEnum):
    HOST = "host"
    DUES = "dues"
    SPONSOR = "sponsor"
    SELF_RAISED = "self_raised"
    DONATION = "donation"
    PARTNER = "partner"


class Source(msgspec.Struct, frozen=True):
    """One funding source; promised ≥ approved ≥ received, all in fen."""

    id: UUID
    name: str
    kind: SourceKind
    promised: int
    approved: int
    received: int
    until: date | None
    note: str
    position: int
    version: int
