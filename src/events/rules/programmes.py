"""What a programme is: standing work over a term or a year, without a day of its own."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


class Programme(msgspec.Struct, frozen=True):
    """Standing work. `period` is the time in words; `starts_on` and `ends_on` are None until known."""

    id: UUID
    organization: UUID
    title: str
    theme: str
    purposes: tuple[str, ...]
    period: str
    starts_on: date | None
    ends_on: date | None
    zone: str
    involves_minors: bool
    closed_at: datetime | None
    version: int
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Say whether work goes on; a closed programme is only read."""
        return self.closed_at is None


class NoSuchProgramme(Refusal):
    status = 404
    message = N_("There is no such programme.")
