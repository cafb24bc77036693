"""The day itself: lanes, blocks, when each really starts, and what collides."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


class StartKind(StrEnum):
    FIXED = "fixed"
    FLOATING = "floating"


class Audience(StrEnum):
    ALL = "all"
    LANE = "lane"
    NAMED = "named"


LANE_TONES = ("a", "b", "c")


class Lane(msgspec.Struct, frozen=True):
    """A column of the schedule. `tone` is one of LANE_TONES: how it is drawn, never what it means."""

    id: UUID
    name: str
    position: int
    tone: str


class Block(msgspec.Struct, frozen=True):
    """One item of the schedule; `lane` None is for everybody, `minutes` None is not known yet.

    `starts_at` is aware and in UTC; a floating block's is worked out from the one before it. While the
    date is unknown, `day` (counted from 1) and `clock` (`HH:MM`) say when.
    """

    id: UUID
    lane: UUID | None
    position: int
    title: str
    place: str
    start_kind: StartKind
    starts_at: datetime | None
    minutes: int | None
    hard_end: bool
    audience: Audience
    lead: str
    people: tuple[str, ...]
    with_children: bool
    counts_as_service: bool
    public: bool
    tentative: bool
    note: str
    version: int
    created_at: datetime
    moved_from: datetime | None
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime
    clock: str = ""
    day: int = 1


class NoSuchBlock(Refusal):
    status = 404
    message = N_("This block is not in the schedule (any more).")


class BlockChanged(Refusal):
    message = N_("Somebody else changed this block in the meantime. Below is what it says now.")


class NoSuchLane(Refusal):
    status = 404
    message = N_("There is no such lane.")


class LaneNotEmpty(Refusal):
    message = N_("Move the blocks of this lane first.")


class Clash(msgspec.Struct, frozen=True):
    """One person in two blocks at once, from `starts_at` to `ends_at`."""

    person: str
    first: Block
    second: Block
    starts_at: datetime
    ends_at: datetime


class Overrun(msgspec.Struct, frozen=True):
    """A block that cannot start when it must, because what comes before takes `minutes` too long."""

    before: Block
    block: Block
    minutes: int


class Day(msgspec.Struct, frozen=True):
    """A schedule with every start worked out, in the order of the day."""

    lanes: tuple[Lane, ...]
    blocks: tuple[Block, ...]
    clashes: tuple[Clash, ...]
    overruns: tuple[Overrun, ...]

    @property
    def timed(self) -> tuple[Block, ...]:
        """The blocks whose start is known."""
        return tuple(b for b in self.blocks if b.starts_at is not None)

    @property
    def starts_at(self) -> datetime | None:
        return min((b.starts_at for b in self.blocks if b.starts_at), default=None)

    @property
    def ends_at(self) -> datetime | None:
        return max((end for b in self.blocks if (end := ends_at(b))), default=None)


STEP = 5  # minutes: the grid every start and duration stands on


def ends_at(block: Block) -> datetime | None:
    """Return when the block ends; without a duration it ends as it starts."""
    if block.starts_at is None:
        return None
    return block.starts_at + timedelta(minutes=block.minutes or 0)


def laid_out(lanes: Iterable[Lane], blocks: Iterable[Block]) -> Day:
    """Work out every floating start (E10), then what collides.

    Blocks are taken by `position`; a floating block starts when the one before it in its lane ends,
    one for everybody when all lanes have ended. Fixed blocks keep their start; where the one before
    in the same lane runs past it, that is an overrun, and nothing is moved silently. (A crew may
    well set up its lane while everybody else is at the opening.)
    """
    lanes = tuple(sorted(lanes, key=lambda lane: lane.position))
    last: dict[UUID | None, Block] = {}
    placed: list[Block] = []
    overruns: list[Overrun] = []
    for block in sorted(blocks, key=lambda b: (b.position, b.id)):
        before = _before(block, last, lanes)
        free_from = ends_at(before) if before else None
        start = block.starts_at
        if block.start_kind is StartKind.FLOATING and free_from is not None:
            start = free_from
        elif (
            start is not None and (own := last.get(block.lane)) and (ends_at(own) or start) > start
        ):
            overruns.append(Overrun(own, block, _minutes((ends_at(own) or start) - start)))
        now = msgspec.structs.replace(block, starts_at=start)
        placed.append(now)
        if now.starts_at is not None:
            last[block.lane] = now
    placed.sort(key=lambda b: (b.starts_at is None, b.starts_at or _NEVER, b.position))
    return Day(lanes, tuple(placed), tuple(clashes(placed)), tuple(overruns))


def clashes(blocks: Iterable[Block]) -> list[Clash]:
    """Return where one person is wanted in two blocks at once; touching ends do not clash."""
    wanted: dict[str, list[Block]] = {}
    for block in blocks:
        if block.starts_at is not None and block.minutes:
            for person in {p for p in (block.lead, *block.people) if p}:
                wanted.setdefault(person, []).append(block)
    found = []
    for person, theirs in sorted(wanted.items()):
        for first, second in combinations(theirs, 2):
            start = max(first.starts_at or _NEVER, second.starts_at or _NEVER)
            end = min(ends_at(first) or _NEVER, ends_at(second) or _NEVER)
            if start < end:
                found.append(Clash(person, first, second, start, end))
    return found


def people(text: str) -> tuple[str, ...]:
    """Split typed names at commas of any script, enumeration marks and semicolons."""
    names = re.split(r"[,，、;；\n]+", text)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def stepped(minutes: int) -> int:
    """Round to the grid, at least one step."""
    return max(STEP, round(minutes / STEP) * STEP)


_NEVER = datetime.max.replace(tzinfo=UTC)


def _before(block: Block, last: dict[UUID | None, Block], lanes: tuple[Lane, ...]) -> Block | None:
    """Return what must have ended before `block`: of its own lane and of everybody's blocks."""
    keys = [block.lane, None] if block.lane else [None, *(lane.id for lane in lanes)]
    earlier = [last[key] for key in dict.fromkeys(keys) if key in last]
    return max(earlier, key=lambda b: ends_at(b) or _NEVER, default=None)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
