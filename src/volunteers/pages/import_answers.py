"""Rows of a list whose number is somebody else's: the same child, or another? Asked row by row."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from kit import forms
from volunteers.imports import Preview
from volunteers.rules.participants import NewParticipant, Participant
from volunteers.rules.rosters import Answers

SHOWN = 50
ANOTHER = "another"


class Asked(msgspec.Struct, frozen=True):
    """A row whose number is somebody else's: `name` is its field, `there` who has the number."""

    name: str
    codename: str
    there: Participant


def asked(preview: Preview | None) -> list[Asked]:
    """Return the rows somebody has to be asked about; more than fit on the page stay out for now."""
    if preview is None:
        return []
    found = [
        Asked(f"who-{at}", new.codename, preview.clashes[new.codename])
        for at, new in enumerate(preview.roster.good)
        if new.codename in preview.clashes
    ]
    return found[:SHOWN]


def answered(data: Mapping[str, Any], rows: Sequence[NewParticipant]) -> Answers:
    """Return what was said of each row of `asked`; where nothing was chosen nothing is said."""
    said: dict[str, UUID | None] = {}
    for at, new in enumerate(rows):
        answer = forms.text(data, f"who-{at}")
        if answer == ANOTHER:
            said[new.codename] = None
        elif answer:
            try:
                said[new.codename] = UUID(answer)
            except ValueError:
                continue
    return said
