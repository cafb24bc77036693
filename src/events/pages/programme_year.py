"""The months of a programme with what recurs, what is planned and what is due in them."""

import re
from datetime import date
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from accounts.rules.permissions import Actor
from events import discharges, programmes, work
from events.programme_frame import programme_page
from events.rules import cadences
from events.rules.activities import Activity
from events.rules.discharges import Board
from events.rules.spans import Period, Span
from events.rules.work import (
    Recurring,
    day_of,
    holidays_known,
    months,
    recurring,
    spring_festival,
)
from kit.policy import Policy

SPRING = re.compile("春节|新春|过年|spring festival|lunar new year", re.IGNORECASE)
MARKS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # of what recurs; no I and no O


class ProgrammeYear(Controller):
    """`/programmes/{programme_id}/year`."""

    path = "/programmes/{programme_id:uuid}/year"

    @get(policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Show all months with what recurs, what is planned and what is due in them."""
        programme = await programmes.find(actor, programme_id)
        first, last = programme.starts_on, programme.ends_on
        several = recurring(await work.of(programme), first, last)
        items = [one for one in several if one.days]
        boards = await discharges.boards(programme)
        listed = months(first, last) if first and last else []
        unpublished = sorted({m.first.year for m in listed if not holidays_known(m.first.year)})
        return await programme_page(
            "events/programme_year.html",
            actor,
            programme,
            tab="year",
            months=listed,
            marked=_marked(items),
            letters=[
                (MARKS[n % len(MARKS)], one, cadences.recurs(one.item))
                for n, one in enumerate(items)
            ],
            undated=_undated(several, boards),
            planned=_planned(await programmes.activities_of(programme)),
            due=_due(boards),
            day_of=day_of,
            unpublished=unpublished,
        )


def _marked(items: list[Recurring]) -> dict[date, str]:
    """Return the letters of what recurs on each day."""
    found: dict[date, str] = {}
    for n, one in enumerate(items):
        for on in one.days:
            found[on.day] = found.get(on.day, "") + MARKS[n % len(MARKS)]
    return found


def _undated(several: list[Recurring], boards: list[Board]) -> dict[str, list[str]]:
    """Return what recurs on no known day, by how often it does; a festival's day may not be published."""
    found: dict[str, list[str]] = {}
    for one in several:
        if not one.days:
            found.setdefault(cadences.recurs(one.item), []).append(one.item.title)
    for board in boards:
        if any(_falls_due(board, span) is None for span in board.spans):
            often = cadences.how_often(board.obligation)
            found.setdefault(often, []).append(board.obligation.title)
    return found


def _planned(several: list[Activity]) -> dict[date, list[Activity]]:
    found: dict[date, list[Activity]] = {}
    for one in several:
        if one.first_day:
            found.setdefault(one.first_day, []).append(one)
    return found


def _due(boards: list[Board]) -> dict[tuple[int, int], list[tuple[str, int]]]:
    """Return, per month, what falls due in it and how often."""
    found: dict[tuple[int, int], dict[str, int]] = {}
    for one in boards:
        for span in one.spans:
            if day := _falls_due(one, span):
                month = found.setdefault((day.year, day.month), {})
                title = one.obligation.title
                month[title] = month.get(title, 0) + len(one.rows) * one.obligation.at_least
    return {month: list(due.items()) for month, due in found.items()}


def _falls_due(board: Board, span: Span) -> date | None:
    """Return the day by which a period is due: its last, or the Spring Festival that is meant."""
    once = board.obligation.period in (Period.YEAR, Period.OCCASION)
    if once and SPRING.search(board.obligation.title):
        return spring_festival(span.first, span.last)
    return span.last
