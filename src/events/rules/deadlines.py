"""When a task is due: on a day, or so many days before or after T. Two ways to say the same thing."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import msgspec

from events.rules.tasks import OffsetUnit, due
from kit.errors import Refusal
from kit.i18n import N_


class Side(StrEnum):
    BEFORE = "before"
    AFTER = "after"


class Deadline(msgspec.Struct, frozen=True):
    """`offset` counts from T in `unit`, negative before it; without one `due` stays where it is."""

    offset: int | None = None
    unit: OffsetUnit = OffsetUnit.DAYS
    due: date | None = None


class TwoDeadlines(Refusal):
    status: ClassVar[int] = 422
    message = N_("The day and the number of days differ. Please change only one of them.")


def counted(count: int | None, side: Side) -> int | None:
    """Return `count` days on that side of T as an offset."""
    if count is None:
        return None
    return -count if side is Side.BEFORE else count


def settled(t_day: date | None, before: Deadline, wanted: Deadline) -> Deadline:
    """Return the deadline somebody meant who saw `before` and changed the day, the count or neither.

    A day is kept as its distance from T, so that it moves with the activity; whoever empties either
    takes the deadline away.

    Raises:
        TwoDeadlines: both were changed, and they do not mean the same day.
    """
    day_changed = wanted.due != before.due
    count_changed = _count(wanted) != _count(before)
    if not day_changed and not count_changed:
        return before
    by_count = Deadline(wanted.offset, wanted.unit, due(t_day, wanted.offset, wanted.unit))
    if day_changed and count_changed:
        if by_count.due != wanted.due:
            raise TwoDeadlines
        return by_count
    if count_changed:
        return by_count
    if wanted.due is None or t_day is None:
        return Deadline(due=wanted.due)
    return Deadline((wanted.due - t_day).days, OffsetUnit.DAYS, wanted.due)


def _count(deadline: Deadline) -> tuple[int, OffsetUnit] | None:
    """Return what is compared: the unit of no count means nothing, nor does that of nought."""
    if deadline.offset is None:
        return None
    return deadline.offset, deadline.unit if deadline.offset else OffsetUnit.DAYS
