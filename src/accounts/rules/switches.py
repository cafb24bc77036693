"""What an association decides for itself where nobody has settled it: three switches."""

from typing import Any

import msgspec


class Switches(msgspec.Struct, frozen=True):
    """The switches as they stand; whoever has set none has these.

    `shortfall_stops`: a plan whose costs no approved money covers is not handed in (B4).
    `reserve_proposed`: a tenth of the volunteers is proposed as a reserve (V5).
    `teacher_off_campus`: an activity off campus names a teacher who comes along (E8).
    """

    shortfall_stops: bool = False
    reserve_proposed: bool = True
    teacher_off_campus: bool = False


def read(stored: str) -> Switches:
    """Return the switches kept as JSON; what is not ours is left alone."""
    return msgspec.convert(kept(stored), Switches, strict=False)


def written(stored: str, switches: Switches) -> str:
    """Return `stored` with these switches in it."""
    return msgspec.json.encode(kept(stored) | msgspec.structs.asdict(switches)).decode()


def kept(stored: str) -> dict[str, Any]:
    """Return the whole document that the switches are a part of."""
    return msgspec.json.decode(stored, type=dict[str, Any]) if stored else {}
