"""The work a programme is made of: single items, and what recurs on which days, holidays shown."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import chinese_calendar
import msgspec

from events.rules.spans import Period, cut, weekdays
from kit.errors import Refusal
from kit.i18n import N_


class WorkItem(msgspec.Struct, frozen=True):
    """One piece of work in an `area`. With `per` it recurs, on `weekday` (0 is Monday) at `clock`."""

    id: UUID
    area: str
    title: str
    text: str
    per: str
    weekday: int | None
    clock: str
    minutes: int | None
    position: int
    version: int

    @property
    def recurs(self) -> bool:
        return bool(self.per)


class NewWork(msgspec.Struct, frozen=True, kw_only=True):
    """A work item as somebody writes it."""

    title: str
    area: str = ""
    text: str = ""
    per: str = ""
    weekday: int | None = None
    clock: str = ""
    minutes: int | None = None


class Day(msgspec.Struct, frozen=True):
    """One day, and what the calendar says about it.

    `holiday` is the name of a public holiday, a msgid; `made_up` says that this day of a weekend
    is worked for one.
    """

    day: date
    holiday: str = ""
    made_up: bool = False


class Recurring(msgspec.Struct, frozen=True):
    """An item with all its days in the programme's time."""

    item: WorkItem
    days: tuple[Day, ...]

    @property
    def on_holidays(self) -> int:
        return sum(bool(day.holiday) for day in self.days)

    def after(self, today: date, most: int) -> list[Day]:
        """Return the next days, today included."""
        return [day for day in self.days if day.day >= today][:most]


class Month(msgspec.Struct, frozen=True):
    """One month as a calendar prints it: weeks from Monday, None where a day is of another month."""

    first: date
    weeks: tuple[tuple[date | None, ...], ...]


HOLIDAYS = (
    N_("New Year's Day"),
    N_("Spring Festival"),
    N_("Tomb-sweeping Day"),
    N_("Labour Day"),
    N_("Dragon Boat Festival"),
    N_("National Day"),
    N_("Mid-autumn Festival"),
)


class NoSuchWorkItem(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such work item.")


class WorkItemChanged(Refusal):
    message = N_("Somebody else changed this work item in the meantime. Look at it again.")


def day_of(day: date) -> Day:
    """Return the day with its public holiday; beyond what is published there is none."""
    try:
        free, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return Day(day)
    if free and name in HOLIDAYS:
        return Day(day, holiday=name)
    return Day(day, made_up=name in HOLIDAYS)


def spring_festival(first: date, last: date) -> date | None:
    """Return the first holiday of the Spring Festival between two days; None while none is published."""
    for year in range(first.year, last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 2, 28))
        for n in range((end - begin).days + 1):
            day = begin + timedelta(days=n)
            if day_of(day).holiday == "Spring Festival":
                return day
    return None


def holidays_known(year: int) -> bool:
    """Say whether the public holidays of a year are published."""
    try:
        chinese_calendar.is_holiday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def recurring(items: Iterable[WorkItem], first: date | None, last: date | None) -> list[Recurring]:
    """Return the items that recur, each with its days; none while a day of the programme is unknown.

    A weekly item is on its weekday; one of every month, term or year on the first such day of it.
    Without a weekday nobody knows on which days it is.
    """
    return [
        Recurring(item, tuple(day_of(day) for day in _days(item, first, last)))
        for item in items
        if item.recurs
    ]


def months(first: date, last: date) -> list[Month]:
    """Return the months from the one of `first` to the one of `last`."""
    written = calendar.Calendar()
    year, month = first.year, first.month
    found = []
    while (year, month) <= (last.year, last.month):
        weeks = written.monthdatescalendar(year, month)
        found.append(
            Month(
                date(year, month, 1),
                tuple(tuple(day if day.month == month else None for day in week) for week in weeks),
            )
        )
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 -- December
    return found


def _days(item: WorkItem, first: date | None, last: date | None) -> Iterator[date]:
    if first is None or last is None or item.weekday is None:
        return
    if item.per == Period.WEEK:
        yield from weekdays(item.weekday, first, last)
        return
    for span in cut(Period(item.per), first, last):
        yield from list(weekdays(item.weekday, span.first, span.last))[:1]
