"""Things an activity needs: where they come from, who brings them, how far they are."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import msgspec

from events.rules.activities import Activity
from events.rules.list_sums import Sum
from events.rules.lists import Row
from kit.i18n import N_, gettext, ngettext


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
    Whose.CREW: N_("Crew, once"),
    Whose.VOLUNTEERS: N_("Every volunteer"),
    Whose.PARTICIPANTS: N_("Every participant"),
}

# What spreadsheets say instead.
ORIGIN_WORDS: dict[Origin, tuple[str, ...]] = {
    Origin.BOUGHT: ("采购", "购置", "购买", "自购"),
    Origin.BORROWED: ("租借", "借", "借用"),
    Origin.DONATED: ("捐赠", "赞助", "募集"),
    Origin.MADE: ("制作", "手工"),
    Origin.BROUGHT: ("自备", "自带"),
}
WHOSE_WORDS: dict[Whose, tuple[str, ...]] = {
    Whose.CREW: ("组委会", "工作组", "crew"),
    Whose.VOLUNTEERS: ("志愿者", "volunteer", "volunteers"),
    Whose.PARTICIPANTS: ("营员", "孩子", "participant", "participants"),
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


def sums(_: Activity, materials: Sequence[Material]) -> list[Sum]:
    """Count the things of the crew that are at hand, and those everybody brings."""
    crew = [one for one in materials if one.whose is Whose.CREW]
    ready = sum(one.state in AT_HAND for one in crew)
    lost = sum(one.state is MaterialState.LOST for one in materials)
    said = []
    if crew:
        sentence = gettext("%(ready)s of %(num)s secured") % {"ready": ready, "num": len(crew)}
        said.append(Sum(sentence, "jade" if ready == len(crew) else "amber"))
    if brought := len(materials) - len(crew):
        sentence = ngettext(
            "%(num)s thing to bring along", "%(num)s things to bring along", brought
        )
        said.append(Sum(sentence % {"num": brought}))
    if lost:
        said.append(Sum(ngettext("%(num)s lost", "%(num)s lost", lost) % {"num": lost}, "brick"))
    return said
