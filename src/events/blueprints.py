"""The templates a new activity or programme can start from: plan documents kept as files, one per language."""

from functools import cache
from typing import ClassVar

import msgspec

from events.rules import blueprints as rules
from events.rules import plan_files
from events.rules.plans import Plan
from kit import i18n
from kit.errors import Refusal
from kit.i18n import N_
from kit.templating import TEMPLATES


class Blueprint(msgspec.Struct, frozen=True):
    """A template as the gallery shows it; `name` and `line` are msgids, `tone` is one of the chips'."""

    key: str
    icon: str
    tone: str
    name: str
    line: str

    @property
    def brings(self) -> tuple[str, ...]:
        """What is in it, each kind with its number, in the reader's language."""
        return rules.brings(plan(self.key))


class Shelf(msgspec.Struct, frozen=True):
    """Templates that stand together; `name` and `line` are msgids."""

    name: str
    line: str
    blueprints: tuple[Blueprint, ...]


SHELVES: tuple[Shelf, ...] = (
    Shelf(
        N_("For one day or several"),
        N_("An activity with a date: schedule, volunteers, budget and a safety plan."),
        (
            Blueprint(
                "one-to-one",
                "heart-handshake",
                "jade",
                N_("One-to-one visit (half a day)"),
                N_(
                    "One volunteer for each child: a morning together at the school, then a contact every month."
                ),
            ),
            Blueprint(
                "community-visit",
                "map-pin-house",
                "amber",
                N_("A morning in the community"),
                N_(
                    "Lend a hand, put on a show, help with homework, bring books that were collected."
                ),
            ),
            Blueprint(
                "camp",
                "tent-tree",
                "sky",
                N_("Summer camp (three days)"),
                N_(
                    "Two nights with squads, roll calls and a night watch; places by school, and every annex of the notice."
                ),
            ),
        ),
    ),
    Shelf(
        N_("For a term or a year"),
        N_("A programme: who does what how often, with a record of what was done."),
        (
            Blueprint(
                "school-term",
                "school",
                "plum",
                N_("A caring school term"),
                N_(
                    "Five areas of work, two lines home and a counselling room, a lesson on feelings in every class each week."
                ),
            ),
            Blueprint(
                "campaign",
                "megaphone",
                "brick",
                N_("Volunteering campaign"),
                N_(
                    "A leading group with its office, services in communities, posts in seven kinds of places."
                ),
            ),
            Blueprint(
                "class-record",
                "notebook-pen",
                "jade",
                N_("A year of company in class"),
                N_(
                    "Time after lunch, letters home, calls every week: a teacher's record in numbers."
                ),
            ),
            Blueprint(
                "community-year",
                "calendar-heart",
                "amber",
                N_("A year in the community"),
                N_(
                    "Departments with their duties, tutoring on Saturdays, a family day, interest classes, awards at the end."
                ),
            ),
        ),
    ),
)
EMPTY = Blueprint(
    "empty",
    "file-text",
    "",
    N_("Empty plan"),
    N_("The headings of a plan and nothing else. For everything the templates do not know yet."),
)
GALLERY: tuple[Blueprint, ...] = (*(b for shelf in SHELVES for b in shelf.blueprints), EMPTY)


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
