"""What is said of a mended morning: how somebody comes to a child, why, and how well the two suit each other."""

from bisect import bisect_right
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.i18n import N_, gettext
from volunteers.rules.board_steps import BAND_NAMES, BANDS
from volunteers.rules.clearance import GAP_NAMES
from volunteers.rules.fits import WHY_NOT
from volunteers.rules.matching import Rule
from volunteers.rules.pairs import StandInKind
from volunteers.rules.readiness import UNTRAINED


class Why(StrEnum):
    """Why somebody else is beside a child today, or nobody."""

    CHILD_AWAY = "child"
    HELPER_AWAY = "helper"
    HELPER_BARRED = "not-now"
    HELPER_NEEDED = "needed"
    NOT_ALLOWED = "barred"


KIND_NAMES: dict[StandInKind, str] = {
    StandInKind.RESERVE: N_("from the reserve"),
    StandInKind.CREW: N_("from the crew"),
    StandInKind.POD: N_("takes a second child, same small group"),
    StandInKind.GROUP: N_("takes a second child"),
    StandInKind.MOVED: N_("comes over from another child"),
}
WHY: dict[Why, str] = {
    Why.CHILD_AWAY: N_("the child is not here"),
    Why.HELPER_AWAY: N_("the helper is not here"),
    Why.HELPER_BARRED: N_("the helper may not be beside this child today"),
    Why.HELPER_NEEDED: N_("the helper is needed elsewhere"),
    Why.NOT_ALLOWED: N_("nobody may be beside this child"),
}


STANDING_IN: dict[str, str] = {**GAP_NAMES, UNTRAINED: WHY_NOT[Rule.TRAINING]}


class Changed(msgspec.Struct, frozen=True):
    """A child whose day is another than yesterday's plan; `after` "" while nobody is beside them.

    `pods` are the small groups the child goes with, joined ones too; `application` is who stands in.
    """

    pair: UUID
    number: int
    codename: str
    group: str
    pods: tuple[int, ...]
    before: str
    after: str
    why: Why
    kind: StandInKind | None = None
    application: UUID | None = None

    @property
    def alone(self) -> bool:
        return not self.after and self.why is not Why.CHILD_AWAY


class Joined(msgspec.Struct, frozen=True):
    """Small groups of a group that go as one today; `short` if even so there is only one adult."""

    group: str
    pods: tuple[int, ...]
    short: bool


class Changes(msgspec.Struct, frozen=True):
    """Only what is different today: children by group and number, and small groups that go as one."""

    rows: tuple[Changed, ...] = ()
    joined: tuple[Joined, ...] = ()


def suits(fit: int) -> str:
    """Say in words how well two suit each other."""
    return gettext(BAND_NAMES[bisect_right(BANDS, fit)])


def numbers(pods: tuple[int, ...]) -> str:
    """Write small groups that go together: 3 + 4."""
    return " + ".join(map(str, pods))
