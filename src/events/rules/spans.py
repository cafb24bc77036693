"""How a stretch of days is cut into the weeks, months, terms or years of an obligation."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import msgspec

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
TERM_MONTHS, YEAR_MONTHS = 6, 12


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    TERM = "term"
    YEAR = "year"
    OCCASION = "occasion"


# How often each comes round in a year; an occasion comes when it comes.
PER_YEAR = {Period.WEEK: 52, Period.MONTH: 12, Period.TERM: 2, Period.YEAR: 1}


class Span(msgspec.Struct, frozen=True):
    """One period, counted from 1, with its first and last day."""

    number: int
    first: date
    last: date


def cut(period: Period, first: date, last: date, times: int = 1) -> tuple[Span, ...]:
    """Return the periods between two days, both included; `times` is the number of occasions.

    Periods count from the first day, as months of a pair do. What is left over at the end is a
    period of its own where it is at least half of one, and belongs to the one before otherwise:
    a calendar year has 52 weeks and 12 months, eighteen weeks from Monday to Friday are 18.
    """
    if last < first:
        return ()
    if period is Period.OCCASION:
        return tuple(Span(n, first, last) for n in range(1, times + 1))
    edges = [first]
    while (edge := _after(period, first, len(edges))) <= last:
        edges.append(edge)
    if len(edges) > 1 and _is_scrap(edges[-1], last, _after(period, first, len(edges))):
        edges.pop()
    ends = [edge - DAY for edge in edges[1:]] + [last]
    return tuple(Span(n, *days) for n, days in enumerate(zip(edges, ends, strict=True), 1))


def weekdays(weekday: int, first: date, last: date) -> Iterator[date]:
    """Yield every such day (0 is Monday) between two days, both included."""
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += WEEK


def weekly(weekday: int, first: date, last: date) -> tuple[Span, ...]:
    """Return one period per such day: it runs to the eve of the next, so that it may be made up."""
    days = list(weekdays(weekday, first, last))
    return tuple(Span(n, day, min(day + WEEK - DAY, last)) for n, day in enumerate(days, 1))


def months_after(start: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, longest))


def _after(period: Period, first: date, times: int) -> date:
    if period is Period.WEEK:
        return first + times * WEEK
    months = {Period.TERM: TERM_MONTHS, Period.YEAR: YEAR_MONTHS}.get(period, 1)
    return months_after(first, months * times)


def _is_scrap(begin: date, last: date, end: date) -> bool:
    """Say whether the days from `begin` to `last` are less than half of those before `end`."""
    return 2 * ((last - begin).days + 1) < (end - begin).days
