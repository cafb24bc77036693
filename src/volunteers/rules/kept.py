"""What is kept of one person, as that person reads it: parts with entries, entries with named values."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from kit import i18n
from kit.i18n import N_, gettext
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, SKILLS
from volunteers.rules.participants import AGE_NAMES, NEEDS, Participant

SEALED_NAMES: dict[str, str] = {  # of a volunteer, in the order of the copy
    "sex": N_("Sex"),
    "birth_date": N_("Date of birth"),
    "id_number": N_("ID number"),
}


class Line(msgspec.Struct, frozen=True):
    """One value: a key for programs, a label and a text for people."""

    key: str
    label: str
    value: str


class Part(msgspec.Struct, frozen=True):
    """Things of one sort: the entry itself, consents, hand-overs."""

    key: str
    title: str
    entries: tuple[tuple[Line, ...], ...]


class Copy(msgspec.Struct, frozen=True):
    """Everything that is kept of one person, and the day it was written."""

    of: str
    on: date
    parts: tuple[Part, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the same for programs: parts, each a list of entries, each from key to text."""
        return {
            "about": self.of,
            "written_on": self.on.isoformat(),
            **{
                part.key: [{line.key: line.value for line in entry} for entry in part.entries]
                for part in self.parts
            },
        }


def line(key: str, label: str, value: object) -> Line:
    """Write one value in the current language; what is not known is said as a dash."""
    return Line(key, label, _written(value))


def entry(*lines: Line) -> tuple[Line, ...]:
    """Return the lines that say something."""
    return tuple(one for one in lines if one.value)


def names(keys: Iterable[str], offered: Mapping[str, str]) -> str:
    return gettext(", ").join(gettext(offered.get(key, key)) for key in keys)


def named(offered: Mapping[Any, str], key: str) -> str:
    """Return the name of a value that was read from the database, in the current language."""
    return gettext(offered[key]) if key in offered else key


def of_participant(who: Participant) -> tuple[Line, ...]:
    """Return what is kept of a participant in plain sight; sealed values are named elsewhere."""
    return entry(
        line("codename", gettext("Codename"), who.codename),
        line("row", gettext("Row on the school's list"), who.partner_row),
        line("age", gettext("Age"), gettext(AGE_NAMES[who.age_band]) if who.age_band else ""),
        line("under_14", gettext("Under 14"), who.under_14),
        line("grade", gettext("Grade"), who.grade),
        line("gender", gettext("Gender"), who.gender if who.same_gender else ""),
        line("interests", gettext("Likes"), names(who.interests, INTERESTS)),
        line("needs", gettext("Would like help with"), names(who.needs, NEEDS)),
        line("languages", gettext("Languages"), names(who.languages, LANGUAGES)),
        line("times", gettext("Times for contact"), names(who.free, FREE_TIMES)),
        line("allergy", gettext("Has an allergy"), who.allergy),
        line("mobility", gettext("Needs help moving"), who.mobility),
        line("ask_lead", gettext("The school tells the lead more"), who.ask_lead),
        line("priority", gettext("Turn when pairs are made (0 to 3)"), who.priority),
        line("source", gettext("School or class that sent the entry"), who.source),
        line("earlier", gettext("Took part before"), "" if who.earlier is None else who.earlier),
        line("together", gettext("Stays together with rows"), gettext(", ").join(who.together)),
        line("apart", gettext("Stays apart from rows"), gettext(", ").join(who.apart)),
        line("until", gettext("Deleted after"), who.retain_until),
    )


def skills(keys: Iterable[str]) -> str:
    return names(keys, SKILLS)


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return gettext("yes") if value else gettext("no")
        case datetime():
            return i18n.day(value) + " " + i18n.clock(value)
        case date():
            return i18n.day(value)
        case StrEnum():
            return value.value
    return str(value)
