"""The day as a grid to draw, each day where there are several: a row for every five minutes, a column for each lane."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from events.rules.schedule import STEP, Block, Day, ends_at
from kit.i18n import clock

HALF_HOUR = timedelta(minutes=30)
ROWS_PER_HALF_HOUR = 30 // STEP
FEWEST_ROWS = 12
FEWEST_ROWS_OF_A_BLOCK = 3
ASSUMED_MINUTES = 15  # of a block whose length nobody knows
FIRST_LANE = 2  # column 1 holds the hours


class Hour(msgspec.Struct, frozen=True):
    """A line across the grid, and the time that stands beside it; `half` is lighter."""

    row: int
    text: str
    half: bool


class Placed(msgspec.Struct, frozen=True):
    """A block as the timeline draws it: rows from `first` to before `last`, columns likewise."""

    block: Block
    lane: str
    tone: str
    first: int
    last: int
    column: int
    end_column: int
    clashes: tuple[str, ...]


class Timeline(msgspec.Struct, frozen=True):
    """The grid of one day: how many rows, which times stand at which row, what lies where."""

    rows: int
    hours: tuple[Hour, ...]
    placed: tuple[Placed, ...]
    day: date


def by_day(day: Day, zone: str, only: UUID | None = None) -> tuple[Timeline, ...]:
    """Lay the timed blocks out, a grid for each day on which one starts; none where nothing has a time.

    Where there are several days, what lasts beyond midnight is drawn until then.
    """
    dates = sorted({_date(block, zone) for block in day.timed})
    several = len(dates) > 1
    drawn_days = (
        drawn(
            msgspec.structs.replace(
                day, blocks=tuple(b for b in day.timed if _date(b, zone) == one)
            ),
            zone,
            only,
            until=datetime.combine(one + timedelta(days=1), time(), ZoneInfo(zone))
            if several
            else None,
        )
        for one in dates
    )
    return tuple(one for one in drawn_days if one)


def drawn(
    day: Day, zone: str, only: UUID | None = None, until: datetime | None = None
) -> Timeline | None:
    """Lay the timed blocks out on one grid; None where nothing has a time yet.

    With `only`, the blocks of that lane and those for everybody; the grid stays the same. With `until`,
    the grid ends there at the latest.
    """
    start, end = day.starts_at, day.ends_at
    if start is None or end is None:
        return None
    start = start.replace(minute=start.minute // 30 * 30)
    rows = max(FEWEST_ROWS, _rows((min(end, until) if until else end) - start))
    return Timeline(
        rows,
        tuple(
            Hour(n * ROWS_PER_HALF_HOUR + 1, clock(start + n * HALF_HOUR, zone), n % 2 == 1)
            for n in range(rows // ROWS_PER_HALF_HOUR + 1)
        ),
        tuple(
            _placed(block, day, start, rows if until else None)
            for block in day.timed
            if only is None or block.lane in (None, only)
        ),
        start.astimezone(ZoneInfo(zone)).date(),
    )


def miniature(plan: Day, activity: Activity) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the first day as rows of (time, [(title, tone)]), with whatever each lane does then."""
    tones = {lane.id: lane.tone for lane in plan.lanes}
    rows: dict[str, list[tuple[str, str]]] = {}
    for block in plan.blocks:
        if _on_first_day(block, activity):
            tone = tones.get(block.lane, "") if block.lane else ""
            at = clock(block.starts_at, activity.zone) if block.starts_at else block.clock or "–"
            rows.setdefault(at, []).append((block.title, tone))
    return list(rows.items())


def _on_first_day(block: Block, activity: Activity) -> bool:
    """Say whether a block is on the first day, dated or only counted."""
    if block.starts_at is None:
        return block.day == 1
    return _date(block, activity.zone) == activity.first_day


def _date(block: Block, zone: str) -> date:
    assert block.starts_at is not None
    return block.starts_at.astimezone(ZoneInfo(zone)).date()


def _placed(block: Block, day: Day, start: datetime, rows: int | None) -> Placed:
    assert block.starts_at is not None
    first = _rows(block.starts_at - start) + 1
    length = timedelta(minutes=block.minutes or ASSUMED_MINUTES)
    last = first + max(FEWEST_ROWS_OF_A_BLOCK, -_rows(-length))
    if rows is not None:
        last = max(first + FEWEST_ROWS_OF_A_BLOCK, min(last, rows + 1))
    lane = next((lane for lane in day.lanes if lane.id == block.lane), None)
    if lane:
        column = FIRST_LANE + day.lanes.index(lane)
        end_column, tone = column + 1, lane.tone
    else:
        column, end_column = FIRST_LANE, _free_until(block, day)
        tone = "key" if block.hard_end or block.public else "all"
    busy = tuple(
        dict.fromkeys(c.person for c in day.clashes if block.id in (c.first.id, c.second.id))
    )
    return Placed(block, lane.name if lane else "", tone, first, last, column, end_column, busy)


def _free_until(block: Block, day: Day) -> int:
    """Return the column before which a block for everybody ends: lanes busy meanwhile stay theirs.

    The first lane is always covered, even a busy one: the block has to stand somewhere.
    """
    until = FIRST_LANE + 1
    for lane in day.lanes[1:]:
        if any(other.lane == lane.id and _overlap(block, other) for other in day.timed):
            break
        until += 1
    return until


def _overlap(one: Block, other: Block) -> bool:
    """Say whether two blocks with a start share a moment; touching ends do not."""
    (start, end), (begin, finish) = ((b.starts_at, ends_at(b)) for b in (one, other))
    assert start is not None
    assert end is not None
    assert begin is not None
    assert finish is not None
    return begin < end and start < finish


def _rows(span: timedelta) -> int:
    """Return how many whole rows `span` is, rounded down (a negative one away from zero)."""
    return span // timedelta(minutes=STEP)
