"""The draw: one seed, from which anybody computes the same order again (V2)."""

import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.selection import Room, seated


class Entrant(msgspec.Struct, frozen=True):
    """Whoever is in the draw: a number, where they come from and what they are for."""

    number: int
    source: UUID | None = None
    post: UUID | None = None


class Drawn(msgspec.Struct, frozen=True):
    """The numbers in the order in which they were drawn: those with a place, then the others."""

    places: tuple[int, ...]
    reserves: tuple[int, ...]


def new_seed() -> str:
    return secrets.token_hex(16)


def key(seed: str, number: int) -> str:
    """Return what the numbers are sorted by: the SHA-256 of `seed|number`, in hexadecimal."""
    return hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()


def drawn(seed: str, entrants: Iterable[Entrant], room: Room) -> Drawn:
    """Draw: the lowest keys come first, and get a place while call, source and post have one."""
    order = sorted(entrants, key=lambda one: (key(seed, one.number), one.number))
    lucky = tuple(one.number for one in seated(order, room))
    return Drawn(lucky, tuple(one.number for one in order if one.number not in set(lucky)))


class DrawnAlready(Refusal):
    message = N_("The draw has been made; there is only one.")


class StillOpen(Refusal):
    message = N_(
        "Applications are still open. Close them first: whoever applies later cannot be drawn."
    )


class NothingToDraw(Refusal):
    message = N_("Nobody is waiting for a draw.")


class NotByDraw(Refusal):
    message = N_("This call does not draw lots. Change how places are given first.")
