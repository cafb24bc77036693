"""A draft of the groups: what was dealt, moved by hand and pinned, before anything is saved."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import msgspec

from kit.i18n import N_
from volunteers.rules.mixture import Mode

MOST_GROUPS = 26

MODES: dict[Mode, tuple[str, str]] = {
    Mode.EVEN: (
        N_("As even as can be"),
        N_("Grades, boys and girls, skills, languages and experience are spread over all groups."),
    ),
    Mode.LIST: (
        N_("In the school's order"),
        N_("The first rows of the list go to the first group, and so on."),
    ),
    Mode.LEADERS: (
        N_("Around the leaders"),
        N_("Each leader keeps a group of their own; everybody else is spread evenly around them."),
    ),
}


class Wanted(msgspec.Struct, frozen=True):
    """Into how many groups, and how."""

    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_GROUPS)]
    mode: Mode = Mode.EVEN


class Draft(msgspec.Struct, frozen=True):
    """`places` says in which group (from 0) each pair is, `stays` who is pinned there.

    `seen` is the step the draft was begun after. In tenths: `suggested` is how uneven the suggestion
    was, `short` how far at most from the best, `was` how uneven it was before the latest change.
    """

    wanted: Wanted
    places: Mapping[str, int]
    stays: frozenset[str] = frozenset()
    leaders: tuple[UUID | None, ...] = ()
    seen: UUID | None = None
    suggested: int | None = None
    short: int = 0
    was: int | None = None

    def groups(self) -> list[list[str]]:
        """Return who is in each group, in the order of `places`."""
        own: list[list[str]] = [[] for _ in range(self.wanted.count)]
        for name, at in self.places.items():
            own[at].append(name)
        return own
