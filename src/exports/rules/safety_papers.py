"""Papers that keep people safe: what each student signs, who leads, and who is there each half-day."""

from typing import ClassVar

import msgspec

from exports.rules.papers import Paper
from exports.rules.profiles import Profile
from kit.i18n import N_

CONDUCT: tuple[str, ...] = (
    N_(
        "I set out and return with the group, and leave it only after telling the person in charge."
    ),
    N_("I follow the person in charge and the teacher, also when the plan has to change."),
    N_("I go nowhere that is closed off, swim nowhere, light nothing and drink no alcohol."),
    N_(
        "I am never alone with a child behind a closed door, and give no private gifts or contacts."
    ),
    N_("I take and share pictures only where there is consent."),
    N_("I report every injury, danger and missing person at once."),
)


class SafetyPledge(Paper, frozen=True, kw_only=True):
    """The 安全承诺书 that each student signs: one sheet, to be copied `copies` times, never pre-filled."""

    template: ClassVar[str] = "documents/safety_pledge.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-forms.css")

    lead: str = ""
    phone: str = ""
    teacher: str = ""
    risks: tuple[str, ...] = ()
    conduct: tuple[str, ...] = ()
    copies: int = 1
    profile: Profile = Profile()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a group: the role, who holds it ("" is a line to write on), what it is for."""

    role: str = ""
    holder: str = ""
    duty: str = ""


class Team(msgspec.Struct, frozen=True):
    """A group with its places, in their order."""

    name: str
    places: tuple[Place, ...]


class LeadingGroup(Paper, frozen=True, kw_only=True):
    """Who leads, as a chart: the first team on top, the others below it."""

    template: ClassVar[str] = "documents/leading_group.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-forms.css", "paper-chart.css")

    teams: tuple[Team, ...] = ()


class Called(msgspec.Struct, frozen=True):
    """Somebody who is called: children by codename."""

    name: str
    group: str = ""


class RollCall(Paper, frozen=True, kw_only=True):
    """The 点名表: one sheet for each half-day in `halves`, with names or with `spare` empty lines."""

    template: ClassVar[str] = "documents/roll_call.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css")

    halves: tuple[str, ...] = ()
    rows: tuple[Called, ...] = ()
    spare: int = 3
