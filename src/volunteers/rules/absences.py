"""Who is not there on the day, and who is beside a child instead: the pair itself stands (domain §4.6)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

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


class MorningAhead(Refusal):
    message = N_("This day is still to come. Who is missing is noted on the day itself.")


class NoSuchPerson(Refusal):
    status = 404
    message = N_("There is nobody of this kind in this activity (any more).")


def is_ahead(first_day: date | None, today: date) -> bool:
    """Return whether the first day is still to come."""
    return first_day is not None and today < first_day


def refuse_ahead(first_day: date | None, today: date) -> None:
    """Raise MorningAhead before the first day."""
    if is_ahead(first_day, today):
        raise MorningAhead


def next_midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the day of a moment ends, where the activity takes place."""
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone)


def superfluous(
    own: Mapping[UUID, UUID], standing: Mapping[UUID, UUID], there: Collection[UUID]
) -> set[UUID]:
    """Return the pairs whose stand-in may go: their own helper is there and beside nobody else instead.

    `own` is each pair's helper if they may be beside its child now, `standing` who stands in, `there` who
    is not missing. Whoever moved on goes back as soon as the child they moved to has its own helper again.
    """
    left, over = dict(standing), set[UUID]()
    while ends := {
        pair
        for pair in left
        if (helper := own.get(pair)) in there and helper not in set(left.values())
    }:
        over |= ends
        left = {pair: one for pair, one in left.items() if pair not in ends}
    return over


def crowded(beside: Mapping[UUID, UUID], newest: Iterable[UUID], most: int) -> set[UUID]:
    """Return the stand-ins (their pairs, given the `newest` first) that leave somebody with too many children."""
    count = Counter(beside.values())
    over = set[UUID]()
    for pair in newest:
        if pair in beside and count[beside[pair]] > most:
            count[beside[pair]] -= 1
            over.add(pair)
    return over
