"""Who is not there on the day, and who is beside a child instead: the pair itself stands (domain §4.6)."""

from datetime import datetime
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.pairs import StandInKind


class Absence(msgspec.Struct, frozen=True):
    """A helper or a child who is not there; one of the two is None."""

    id: UUID
    application: UUID | None
    participant: UUID | None
    by: str
    at: datetime


class Missing(msgspec.Struct, frozen=True):
    """Who is not there now: helpers by application, and children."""

    helpers: frozenset[UUID] = frozenset()
    children: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.helpers or self.children)


class StandIn(msgspec.Struct, frozen=True):
    """Who is beside a pair's child today instead of its helper; `step` is what was decided at once."""

    id: UUID
    pair: UUID
    application: UUID
    kind: StandInKind
    step: UUID
    by: str
    at: datetime


class MorningOver(Refusal):
    message = N_("This day is over. Nobody can be noted as missing any more.")


class NoSuchPerson(Refusal):
    status = 404
    message = N_("There is nobody of this kind in this activity (any more).")
