"""Where a promise stands: which unit met it in which period, missed it, or need not keep it (E15)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from events.rules.obligations import Obligation, RecordedAlready
from events.rules.spans import Period, Span
from kit.errors import Refusal
from kit.i18n import N_


class State(StrEnum):
    """Where one unit stands in one period (E15)."""

    MET = "met"
    MISSED = "missed"
    EXEMPT = "exempt"
    DUE = "due"  # its time is now
    TO_COME = "to_come"


STATE_NAMES: dict[State, str] = {
    State.MET: N_("Met"),
    State.MISSED: N_("Not done"),
    State.EXEMPT: N_("Exempt"),
    State.DUE: N_("Due now"),
    State.TO_COME: N_("Still to come"),
}
# One letter each, so that a board can be read without its colours.
STATE_LETTERS: dict[State, str] = {
    State.MET: N_("M"),
    State.MISSED: N_("X"),
    State.EXEMPT: N_("E"),
    State.DUE: N_("D"),
    State.TO_COME: "·",
}


class Discharge(msgspec.Struct, frozen=True):
    """Evidence that a unit met one period (`done_on`), or why it need not (`exempt_because`)."""

    id: UUID
    obligation: UUID
    unit: str
    period: int
    done_on: date | None
    evidence: str
    exempt_because: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody enters for a unit in a period: a day with evidence, or a reason.

    `for_all` says that the same goes for every other unit that still owes something then.
    """

    unit: str
    period: int
    done_on: date | None = None
    evidence: str = ""
    exempt_because: str = ""
    for_all: bool = False


class Cell(msgspec.Struct, frozen=True):
    """One unit in one period, with what is recorded of it."""

    unit: str
    span: Span
    state: State
    recorded: tuple[Discharge, ...] = ()

    @property
    def times(self) -> int:
        return sum(one.done_on is not None for one in self.recorded)


class Board(msgspec.Struct, frozen=True):
    """One obligation as units × periods."""

    obligation: Obligation
    spans: tuple[Span, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def due(self) -> int:
        """How often it is due in all; what is exempt is not."""
        asked = sum(cell.state is not State.EXEMPT for row in self.rows for cell in row)
        return asked * self.obligation.at_least

    @property
    def met(self) -> int:
        """How much of that is done; more than is due in a period counts no further."""
        most = self.obligation.at_least
        return sum(
            min(cell.times, most)
            for row in self.rows
            for cell in row
            if cell.state is not State.EXEMPT
        )

    def count(self, state: State) -> int:
        """Return how many cells stand so."""
        return sum(cell.state == state for row in self.rows for cell in row)

    @property
    def now(self) -> int:
        """The first period that is not over, 0 where all are."""
        ahead = {State.DUE, State.TO_COME}
        return min(
            (cell.span.number for row in self.rows for cell in row if cell.state in ahead),
            default=0,
        )

    def around(self, number: int | None, cells: int) -> "Board":
        """Return as many periods as `cells` allow, the one with `number` or the present one among them."""
        wide = max(1, cells // len(self.rows))
        present = (cell.span.number for row in self.rows for cell in row if cell.state == State.DUE)
        at = number or next(present, 1)
        begin = (max(1, min(at, len(self.spans))) - 1) // wide * wide
        shown = slice(begin, begin + wide)
        return msgspec.structs.replace(
            self, spans=self.spans[shown], rows=tuple(row[shown] for row in self.rows)
        )

    def owing(self, number: int) -> list[str]:
        """Return the units that have neither met a period nor been exempted from it."""
        done = (State.MET, State.EXEMPT)
        return [
            cell.unit
            for row in self.rows
            for cell in row
            if cell.span.number == number and cell.state not in done
        ]

    def row(self, unit: str) -> tuple[Cell, ...]:
        """Return the cells of one unit; none where there is no such unit."""
        return next((row for row in self.rows if row and row[0].unit == unit), ())

    def cell(self, unit: str, number: int) -> Cell:
        """Return one cell.

        Raises:
            NoSuchPeriod
        """
        for cell in self.row(unit):
            if cell.span.number == number:
                return cell
        raise NoSuchPeriod


class NoSuchPeriod(Refusal):
    status: ClassVar[int] = 404
    message = N_("This obligation has no such unit or period.")


class NoSuchDischarge(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such record.")


class KeptAlready(Refusal):
    status: ClassVar[int] = 422
    message = N_("This is recorded already: the same day with the same evidence counts once.")


class DoneInTheFuture(Refusal):
    status: ClassVar[int] = 422
    message = N_("This day is still to come.")


class DoneBefore(Refusal):
    status: ClassVar[int] = 422
    message = N_("This day lies before the programme begins.")


def board(
    one: Obligation,
    first: date | None,
    last: date | None,
    discharges: Iterable[Discharge],
    today: date,
) -> Board:
    """Return where every unit stands in every period between `first` and `last`."""
    recorded: dict[tuple[str, int], list[Discharge]] = defaultdict(list)
    for discharge in discharges:
        recorded[discharge.unit, discharge.period].append(discharge)
    spans = one.spans(first, last)
    rows = tuple(
        tuple(_cell(one, unit, span, recorded[unit, span.number], today) for span in spans)
        for unit in one.rows
    )
    return Board(one, spans, rows)


def counted(row: Iterable[Cell], done_on: date | None, evidence: str) -> bool:
    """Say whether this evidence meets a period of the unit already: it may discharge once (E15)."""
    return done_on is not None and any(
        (one.done_on, one.evidence) == (done_on, evidence) for cell in row for one in cell.recorded
    )


def refuse_twice(row: Iterable[Cell], done_on: date, evidence: str) -> None:
    """Raise where the same evidence meets a period of this unit already.

    Raises:
        KeptAlready
    """
    if counted(row, done_on, evidence):
        raise KeptAlready


def renumbered(
    one: Obligation,
    before: Iterable[Span],
    after: Iterable[Span],
    recorded: Iterable[Discharge],
) -> dict[UUID, int]:
    """Return the new number of each record whose period is counted otherwise `after`.

    A record stays with a period that begins on the same day. Where there is none, what was done
    goes to the period its day lies in; an exemption, or what was made up later, has no such day.

    Raises:
        RecordedAlready: it would count for other days.
    """
    known, spans = {span.number: span for span in before}, list(after)
    numbers: dict[UUID, int] = {}
    for record in recorded:
        span = known.get(record.period)
        number = span and _place(one, span, spans, record.done_on)
        if not number:
            raise RecordedAlready
        if number != record.period:
            numbers[record.id] = number
    return numbers


def refuse_day(done_on: date, first: date | None, today: date) -> None:
    """Raise unless something may have been done on that day.

    Raises:
        DoneInTheFuture, DoneBefore
    """
    if done_on > today:
        raise DoneInTheFuture
    if first is not None and done_on < first:
        raise DoneBefore


def _place(one: Obligation, span: Span, spans: list[Span], done_on: date | None) -> int | None:
    """Return which of `spans` takes the place of `span` for what was done on that day, if any."""
    if one.period is Period.OCCASION:
        same = [other.number for other in spans if other.number == span.number]
    else:
        same = [other.number for other in spans if other.first == span.first]
        if done_on is not None and span.first <= done_on <= span.last:
            same += [other.number for other in spans if other.first <= done_on <= other.last]
    return next(iter(same), None)


def _cell(one: Obligation, unit: str, span: Span, found: list[Discharge], today: date) -> Cell:
    return Cell(unit, span, _state(one, span, found, today), tuple(found))


def _state(one: Obligation, span: Span, found: list[Discharge], today: date) -> State:
    if any(discharge.exempt_because for discharge in found):
        return State.EXEMPT
    if len(found) >= one.at_least:
        return State.MET
    if span.last < today:
        return State.MISSED
    return State.DUE if span.first <= today else State.TO_COME
