"""How a day of coverage is drawn: a band for each space, its spans where they lie between first and last hour."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from volunteers.rules.coverage import Run

HOUR = timedelta(hours=1)
MOST_MARKS = 8  # hours that are named above a day
ROOM = 9  # percent of the day that a span must last for its numbers to fit in


class Apart(msgspec.Struct, frozen=True):
    """A block that children are not at; it is drawn so that nobody misses it."""

    space: str
    starts_at: datetime
    ends_at: datetime
    title: str


class Grey(msgspec.Struct, frozen=True):
    """Such a block where it lies, in percent of the day drawn."""

    block: Apart
    left: float
    width: float


class Piece(msgspec.Struct, frozen=True):
    """One span, with where it starts and how wide it is, in percent of the day drawn."""

    run: Run
    left: float
    width: float

    @property
    def narrow(self) -> bool:
        """Whether there is no room for its numbers."""
        return self.width < ROOM


class Band(msgspec.Struct, frozen=True):
    """The spans of one space on one day."""

    space: str
    pieces: tuple[Piece, ...]
    greys: tuple[Grey, ...] = ()

    @property
    def missing(self) -> int:
        return max((one.run.missing for one in self.pieces), default=0)


class DayBands(msgspec.Struct, frozen=True):
    """One day: the hours above it as (percent, moment), and its spaces by when children come first."""

    day: date
    hours: tuple[tuple[float, datetime], ...]
    bands: tuple[Band, ...]

    @property
    def sample(self) -> Run:
        """The span by which the numbers are explained: the first."""
        return next(one.run for band in self.bands for one in band.pieces)


def by_day(runs: Iterable[Run], zone: str, apart: Iterable[Apart] = ()) -> list[DayBands]:
    """Return the days there are children on; what goes on belongs to the day it starts on."""
    days: dict[date, list[Run]] = {}
    others: dict[date, list[Apart]] = {}
    for one in runs:
        days.setdefault(_day(one.starts_at, zone), []).append(one)
    for other in apart:
        others.setdefault(_day(other.starts_at, zone), []).append(other)
    return [_drawn(day, days[day], others.get(day, []), zone) for day in sorted(days)]


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _drawn(day: date, runs: list[Run], apart: list[Apart], zone: str) -> DayBands:
    local = ZoneInfo(zone)
    drawn: tuple[Run | Apart, ...] = (*runs, *apart)
    start = min(one.starts_at for one in drawn).astimezone(local)
    start = start.replace(minute=0, second=0, microsecond=0)
    end = max(one.ends_at for one in drawn).astimezone(local)
    hours = -(-(end - start) // HOUR)
    whole = HOUR * hours

    def percent(span: timedelta) -> float:
        return round(100 * (span / whole), 2)

    bands: dict[str, list[Piece]] = {}
    for one in sorted(runs, key=lambda one: one.starts_at):
        piece = Piece(one, percent(one.starts_at - start), percent(one.ends_at - one.starts_at))
        bands.setdefault(one.space, []).append(piece)
    greys: dict[str, list[Grey]] = {}
    for other in sorted(apart, key=lambda other: other.starts_at):
        left, width = percent(other.starts_at - start), percent(other.ends_at - other.starts_at)
        greys.setdefault(other.space, []).append(Grey(other, left, width))
    step = -(-hours // MOST_MARKS)
    marks = [n for n in range(0, hours, step) if 2 * (hours - n) > step]
    return DayBands(
        day,
        tuple((percent(HOUR * n), start + HOUR * n) for n in (*marks, hours)),
        tuple(
            Band(space, tuple(bands.get(space, ())), tuple(greys.get(space, ())))
            for space in dict.fromkeys((*bands, *greys))
        ),
    )
