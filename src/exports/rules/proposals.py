"""The 策划书: a view of the activity's data as the document a campus files."""

from typing import ClassVar

import msgspec

from exports.rules.annexes import Annex, Grid
from exports.rules.money_papers import CostTable
from exports.rules.papers import Paper
from exports.rules.profiles import Profile


class Party(msgspec.Struct, frozen=True):
    """A unit on the cover: what it is to this activity (主办单位) and its name or names."""

    role: str
    names: tuple[str, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the schedule table; `time` as it should read (09:00–09:40), empty while unknown.

    `day` is empty where everything is on one day, `lane` where everybody does the same.
    """

    day: str = ""
    time: str = ""
    title: str
    lane: str = ""
    place: str = ""
    lead: str = ""
    note: str = ""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done: by when, by whom, as far as that is settled."""

    due: str = ""
    text: str
    lead: str = ""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for what; without a `holder` a line to write on."""

    role: str = ""
    holder: str = ""
    duty: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered section. The number is printed by us: headings come without 一、 and (一).

    In this order: paragraphs, numbered `items`, the tables (`grid` is any list), then subsections.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    schedule: tuple[Step, ...] = ()
    posts: tuple[Post, ...] = ()
    costs: CostTable | None = None
    grid: Grid | None = None
    parts: tuple["Section", ...] = ()


class Proposal(Paper, frozen=True, kw_only=True):
    """The plan as a document. `cover` puts title and parties on a first page; `annexes` follow the rest."""

    template: ClassVar[str] = "documents/proposal.html"
    sheets: ClassVar[tuple[str, ...]] = (
        "paper.css",
        "paper-forms.css",
        "paper-budget.css",
        "paper-proposal.css",
    )
    framed: ClassVar[bool] = True

    parties: tuple[Party, ...] = ()
    sections: tuple[Section, ...] = ()
    annexes: tuple[Annex, ...] = ()
    cover: bool = True
    profile: Profile = Profile()
