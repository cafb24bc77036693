"""What whoever comes should know beforehand: who may take part, and what everybody brings along."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

import msgspec

from events import conditions
from events.rules.activities import Activity


class Bringer(StrEnum):
    PARTICIPANTS = "participants"
    VOLUNTEERS = "volunteers"


class Brought(msgspec.Struct, frozen=True):
    """One thing that each of `who` brings along."""

    who: Bringer
    item: str
    quantity: str = ""


class TakingPart(msgspec.Struct, frozen=True):
    """What may stand on a public page: conditions, and things by who brings them."""

    hard: tuple[str, ...]
    soft: tuple[str, ...]
    things: tuple[Brought, ...]

    def brought_by(self, who: Bringer) -> tuple[Brought, ...]:
        return tuple(thing for thing in self.things if thing.who == who)


Packing = Callable[[Activity], Awaitable[list[Brought]]]

_packing: list[Packing] = []


def contribute(packing: Packing) -> None:
    """Say who knows what to bring; adding it twice changes nothing."""
    if packing not in _packing:
        _packing.append(packing)


async def known(activity: Activity) -> TakingPart:
    """Return what everybody may know, whoever asks."""
    rows = await conditions.of(activity)
    things = [thing for packing in _packing for thing in await packing(activity)]
    return TakingPart(
        hard=tuple(row.text for row in rows if row.hard),
        soft=tuple(row.text for row in rows if not row.hard),
        things=tuple(things),
    )
