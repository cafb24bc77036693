"""What a programme is: standing work over a term or a year, without a day of its own."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

LONGEST = 3 * 366  # days: what runs longer is written year by year


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
    status: ClassVar[int] = 404
    message = N_("There is no such programme.")


class ProgrammeChanged(Refusal):
    message = N_("Somebody else changed this programme in the meantime. Look at it and save again.")


class ProgrammeClosed(Refusal):
    message = N_("This programme is closed. Open it again before you change something.")


class NotEmpty(Refusal):
    message = N_(
        "Something is recorded in this programme already, so it stays. You can close it instead."
    )


class EndsBeforeStart(Refusal):
    status: ClassVar[int] = 422
    message = N_("The last day has to come after the first.")


class RunsTooLong(Refusal):
    status: ClassVar[int] = 422
    message = N_("A programme runs for three years at most. Write a new one for the years after.")


def refuse_days(first: date | None, last: date | None) -> None:
    """Raise unless a programme may run from one day to the other; either may be unknown.

    Raises:
        EndsBeforeStart, RunsTooLong
    """
    if first is None or last is None:
        return
    if last <= first:
        raise EndsBeforeStart
    if (last - first).days >= LONGEST:
        raise RunsTooLong
