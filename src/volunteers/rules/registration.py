"""Who may join a camp: places per school, conditions that refuse or ask for a reason, who stays with whom (V3)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from events.rules.lists import Condition, Quota
from kit.errors import Gap, Refusal
from kit.i18n import N_, gettext
from volunteers.rules.participants import NewParticipant, Participant


class Seats(msgspec.Struct, frozen=True):
    """The places of one school, or of all together where `source` is ""."""

    source: str
    places: int
    taken: int

    @property
    def left(self) -> int:
        return self.places - self.taken


class NoPlaceLeft(Refusal):
    message = N_(
        "%(source)s has %(places)s places, and all are taken. Change the places or the list."
    )


class NoPlaceInAll(Refusal):
    message = N_("There are %(places)s places in all, and they are taken.")


class UnknownSource(Refusal):
    status = 422
    message = N_("“%(source)s” is not among the schools that have places here.")


class Tie(msgspec.Struct, frozen=True):
    """What is wrong with who should stay together or apart: of whom, and which row number."""

    participant: UUID
    codename: str
    row: str
    contradicts: bool = False  # else nobody has that number


def seats(quotas: Sequence[Quota], sources: Iterable[str]) -> tuple[Seats, ...]:
    """Return who has how many of the places, and all together at the end; nothing without quotas."""
    if not quotas:
        return ()
    counted = Counter(sources)
    own = [Seats(one.source, one.places, counted[one.source]) for one in quotas]
    return (*own, Seats("", sum(one.places for one in quotas), counted.total()))


def refuse_more(quotas: Sequence[Quota], before: Iterable[str], new: Iterable[str]) -> None:
    """Raise if `new` entries by their sources do not fit beside those from `before` (V3).

    Without quotas everybody fits. Who was there before a quota shrank stays.

    Raises:
        UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    coming = Counter(new)
    if not quotas or not coming:
        return
    there = Counter(before)
    places = {one.source: one.places for one in quotas}
    for source, count in coming.items():
        if source and source not in places:
            raise UnknownSource(source=source)
        if source and there[source] + count > places[source]:
            raise NoPlaceLeft(source=source, places=places[source])
    if there.total() + coming.total() > sum(places.values()):
        raise NoPlaceInAll(places=sum(places.values()))


def joining_gaps(
    who: Participant, conditions: Iterable[Condition], reasons: Mapping[UUID, str]
) -> tuple[Gap, ...]:
    """Return which conditions keep somebody off the roster: hard ones, and soft ones without a reason.

    `reasons` says why somebody takes part although a soft condition is not met.
    """
    open_ones = [one for one in conditions if one.id not in who.met]
    hard = [Gap("condition-unmet", one.text) for one in open_ones if one.hard]
    soft = [Gap("condition-reason", one.text) for one in open_ones if not one.hard]
    return (*hard, *(() if reasons.get(who.id) else soft))


def companions(everybody: Sequence[Participant]) -> dict[UUID, frozenset[UUID]]:
    """Return who should stay with whom: siblings. What one of them says holds for both."""
    return _ties(everybody, "together")


def apart(everybody: Sequence[Participant]) -> dict[UUID, frozenset[UUID]]:
    """Return who should never be put with whom; what one says holds for both."""
    return _ties(everybody, "apart")


def tie_problems(everybody: Sequence[Participant]) -> tuple[Tie, ...]:
    """Return row numbers nobody has, and people who should be together and apart at once."""
    rows = {one.partner_row: one for one in everybody if one.partner_row}
    separate = apart(everybody)
    unknown = [
        Tie(one.id, one.codename, row)
        for one in everybody
        for row in (*one.together, *one.apart)
        if row not in rows
    ]
    torn = [
        Tie(one.id, one.codename, row, contradicts=True)
        for one in everybody
        for row in one.together
        if row in rows and rows[row].id in separate.get(one.id, ())
    ]
    return (*unknown, *torn)


def wrong_ties(
    new: NewParticipant, before: Participant | None, others: Iterable[Participant]
) -> dict[str, str]:
    """Return a sentence for each wish that `new` brings and that would be lost: of nobody, or contradicted.

    What stood there before may stay; it is told of elsewhere.
    """
    rows = {one.partner_row: one for one in others if one.partner_row}
    wrong: dict[str, str] = {}
    for field, opposite in (("together", "apart"), ("apart", "together")):
        same_row = before is not None and before.partner_row == new.partner_row
        kept = getattr(before, field) if before is not None and same_row else ()
        fresh = [row for row in getattr(new, field) if row not in kept]
        unknown = [row for row in fresh if row not in rows]
        torn = [
            row for row in fresh if row in rows and new.partner_row in getattr(rows[row], opposite)
        ]
        if unknown:
            wrong[field] = gettext(
                "Nobody on the list has the number %(rows)s. If they come later, say it there: it holds for both."
            ) % {"rows": "、".join(unknown)}
        elif torn:
            wrong[field] = gettext(
                "Row %(rows)s says the opposite. Ask the school which of both holds."
            ) % {"rows": "、".join(torn)}
    return wrong


def _ties(everybody: Sequence[Participant], field: str) -> dict[UUID, frozenset[UUID]]:
    rows = {one.partner_row: one.id for one in everybody if one.partner_row}
    both: dict[UUID, set[UUID]] = {}
    for one in everybody:
        for row in getattr(one, field):
            other = rows.get(row)
            if other is not None and other != one.id:
                both.setdefault(one.id, set()).add(other)
                both.setdefault(other, set()).add(one.id)
    return {one: frozenset(others) for one, others in both.items()}
