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
