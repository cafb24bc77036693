"""Things an activity needs: where they come from, who brings them, how far they are."""

from enum import StrEnum
from typing import Annotated

import msgspec

from events.rules.lists import Row
from kit.i18n import N_


class Origin(StrEnum):
    """Where a thing comes from; empty until somebody says so."""

    OPEN = ""
    BOUGHT = "bought"
    BORROWED = "borrowed"
    DONATED = "donated"
    MADE = "made"
    BROUGHT = "brought"


class Whose(StrEnum):
    """Whom a thing is for: the crew once, or every volunteer or participant (a packing list)."""

    CREW = "crew"
    VOLUNTEERS = "volunteers"
    PARTICIPANTS = "participants"


class MaterialState(StrEnum):
    NEEDED = "needed"
    SECURED = "secured"
    PACKED = "packed"
    ISSUED = "issued"
    RETURNED = "returned"
    USED = "used"
    LOST = "lost"


ORIGIN_NAMES: dict[Origin, str] = {
    Origin.OPEN: N_("Not settled"),
    Origin.BOUGHT: N_("Bought"),
    Origin.BORROWED: N_("Borrowed"),
    Origin.DONATED: N_("Donated"),
    Origin.MADE: N_("Made by us"),
    Origin.BROUGHT: N_("Brought along"),
}

WHOSE_NAMES: dict[Whose, str] = {
    Whose.CREW: N_("Once, for the crew"),
    Whose.VOLUNTEERS: N_("Each volunteer brings it"),
    Whose.PARTICIPANTS: N_("Each participant brings it"),
}

STATE_NAMES: dict[MaterialState, str] = {
    MaterialState.NEEDED: N_("Needed"),
    MaterialState.SECURED: N_("Secured"),
    MaterialState.PACKED: N_("Packed"),
    MaterialState.ISSUED: N_("Given out"),
    MaterialState.RETURNED: N_("Returned"),
    MaterialState.USED: N_("Used up"),
    MaterialState.LOST: N_("Lost"),
}

AT_HAND = frozenset(MaterialState) - {MaterialState.NEEDED, MaterialState.LOST}


class Material(Row, frozen=True):
    """A thing the activity needs: `quantity` in all where it is the crew's, else for each person."""

    item: Annotated[str, msgspec.Meta(max_length=100)]
    quantity: Annotated[str, msgspec.Meta(max_length=40)] = ""
    origin: Origin = Origin.OPEN
    whose: Whose = Whose.CREW
    state: MaterialState = MaterialState.NEEDED
    holder: Annotated[str, msgspec.Meta(max_length=100)] = ""
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""
