"""The chapters of a plan, as they are kept and shown."""

from typing import ClassVar
from uuid import UUID

import msgspec

from events.rules.plans import PlanSection
from events.rules.reading import headings
from events.rules.reading.lines import fold
from kit.errors import Refusal
from kit.i18n import N_


class Section(msgspec.Struct, frozen=True):
    """One chapter of a 策划书 as it is kept. `key` says which data it shows; "" is free text."""

    id: UUID
    key: str
    heading: str
    text: str
    position: int
    version: int = 1


def known(section: Section | PlanSection) -> str:
    """Return what a chapter is about; a free one is recognised by its heading."""
    folded = fold(section.heading)
    return section.key or headings.key(folded) or headings.about(folded)


def is_safety(section: Section | PlanSection) -> bool:
    """Say whether a chapter is the safety plan or a part of it: 安全预案, 应急预案, 安全措施."""
    return known(section) == "safety"


class NoSuchSection(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such section.")


class SectionChanged(Refusal):
    """Somebody else saved first; `now` is what stands there."""

    message = N_(
        "Somebody else changed this in the meantime. Look at both versions and save again."
    )

    def __init__(self, now: Section) -> None:
        super().__init__()
        self.now = now
