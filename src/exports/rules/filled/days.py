"""The run sheet: what the release in force says, for everybody or for one lane."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events.rules import schedule
from events.rules.schedule import StartKind
from exports.rules.filled.facts import Facts, clock, head, listed
from exports.rules.kinds import NoSuchPart, NothingReleased
from exports.rules.papers import When
from exports.rules.run_sheets import Block, Contact, Lane, Part, RunSheet
from kit import i18n
from kit.i18n import gettext


def run_sheet(facts: Facts, lane_id: UUID | None) -> RunSheet:
    """Return the run sheet of the release; `lane_id` leaves only that lane and what everybody does.

    Raises:
        NothingReleased, NoSuchPart
    """
    if facts.snapshot is None:
        raise NothingReleased
    lanes = sorted(facts.snapshot.lanes, key=lambda lane: lane.position)
    if lane_id is not None:
        lanes = [lane for lane in lanes if lane.id == lane_id]
        if not lanes:
            raise NoSuchPart
    shown = {lane.id: number for number, lane in enumerate(lanes)}
    blocks = [block for block in facts.snapshot.blocks if block.lane is None or block.lane in shown]
    activity = facts.activity
    contact = Contact(gettext("Lead"), activity.contact_name, activity.contact_phone)
    top = head(facts)
    return RunSheet(
        **top | {"when": _released_when(top["when"], facts.snapshot.blocks, activity.zone)},
        audience=lanes[0].name if lane_id else "",
        lanes=tuple(Lane(lane.name) for lane in lanes),
        parts=_parts(blocks, shown, activity.zone),
        contacts=(contact,) if contact.name or contact.phone else (),
    )


def _released_when(when: When, blocks: Sequence[schedule.Block], zone: str) -> When:
    """Return `when` on the days that were released: the sheet never says another day than its rows."""
    days = [day for block in blocks if (day := _day(block, zone))]
    if not days:
        return when
    return msgspec.structs.replace(when, first=min(days), last=max(days) if when.last else None)


def _day(block: schedule.Block, zone: str) -> date | None:
    return block.starts_at.astimezone(ZoneInfo(zone)).date() if block.starts_at else None


def _parts(blocks: Sequence[schedule.Block], lanes: dict[UUID, int], zone: str) -> tuple[Part, ...]:
    """Cut the schedule into its days; a single one needs no heading."""

    def day(block: schedule.Block) -> date:
        return _day(block, zone) or date.max

    stands_out = _stands_out(blocks)
    days = [
        (first, tuple(_block(block, lanes, zone, fixed=block.id in stands_out) for block in own))
        for first, own in groupby(sorted(blocks, key=day), day)
    ]
    if len(days) == 1:
        return (Part("", days[0][1]),)
    return tuple(Part(i18n.day_and_weekday(first), own) for first, own in days)


def _stands_out(blocks: Sequence[schedule.Block]) -> set[UUID]:
    """Say which starts are printed as immovable: fixed ones, unless all are.

    Where every start is fixed the mark would say nothing, and is left to what must end on time.
    """
    fixed = {block.id for block in blocks if block.start_kind is StartKind.FIXED}
    if len(fixed) == len(blocks):
        return {block.id for block in blocks if block.hard_end}
    return fixed


def _block(block: schedule.Block, lanes: dict[UUID, int], zone: str, *, fixed: bool) -> Block:
    others = [name for name in block.people if name != block.lead]
    with_whom = gettext("With %(names)s.") % {"names": listed(others)} if others else ""
    return Block(
        title=block.title,
        starts=clock(block.starts_at, zone),
        ends=clock(schedule.ends_at(block), zone) if block.minutes else "",
        fixed=fixed,
        tentative=block.tentative,
        lane=lanes[block.lane] if block.lane else None,
        place=block.place,
        lead=block.lead,
        detail=" ".join(part for part in (with_whom, block.note) if part),
    )
