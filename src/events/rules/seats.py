"""Who answers for what: places in a leading group, its office or a list of duties, some still blank."""

import hashlib
import re
from collections.abc import Iterable
from typing import Annotated

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

MOST_SEATS = 200
_TIME = re.compile(  # 活动前两周, 4月10日前, 09:00–10:00, T−7, Day 2, two weeks before
    r"(?:活[动動])?(?:[前后後]|当|當|第)?\s?[\d一二两兩三四五六七八九十半]{1,3}\s?(?:个|個)?"
    r"(?:[天日周週月]|星期)[之以]?[前后後内內]?"
    r"|活[动動](?:[前后後中]|[当當]天)|[当當][天日]"
    r"|(?:\d{4}\s?[年./-]\s?)?\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?[之以]?[前后後内內]?"
    r"|\d{1,2}[:：]\d{2}(?:\s?[-–—~至]\s?\d{1,2}[:：]\d{2})?"
    r"|T\s?[-−–+]\s?\d{1,3}|day \d{1,2}"
    r"|(?:\w+ )?(?:days?|weeks?|months?) (?:before|after)\b.{0,20}",
    re.IGNORECASE,
)


class Seat(msgspec.Struct, frozen=True):
    """One place: `holder` does `duty` as `role` of `group`; an empty holder is a blank to be filled."""

    group: Annotated[str, msgspec.Meta(max_length=100)] = ""
    role: Annotated[str, msgspec.Meta(max_length=60)] = ""
    holder: Annotated[str, msgspec.Meta(max_length=200)] = ""
    duty: Annotated[str, msgspec.Meta(max_length=1000)] = ""

    @property
    def says_something(self) -> bool:
        """Say whether it is more than the name of a group: a role, a holder or a duty."""
        return bool(self.role or self.holder or self.duty)

    @property
    def is_place(self) -> bool:
        """Say whether somebody could hold it: a day or an hour where a role should stand is none."""
        return self.says_something and not _TIME.fullmatch(self.role.strip())


class SeatGroup(msgspec.Struct, frozen=True):
    """The seats of one group, in their order; `name` is empty for duties outside any group."""

    name: str
    seats: tuple[Seat, ...]

    @property
    def blanks(self) -> int:
        """How many roles nobody has been named for."""
        return sum(bool(seat.role) and not seat.holder for seat in self.seats)


class SeatsChanged(Refusal):
    """Somebody else wrote the list first; the page shows both versions."""

    message = N_(
        "Somebody else changed this list in the meantime. Look at what stands there now and save again."
    )


def fingerprint(seats: Iterable[Seat]) -> str:
    """Return what tells one state of a list from the next, for the form that writes it."""
    return hashlib.sha256(msgspec.json.encode(list(seats))).hexdigest()[:16]


def grouped(seats: list[Seat]) -> list[SeatGroup]:
    """Return the groups in the order in which each is first named."""
    groups: dict[str, list[Seat]] = {}
    for seat in seats:
        groups.setdefault(seat.group, []).append(seat)
    return [SeatGroup(name, tuple(several)) for name, several in groups.items()]


def tiers(group: SeatGroup) -> list[tuple[str, tuple[Seat, ...]]]:
    """Return the roles of a group from the top down, each with its seats: chair, deputies, members."""
    roles: dict[str, list[Seat]] = {}
    for seat in group.seats:
        if seat.role:
            roles.setdefault(seat.role, []).append(seat)
    return [(role, tuple(several)) for role, several in roles.items()]
