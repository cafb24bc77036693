"""Rosters: a day's shifts place by place, on a page and as a spreadsheet."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor
from events.rules.places import Place
from kit import i18n, sheet_writer
from kit.i18n import gettext
from kit.sheet_writer import Sheet, Value
from volunteers import shifts
from volunteers.rules.applications import Post
from volunteers.rules.shifts import Shift, Stand
from volunteers.shifts import Board


class Line(msgspec.Struct, frozen=True):
    """One shift of a roster with its post and people."""

    shift: Shift
    post: Post
    people: tuple[Stand, ...]


class AtPlace(msgspec.Struct, frozen=True):
    """What happens at one place; None is the place of the activity itself."""

    place: Place | None
    lines: tuple[Line, ...]

    @property
    def missing(self) -> int:
        return sum(one.shift.missing for one in self.lines if not one.shift.cancelled_at)


async def of_activity(actor: Actor, activity_id: UUID) -> tuple[Board, list[AtPlace]]:
    """Return all living shifts place by place, for a roster to print.

    Raises:
        NotAllowed, NoSuchActivity
    """
    board = await shifts.of_activity(actor, activity_id)
    return board, by_place(board, None, living=True)


def by_place(board: Board, day: date | None, *, living: bool = False) -> list[AtPlace]:
    """Return the shifts of a day (or of all days) by place, each in the order of time and post."""
    zone = ZoneInfo(board.activity.zone)
    found: dict[UUID | None, list[Line]] = {}
    for shift in board.shifts:
        if day is not None and shift.starts_at.astimezone(zone).date() != day:
            continue
        if living and shift.cancelled_at:
            continue
        line = Line(shift, board.posts[shift.post], board.people.get(shift.id, ()))
        found.setdefault(shift.place, []).append(line)
    order: Sequence[UUID | None] = [None, *board.places]
    return [
        AtPlace(
            board.places.get(place) if place else None,
            tuple(sorted(found[place], key=lambda one: (one.shift.starts_at, one.post.position))),
        )
        for place in order
        if place in found
    ]


async def xlsx(actor: Actor, activity_id: UUID) -> bytes:
    """Return the roster as a workbook, one line for each seat; empty seats stand there too.

    Raises:
        NotAllowed, NoSuchActivity
    """
    board, places = await of_activity(actor, activity_id)
    await traces.leave(actor, "roster.exported", activity_id=activity_id)
    zone = board.activity.zone
    rows: list[list[Value]] = []
    for at in places:
        where = at.place.name if at.place else board.activity.place
        for line in at.lines:
            start = line.shift.starts_at.astimezone(ZoneInfo(zone))
            when = (
                f"{i18n.clock(line.shift.starts_at, zone)}–{i18n.clock(line.shift.ends_at, zone)}"
            )
            seats: list[tuple[str, str]] = [(one.name, one.student_no) for one in line.people]
            seats += [("", "")] * line.shift.missing
            rows += [
                [where, start.date(), when, line.post.name, name, number] for name, number in seats
            ]
    heads = [
        *(gettext("Place"), gettext("Day"), gettext("Time"), gettext("Post")),
        *(gettext("Name"), gettext("Student number")),
    ]
    return sheet_writer.xlsx(Sheet(gettext("Roster"), heads, rows))
