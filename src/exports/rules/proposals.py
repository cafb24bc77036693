"""The 策划书: a view of the activity's data as the document a campus files."""

from typing import ClassVar

import msgspec

from exports.rules.money_papers import CostTable
from exports.rules.papers import Paper


class Party(msgspec.Struct, frozen=True):
    """A unit on the cover: what it is to this activity (主办单位) and its name or names."""

    role: str
    names: tuple[str, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the schedule table; `time` as it should read (09:00–09:40), empty while unknown."""

    time: str = ""
    title: str
    place: str = ""
    lead: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered section. The number is printed by us: headings come without 一、 and (一).

    In this order: paragraphs, numbered `items`, the schedule, the costs, then subsections.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    schedule: tuple[Step, ...] = ()
    costs: CostTable | None = None
    parts: tuple["Section", ...] = ()


class Proposal(Paper, frozen=True, kw_only=True):
    """The plan as a document, sections in its own order. `cover` puts title and parties on a first page."""

    template: ClassVar[str] = "documents/proposal.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-budget.css", "paper-proposal.css")

    parties: tuple[Party, ...] = ()
    sections: tuple[Section, ...] = ()
    cover: bool = True
