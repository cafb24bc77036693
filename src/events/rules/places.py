"""Places of an activity that happens at several: crossings, squares, schools; read from pasted lines too."""

import unicodedata
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext

MOST_PLACES = 60
LONGEST_NAME = 120


class Place(msgspec.Struct, frozen=True):
    """One place; with children the rules that keep them safe hold there (V24)."""

    id: UUID
    name: str
    kind: str
    address: str
    meeting_point: str
    with_children: bool
    position: int
    version: int


class NewPlace(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
    kind: Annotated[str, msgspec.Meta(max_length=60)] = ""
    address: Annotated[str, msgspec.Meta(max_length=300)] = ""
    meeting_point: Annotated[str, msgspec.Meta(max_length=200)] = ""
    with_children: bool = False


class NoSuchPlace(Refusal):
    status = 404
    message = N_("There is no such place.")


class PlaceChanged(Refusal):
    message = N_("Somebody else saved this place in the meantime. Please look again and save.")


class PlaceNamedTwice(Refusal):
    status = 422
    message = N_("“%(name)s” is on the list already.")


class TooManyPlaces(Refusal):
    message = N_("An activity has at most %(most)s places.")


class PlaceInUse(Refusal):
    message = N_("There are shifts at this place. Cancel or move them first.")


class NothingPasted(Refusal):
    status = 422
    message = N_("Write or paste one place a line.")


def tidied(new: NewPlace) -> NewPlace:
    """Return `new` as it is stored: one width, single spaces."""

    def plain(text: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", text).split())

    return msgspec.structs.replace(
        new,
        name=plain(new.name),
        kind=plain(new.kind),
        address=plain(new.address),
        meeting_point=plain(new.meeting_point),
    )


def wrong_fields(new: NewPlace) -> dict[str, str]:
    """Return a sentence for each field of a tidied place that does not fit."""
    return {} if new.name else {"name": gettext("Please fill this in.")}


def pasted(text: str) -> list[NewPlace]:
    """Return the places of pasted lines: name, kind, address in columns, or only names.

    Columns are set apart by tabs or ideographic commas; a line that is blank or repeats is left out.
    """
    found: dict[str, NewPlace] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.replace("，", "\t").split("\t")]
        name, kind, address = [*cells, "", "", ""][:3]
        new = tidied(NewPlace(name=name[:LONGEST_NAME], kind=kind[:60], address=address[:300]))
        if new.name:
            found.setdefault(new.name, new)
    return list(found.values())[:MOST_PLACES]
