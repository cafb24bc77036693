"""A block as it is found: the step, and the written line it comes from."""

from datetime import date

import msgspec

from events.rules.plans import Step
from events.rules.reading.lines import Span


class Found(msgspec.Struct, frozen=True):
    """One block; `line` and `said` are the written step it comes from."""

    step: Step
    span: Span
    line: int
    said: str


class State(msgspec.Struct):
    first: date | None
    today: date
    days: tuple[int, ...] = (1,)
    half: str = ""
    found: list[Found] = []
    last: date | None = None
    hours: tuple[str | None, str | None] = (None, None)  # of the activity

    def before(self, day: int) -> str | None:
        """Return when the step before began, or ended, on a day."""
        told = [f.step.end or f.step.start for f in self.found if f.step.day == day]
        return told[-1] if told else None
