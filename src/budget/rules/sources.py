"""Who pays: what was promised, approved and received, in fen."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


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


SOURCE_NAMES: dict[SourceKind, str] = {
    SourceKind.HOST: N_("University or college"),
    SourceKind.DUES: N_("Members' dues"),
    SourceKind.SPONSOR: N_("Sponsor"),
    SourceKind.SELF_RAISED: N_("Raised ourselves"),
    SourceKind.DONATION: N_("Donation"),
    SourceKind.PARTNER: N_("Partner"),
}


class NoSuchSource(Refusal):
    status = 404
    message = N_("This source is not in the budget (any more).")


class SourceChanged(Refusal):
    message = N_("Somebody else changed this source in the meantime. Look at it and save again.")


class OutOfOrder(Refusal):
    """promised ≥ approved ≥ received (domain reference §2)."""

    status = 422
    message = N_(
        "A source cannot have received more than was approved, nor approved more than was promised."
    )


def refuse_disorder(promised: int, approved: int, received: int) -> None:
    """Raise OutOfOrder unless promised ≥ approved ≥ received; all in fen."""
    if not promised >= approved >= received:
        raise OutOfOrder


def coverage(sources: Iterable[Source], planned: int) -> tuple[int, int]:
    """Return (approved, shortfall) in fen; nothing is missing where more is approved than planned."""
    approved = sum(source.approved for source in sources)
    return approved, max(0, planned - approved)
