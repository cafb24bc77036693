"""Every controller of the site, in the order of the menu."""

from litestar import Controller

from events.pages.day import DayPages
from exports.pages.calendars import Calendars

CONTROLLERS: list[type[Controller]] = [
    DayPages,
    Calendars,
]
