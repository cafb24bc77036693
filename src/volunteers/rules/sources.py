"""How many may come from each college, class or school: names, places, and the total above them (V3)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext

MOST_SOURCES = 60
MOST_PLACES = 5_000
LONGEST_NAME = 100


class Source(msgspec.Struct, frozen=True):
    """Where volunteers come from, with `places` of their own; `taken` are held."""

    id: UUID
    name: str
    places: int
    taken: int
    position: int

    @property
    def left(self) -> int:
        return max(0, self.places - self.taken)


class TypedSource(msgspec.Struct, frozen=True):
    """A source as a planner writes it: `row` names its fields in the form, no `id` is a new one."""

    row: str
    name: str
    places: str
    id: UUID | None = None


def wrong_fields(
    typed: Sequence[TypedSource], others: Sequence[Source], known: Mapping[UUID, Source]
) -> dict[str, str]:
    """Return a sentence for each field that does not fit.

    `others` are the stored sources that are not typed, `known` all of them by id.
    """
    wrong: dict[str, str] = {}
    names = {one.name for one in others}
    for one in typed:
        if len(one.name) > LONGEST_NAME:
            wrong[f"name.{one.row}"] = gettext("This is too long: at most %(most)s characters.") % {
                "most": LONGEST_NAME
            }
        if one.name in names:
            wrong[f"name.{one.row}"] = gettext("This name is there twice.")
        names.add(one.name)
        before = known.get(one.id) if one.id else None
        places, taken = places_of(one), before.taken if before else 0
        if places is None:
            wrong[f"places.{one.row}"] = gettext("Please enter a whole number up to %(most)s.") % {
                "most": MOST_PLACES
            }
        elif places < taken:
            wrong[f"places.{one.row}"] = gettext("%(taken)s places are already given.") % {
                "taken": taken
            }
    return wrong


def places_of(typed: TypedSource) -> int | None:
    """Return how many places were typed, None if it is no such number; nothing is 0."""
    if not typed.places:
        return 0
    if not (typed.places.isascii() and typed.places.isdigit() and len(typed.places) <= 6):  # noqa: PLR2004 -- digits
        return None
    places = int(typed.places)
    return places if places <= MOST_PLACES else None


def refuse_total(total: int, quota: int) -> None:
    """Raise if the sources together have more places than the call.

    Raises:
        SourcesExceedQuota
    """
    if total > quota:
        raise SourcesExceedQuota(total=total, quota=quota)


class SourcesExceedQuota(Refusal):
    status = 422
    message = N_(
        "The sources together have %(total)s places, the call has %(quota)s. Raise the call's places "
        "first, or give the sources fewer."
    )


class SourceInUse(Refusal):
    message = N_("Somebody from “%(source)s” has applied: it cannot be removed. Give it 0 places.")


class TooManySources(Refusal):
    message = N_("A call has at most %(most)s sources.")
