"""Papers about volunteers: who was chosen, whom a partner may know, who stands where, what each promises."""

from typing import ClassVar

import msgspec

from exports.rules.papers import Paper


class Chosen(msgspec.Struct, frozen=True):
    """One application: its number, who it is, and what for. No phone."""

    number: int
    name: str
    college: str = ""
    year: str = ""
    post: str = ""
    place: int = 0


class Outcome(msgspec.Struct, frozen=True):
    """Everybody with the same result; `line` says what follows from it."""

    name: str
    line: str
    rows: tuple[Chosen, ...]


class SelectionList(Paper, frozen=True, kw_only=True):
    """The 选拔名单: by result, the reserve in its order."""

    template: ClassVar[str] = "documents/selection_list.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css", "paper-people.css")

    outcomes: tuple[Outcome, ...] = ()


class NamedVolunteer(msgspec.Struct, frozen=True, kw_only=True):
    """One volunteer, as far as they agreed to be shown to this partner; the rest is blank."""

    name: str = ""
    college: str = ""
    year: str = ""
    student_no: str = ""
    phone: str = ""


class VolunteerList(Paper, frozen=True, kw_only=True):
    """Who comes, for one partner; `unnamed` more come who have not agreed to be named."""

    template: ClassVar[str] = "documents/volunteer_list.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css", "paper-people.css")

    partner: str
    rows: tuple[NamedVolunteer, ...] = ()
    unnamed: int = 0


class CodeOfConduct(Paper, frozen=True, kw_only=True):
    """The 志愿者行为守则 to sign on paper: one sheet, to be copied; `text_version` names this wording."""

    template: ClassVar[str] = "documents/code_of_conduct.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-people.css")

    articles: tuple[tuple[str, str], ...]
    text_version: str
    copies: int = 1


class RosterLine(msgspec.Struct, frozen=True):
    """One shift: its hours, its post, who stands there, and how many are still missing."""

    hours: str
    post: str
    names: tuple[str, ...]
    missing: int = 0
    note: str = ""


class RosterDay(msgspec.Struct, frozen=True):
    name: str
    lines: tuple[RosterLine, ...]


class RosterPlace(msgspec.Struct, frozen=True):
    """A place with its days; each begins a page of its own."""

    name: str
    line: str
    days: tuple[RosterDay, ...]


class ShiftRoster(Paper, frozen=True, kw_only=True):
    """Who stands where and when; `leader` is the only one with a phone."""

    template: ClassVar[str] = "documents/shift_roster.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css", "paper-people.css")

    leader: str = ""
    places: tuple[RosterPlace, ...] = ()
