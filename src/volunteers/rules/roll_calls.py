"""Roll calls: everybody counted, each half-day and at each change of block (V16)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events.rules.half_days import RollCall as Due
from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.rooms import Seen

MOST_CALLS = 500

SEEN_NAMES: dict[Seen, str] = {
    Seen.UNKNOWN: N_("not counted yet"),
    Seen.THERE: N_("There"),
    Seen.MISSING: N_("Not there"),
    Seen.EXCUSED: N_("Excused"),
}


class NewCall(msgspec.Struct, frozen=True, kw_only=True):
    """A count nobody planned: before the night, after a fire alarm."""

    title: Annotated[str, msgspec.Meta(max_length=120)]
    on: date
    at: Annotated[str, msgspec.Meta(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")] | None = None


class RollCall(msgspec.Struct, frozen=True):
    id: UUID
    activity: UUID
    title: str
    on: date
    at: str
    counted_by: str
    closed_at: datetime | None
    position: int
    version: int


class Count(msgspec.Struct, frozen=True):
    """How many were seen, of how many."""

    expected: int
    there: int = 0
    missing: int = 0
    excused: int = 0

    @property
    def open(self) -> int:
        """Return of how many nobody has said anything yet."""
        return max(self.expected - self.there - self.missing - self.excused, 0)


class NoSuchCall(Refusal):
    status = 404
    message = N_("There is no such roll call.")


class CallClosed(Refusal):
    message = N_("This roll call is closed. Open it again to change it.")


class NobodyToCount(Refusal):
    message = N_("Nobody may be on the roster yet, so there is nobody to count.")


class NotOnTheRoster(Refusal):
    message = N_("%(codename)s has no valid consent and is not counted.")


class NotAllCounted(Refusal):
    message = N_("%(open)s are not counted yet.")


class StillMissing(Refusal):
    message = N_(
        "%(missing)s are missing. A roll call closes when each of them is found or excused."
    )


class NoDayYet(Refusal):
    message = N_("The activity has no date yet. Roll calls follow from its days.")


class TooManyCalls(Refusal):
    status = 422
    message = N_("An activity has at most %(most)s roll calls.")


class Planned(msgspec.Struct, frozen=True):
    title: str
    on: date
    at: str


def planned(due: Iterable[Due], zone: str) -> list[Planned]:
    """Return the roll calls to make, each with the day, the hour and what begins then."""
    calls = []
    for one in due:
        here = one.at.astimezone(ZoneInfo(zone))
        whole = one.half is not None and not one.blocks and here.hour == here.minute == 0
        title = gettext(" · ").join(([one.half.label] if one.half else []) + list(one.blocks))
        calls.append(Planned(title[:120], here.date(), "" if whole else f"{here:%H:%M}"))
    return calls


def refuse_close(count: Count) -> None:
    """Raise a refusal unless everybody has been found or excused.

    Raises:
        NobodyToCount, NotAllCounted, StillMissing
    """
    if not count.expected:
        raise NobodyToCount
    if count.missing:
        raise StillMissing(missing=count.missing)
    if count.open:
        raise NotAllCounted(open=count.open)
