"""Promises kept again and again: at least so many, per period, per unit."""

import re
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from events.rules.spans import PER_YEAR, Period, Span, cut, weekly
from kit.errors import Refusal
from kit.i18n import N_

CONTACT_FLOOR = 52  # 未保法 23: parents and their child speak once a week at least
MOST_UNITS = 200
PARENTS = "parent-contact"  # the key of a promise that parents and their child speak
_PARENTS = re.compile(r"父母|家长|监护人|parents?\b|guardians?\b", re.IGNORECASE)
_SPEAK = re.compile(r"电话|通话|联系|视频|见面|\b(?:phone|call|contact|talk|speak)", re.IGNORECASE)
_HELPER = re.compile(r"志愿者|结对|volunteer", re.IGNORECASE)


class Obligation(msgspec.Struct, frozen=True):
    """`at_least` times per `period` for each unit (a pair, a class …).

    `units` are their names; none means that it is kept once for all. `weekday` 0 is Monday.
    `starts_on` is set where the promise begins later than what it belongs to.
    """

    id: UUID
    title: str
    actor: str
    unit_kind: str
    at_least: int
    period: Period
    starts_on: date | None
    periods: int
    key: str = ""
    units: tuple[str, ...] = ()
    at_most: int | None = None
    weekday: int | None = None
    position: int = 0
    version: int = 1

    @property
    def rows(self) -> tuple[str, ...]:
        """The units it is kept for; one without a name where it is kept for all at once."""
        return self.units or ("",)

    @property
    def yearly(self) -> int | None:
        """How often a unit is due in a whole year; None for occasions."""
        times = PER_YEAR.get(self.period)
        return None if times is None else times * self.at_least

    @property
    def below_floor(self) -> bool:
        """Say whether parents and their child would speak less than the law asks for."""
        said = f"{self.actor} {self.title}"
        parents = bool(_PARENTS.search(said) and _SPEAK.search(said)) and not _HELPER.search(said)
        rare = self.yearly is not None and self.yearly < CONTACT_FLOOR
        return rare and (parents or self.key == PARENTS)

    def spans(self, first: date | None, last: date | None) -> tuple[Span, ...]:
        """Return its periods between two days; none while one of them is unknown."""
        begin = self.starts_on or first
        if begin is None or last is None:
            return ()
        if self.period is Period.WEEK and self.weekday is not None:
            return weekly(self.weekday, begin, last)
        return cut(self.period, begin, last, self.periods)


class NewObligation(msgspec.Struct, frozen=True, kw_only=True):
    """A promise as somebody writes it."""

    title: str
    actor: str = ""
    unit_kind: str = ""
    units: tuple[str, ...] = ()
    at_least: int = 1
    at_most: int | None = None
    period: Period = Period.WEEK
    weekday: int | None = None
    periods: int = 1
    key: str = ""


class NoSuchObligation(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such obligation.")


class RecordedAlready(Refusal):
    """What is recorded belongs to days; periods that move would let it count for others."""

    status: ClassVar[int] = 422
    message = N_(
        "Something is recorded already and would count for other days then, so the periods stay as they are."
    )


class ObligationChanged(Refusal):
    message = N_("Somebody else changed this obligation in the meantime. Look at it again.")


def renamed(before: tuple[str, ...], after: tuple[str, ...]) -> dict[str, str]:
    """Return which units have got another name: those in the same place of an equally long list."""
    if len(before) != len(after):
        return {}
    return {
        old: new
        for old, new in zip(before, after, strict=True)
        if old not in after and new not in before
    }
