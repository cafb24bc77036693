"""Promises kept again and again: at least so many, per period, per unit; and where each of them stands."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from events.rules.spans import PER_YEAR, Period, Span, cut, weekly
from kit.errors import Refusal
from kit.i18n import N_

CONTACT_FLOOR = 52  # 未保法 23: parents and their child speak once a week at least
MOST_UNITS = 200
_PARENTS = re.compile(r"父母|家长|监护人|parents?\b|guardians?\b", re.IGNORECASE)
_SPEAK = re.compile(r"电话|通话|联系|视频|见面|\b(?:phone|call|contact|talk|speak)", re.IGNORECASE)
_HELPER = re.compile(r"志愿者|结对|volunteer", re.IGNORECASE)


class Obligation(msgspec.Struct, frozen=True):
    """`at_least` times per `period` for each unit (a pair, a class …).

    `units` are their names; none means that it is kept once for all. `weekday` 0 is Monday.
    `starts_on` is set where the promise begins later than what it belongs to.
    """

    id: UUID
    title: str
    actor: str
    unit_kind: str
    at_least: int
    period: Period
    starts_on: date | None
    periods: int
    key: str = ""
    units: tuple[str, ...] = ()
    at_most: int | None = None
    weekday: int | None = None
    position: int = 0
    version: int = 1

    @property
    def rows(self) -> tuple[str, ...]:
        """The units it is kept for; one without a name where it is kept for all at once."""
        return self.units or ("",)

    @property
    def yearly(self) -> int | None:
        """How often a unit is due in a whole year; None for occasions."""
        times = PER_YEAR.get(self.period)
        return None if times is None else times * self.at_least

    @property
    def below_floor(self) -> bool:
        """Say whether parents and their child would speak less than the law asks for."""
        said = f"{self.actor} {self.title}"
        return (
            self.yearly is not None
            and self.yearly < CONTACT_FLOOR
            and bool(_PARENTS.search(said) and _SPEAK.search(said))
            and not _HELPER.search(said)
        )

    def spans(self, first: date | None, last: date | None) -> tuple[Span, ...]:
        """Return its periods between two days; none while one of them is unknown."""
        begin = self.starts_on or first
        if begin is None or last is None:
            return ()
        if self.period is Period.WEEK and self.weekday is not None:
            return weekly(self.weekday, begin, last)
        return cut(self.period, begin, last, self.periods)


class State(StrEnum):
    """Where one unit stands in one period (E15)."""

    MET = "met"
    MISSED = "missed"
    EXEMPT = "exempt"
    DUE = "due"  # its time is now
    TO_COME = "to_come"


STATE_NAMES: dict[State, str] = {
    State.MET: N_("Met"),
    State.MISSED: N_("Missed"),
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
        return sum(cell.state is state for row in self.rows for cell in row)

    def cell(self, unit: str, number: int) -> Cell:
        """Return one cell.

        Raises:
            NoSuchPeriod
        """
        for row in self.rows:
            for cell in row:
                if (cell.unit, cell.span.number) == (unit, number):
                    return cell
        raise NoSuchPeriod


class NoSuchObligation(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such obligation.")


class NoSuchPeriod(Refusal):
    status: ClassVar[int] = 404
    message = N_("This obligation has no such unit or period.")


class ObligationChanged(Refusal):
    message = N_("Somebody else changed this obligation in the meantime. Look at it again.")


class KeptAlready(Refusal):
    status: ClassVar[int] = 422
    message = N_("This is recorded already: the same day with the same evidence.")


class DoneInTheFuture(Refusal):
    status: ClassVar[int] = 422
    message = N_("This day is still to come.")


class DoneBefore(Refusal):
    status: ClassVar[int] = 422
    message = N_("This day lies before the programme begins.")


class MostBelowLeast(Refusal):
    status: ClassVar[int] = 422
    message = N_("At most has to be at least as many as at least.")


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


def refuse_day(done_on: date, first: date | None, today: date) -> None:
    """Raise unless something may have been done on that day.

    Raises:
        DoneInTheFuture, DoneBefore
    """
    if done_on > today:
        raise DoneInTheFuture
    if first is not None and done_on < first:
        raise DoneBefore


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
