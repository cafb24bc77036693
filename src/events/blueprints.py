"""The templates a new activity can start from: plan documents kept as files, one per language."""

from functools import cache
from typing import ClassVar

import msgspec

from events.rules import plan_files
from events.rules.plans import Plan
from kit import i18n
from kit.errors import Refusal
from kit.i18n import N_
from kit.templating import TEMPLATES


class Blueprint(msgspec.Struct, frozen=True):
    """A template as the gallery shows it; `name` and `line` are msgids."""

    key: str
    icon: str
    name: str
    line: str


GALLERY: tuple[Blueprint, ...] = (
    Blueprint(
        "one-to-one",
        "heart-handshake",
        N_("One-to-one visit (half a day)"),
        N_(
            "One volunteer for each child: a morning together at the school, then a contact every month."
        ),
    ),
    Blueprint(
        "empty",
        "file-text",
        N_("Empty plan"),
        N_(
            "The headings of a plan and nothing else. For everything the templates do not know yet."
        ),
    ),
)


class NoSuchBlueprint(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such template.")


def find(key: str) -> Blueprint:
    """Return the template called `key`.

    Raises:
        NoSuchBlueprint
    """
    for blueprint in GALLERY:
        if blueprint.key == key:
            return blueprint
    raise NoSuchBlueprint


def plan(key: str) -> Plan:
    """Return the template's document in the reader's language.

    Raises:
        NoSuchBlueprint
    """
    return _read(find(key).key, i18n.locale())


@cache
def _read(key: str, locale: str) -> Plan:
    return plan_files.read((TEMPLATES / "plans" / f"{key}.{locale}.json").read_bytes())
