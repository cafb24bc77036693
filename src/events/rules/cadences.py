"""How often something is due, in words: "6 classes × 18 weeks = 108 times", "every Saturday 09:00"."""

from collections.abc import Callable
from datetime import date

from events.rules.discharges import Board
from events.rules.obligations import NewObligation, Obligation
from events.rules.programmes import Programme
from events.rules.spans import Period, Span
from events.rules.work import Day, NewWork, WorkItem
from kit.i18n import N_, day, day_and_weekday, gettext, locale, ngettext, weekday

Counted = Callable[[int], str]

A_MONDAY = date(2024, 1, 1)

UNIT_NAMES: dict[str, str] = {
    "": N_("all at once"),
    "class": N_("class"),
    "pair": N_("pair"),
    "child": N_("child"),
    "guardian": N_("guardian"),
    "household": N_("family"),
    "organization": N_("unit"),
    "group": N_("group"),
}
_UNITS: dict[str, Counted] = {
    "class": lambda n: ngettext("%(num)s class", "%(num)s classes", n),
    "pair": lambda n: ngettext("%(num)s pair", "%(num)s pairs", n),
    "child": lambda n: ngettext("%(num)s child", "%(num)s children", n),
    "guardian": lambda n: ngettext("%(num)s guardian", "%(num)s guardians", n),
    "household": lambda n: ngettext("%(num)s family", "%(num)s families", n),
    "group": lambda n: ngettext("%(num)s group", "%(num)s groups", n),
}
PERIOD_NAMES: dict[Period, str] = {
    Period.WEEK: N_("every week"),
    Period.MONTH: N_("every month"),
    Period.TERM: N_("every term"),
    Period.YEAR: N_("every year"),
    Period.OCCASION: N_("on occasions"),
}
_PERIODS: dict[Period, Counted] = {
    Period.WEEK: lambda n: ngettext("%(num)s week", "%(num)s weeks", n),
    Period.MONTH: lambda n: ngettext("%(num)s month", "%(num)s months", n),
    Period.TERM: lambda n: ngettext("%(num)s term", "%(num)s terms", n),
    Period.YEAR: lambda n: ngettext("%(num)s year", "%(num)s years", n),
    Period.OCCASION: lambda n: ngettext("%(num)s occasion", "%(num)s occasions", n),
}
_NUMBERED: dict[Period, str] = {
    Period.WEEK: N_("week %(number)s"),
    Period.MONTH: N_("month %(number)s"),
    Period.TERM: N_("term %(number)s"),
    Period.YEAR: N_("year %(number)s"),
    Period.OCCASION: N_("occasion %(number)s"),
}


def units(n: int, kind: str) -> str:
    """Return "6 classes"; what we have no word for is a unit."""
    other: Counted = lambda n: ngettext("%(num)s unit", "%(num)s units", n)  # noqa: E731
    return _UNITS.get(kind, other)(n) % {"num": n}


def periods(n: int, period: Period) -> str:
    """Return "18 weeks"."""
    return _PERIODS[period](n) % {"num": n}


def every(weekday_number: int) -> str:
    """Return "every Saturday"; 0 is Monday."""
    named = weekday(date.fromordinal(A_MONDAY.toordinal() + weekday_number))
    return gettext("every %(weekday)s") % {"weekday": named}


def how_often(one: Obligation | NewObligation) -> str:
    """Return "at least 2 times every week", "1 to 2 times every year"."""
    often = gettext(PERIOD_NAMES[one.period])
    if one.period is Period.WEEK and one.weekday is not None:
        often = every(one.weekday)
    if one.at_most is not None:
        told = gettext("%(often)s, %(least)s to %(most)s times")
        return told % {"often": often, "least": one.at_least, "most": one.at_most}
    told = ngettext("%(often)s, at least once", "%(often)s, at least %(num)s times", one.at_least)
    return told % {"often": often, "num": one.at_least}


def owed(board: Board) -> str:
    """Return the sum of a board: "6 classes × 18 weeks = 108 times"."""
    one = board.obligation
    factors = [units(len(one.units), one.unit_kind)] if one.units else []
    factors.append(periods(len(board.spans), one.period))
    if one.at_least > 1:
        factors.append(str(one.at_least))
    whole = len(board.rows) * len(board.spans) * one.at_least
    told = ngettext("%(factors)s = %(num)s time", "%(factors)s = %(num)s times", whole)
    return told % {"factors": " × ".join(factors), "num": whole}


def named(one: Obligation, span: Span) -> str:
    """Return "week 3"."""
    return gettext(_NUMBERED[one.period]) % {"number": span.number}


def recurs(item: WorkItem | NewWork) -> str:
    """Return "every Saturday 09:00", or "" for what happens once."""
    if not item.per:
        return ""
    often = gettext(PERIOD_NAMES[Period(item.per)])
    if item.weekday is not None:
        on = every(item.weekday)
        first = gettext("%(often)s, first %(weekday)s")
        named_day = weekday(date.fromordinal(A_MONDAY.toordinal() + item.weekday))
        often = on if item.per == Period.WEEK else first % {"often": often, "weekday": named_day}
    return f"{often} {item.clock}" if item.clock else often


def dated(on: Day) -> str:
    """Return a day with its weekday, and what the calendar says about it."""
    told = day_and_weekday(on.day, year=False)
    if on.holiday:
        return gettext("%(day)s (%(holiday)s)") % {"day": told, "holiday": gettext(on.holiday)}
    if on.made_up:
        return gettext("%(day)s (a working day for a holiday)") % {"day": told}
    return told


def short(on: date) -> str:
    """Return a day as a narrow column has room for it: `9/15`, `15 Sep`."""
    return f"{on.month}/{on.day}" if locale() == "zh_Hans" else day(on, year=False)


def runs(programme: Programme) -> str:
    """Return when it runs, in words and days as far as they are known."""
    first, last = programme.starts_on, programme.ends_on
    days = ""
    if first and last:
        days = gettext("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    elif first:
        days = gettext("from %(first)s") % {"first": day(first)}
    elif last:
        days = gettext("until %(last)s") % {"last": day(last)}
    return " · ".join(part for part in (programme.period, days) if part)
