"""The schedule of the day as it stands on paper: rows of time, columns of lanes."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import msgspec

from exports.rules.papers import Paper

MOST_SIDE_BY_SIDE = 3
MOST_BLOCKS = 500


class Lane(msgspec.Struct, frozen=True):
    """A column of the sheet: its name (A 组) and a line about it (01–15 号 · 黄旗 · 组长 林可)."""

    name: str
    note: str = ""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happens.

    `starts` and `ends` are `HH:MM` in the activity's zone, empty while unknown. `lane` counts from 0;
    None means everybody. `fixed` starts cannot be moved. `items` are things to tick off, with their
    quantity (礼物 30 份).
    """

    title: str
    starts: str = ""
    ends: str = ""
    fixed: bool = False
    tentative: bool = False
    lane: int | None = None
    place: str = ""
    lead: str = ""
    detail: str = ""
    items: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True):
    """A phase or a day of the sheet and its blocks, in any order; the heading may be empty."""

    heading: str
    blocks: tuple[Block, ...]


class Contact(msgspec.Struct, frozen=True):
    """Whom to call: what for (总控), who, and the number. At most four fit the foot of a page."""

    duty: str
    name: str
    phone: str


class RunSheet(Paper, frozen=True, kw_only=True):
    """The run sheet for one audience. No lanes means one column; more than three make several sheets."""

    template: ClassVar[str] = "documents/run_sheet.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-run-sheet.css")

    audience: str = ""
    lanes: tuple[Lane, ...] = ()
    parts: tuple[Part, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for part in self.parts for block in part.blocks)

    @property
    def first_fixed(self) -> str:
        """The first start that cannot move, or empty: the sheet explains itself by it."""
        return next((block.starts for block in self.blocks if block.fixed and block.starts), "")


class Row(msgspec.Struct, frozen=True):
    """What starts at one time: one block for everybody, or for each column the blocks of its lane.

    `ends` is empty when the columns end at different times (each says so itself) or nobody knows.
    """

    starts: str
    ends: str
    fixed: bool
    everybody: Block | None
    columns: tuple[tuple[Block, ...], ...]

    @property
    def minutes(self) -> int | None:
        """Its length, over midnight too; None when an end is unknown."""
        if not (self.starts and self.ends):
            return None
        return (_minute(self.ends) - _minute(self.starts)) % (24 * 60)


def sheets_of_lanes(lanes: Sequence[Lane]) -> list[list[int]]:
    """Say which lanes share a sheet: up to three together, more in pairs, a last odd one joining them."""
    numbers = list(range(len(lanes)))
    if len(numbers) <= MOST_SIDE_BY_SIDE:
        return [numbers]
    pairs = [numbers[at : at + 2] for at in range(0, len(numbers), 2)]
    if len(pairs[-1]) == 1:
        pairs[-2:] = [pairs[-2] + pairs[-1]]
    return pairs


def rows(blocks: Iterable[Block], lanes: Sequence[int]) -> list[Row]:
    """Arrange the blocks of `lanes` and of everybody by time; those without a time come last.

    Blocks of several lanes stand side by side when they start together; blocks of a lane that is not
    on this sheet are left out.
    """
    shown = [block for block in blocks if block.lane is None or block.lane in lanes]
    shown.sort(key=lambda block: (not block.starts, block.starts))
    arranged: list[Row] = []
    side_by_side: list[Block] = []
    for block in shown:
        first = side_by_side[0] if side_by_side else None
        if block.lane is None or not lanes:
            arranged += _beside(side_by_side, lanes)
            side_by_side = []
            arranged.append(Row(block.starts, block.ends, block.fixed, block, ()))
        elif first and first.starts == block.starts and not _taken(side_by_side, block):
            side_by_side.append(block)
        else:
            arranged += _beside(side_by_side, lanes)
            side_by_side = [block]
    return arranged + _beside(side_by_side, lanes)


def _beside(blocks: list[Block], lanes: Sequence[int]) -> list[Row]:
    if not blocks:
        return []
    ends = {block.ends for block in blocks}
    columns = tuple(tuple(block for block in blocks if block.lane == lane) for lane in lanes)
    fixed = any(block.fixed for block in blocks)
    return [Row(blocks[0].starts, ends.pop() if len(ends) == 1 else "", fixed, None, columns)]


def _taken(blocks: list[Block], new: Block) -> bool:
    """Say whether a block without a time would share its lane with another: then it gets a row."""
    return not new.starts and any(block.lane == new.lane for block in blocks)


def _minute(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
