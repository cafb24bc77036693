"""How a day of coverage is drawn: a band for each space, its spans where they lie between first and last hour."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from volunteers.rules.coverage import Run

HOUR = timedelta(hours=1)
MOST_MARKS = 8  # hours that are named above a day
ROOM = 9  # percent of the day that a span must last for its numbers to fit in


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

    @property
    def missing(self) -> int:
        return max((one.run.missing for one in self.pieces), default=0)


class DayBands(msgspec.Struct, frozen=True):
    """One day: the hours above it as (percent, moment), and its spaces by when children come first."""

    day: date
    hours: tuple[tuple[float, datetime], ...]
    bands: tuple[Band, ...]


def by_day(runs: Iterable[Run], zone: str) -> list[DayBands]:
    """Return the days there are children on; a span belongs to the day it starts on."""
    days: dict[date, list[Run]] = {}
    for one in runs:
        days.setdefault(one.starts_at.astimezone(ZoneInfo(zone)).date(), []).append(one)
    return [_drawn(day, days[day], zone) for day in sorted(days)]


def _drawn(day: date, runs: list[Run], zone: str) -> DayBands:
    local = ZoneInfo(zone)
    start = min(one.starts_at for one in runs).astimezone(local)
    start = start.replace(minute=0, second=0, microsecond=0)
    end = max(one.ends_at for one in runs).astimezone(local)
    hours = -(-(end - start) // HOUR)
    whole = HOUR * hours

    def percent(span: timedelta) -> float:
        return round(100 * (span / whole), 2)

    bands: dict[str, list[Piece]] = {}
    for one in sorted(runs, key=lambda one: one.starts_at):
        piece = Piece(one, percent(one.starts_at - start), percent(one.ends_at - one.starts_at))
        bands.setdefault(one.space, []).append(piece)
    step = -(-hours // MOST_MARKS)
    return DayBands(
        day,
        tuple((percent(HOUR * n), start + HOUR * n) for n in range(0, hours, step)),
        tuple(Band(space, tuple(pieces)) for space, pieces in bands.items()),
    )
