"""The chapters of a plan, as they are kept and shown."""

from typing import ClassVar
from uuid import UUID

import msgspec

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
