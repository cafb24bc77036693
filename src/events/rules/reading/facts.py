"""What has been recognised, as the checks see it."""

from datetime import date
from decimal import Decimal

import msgspec

from events.rules.plans import Headcount, Promise, Source, When
from events.rules.reading.arithmetic import Costs
from events.rules.reading.blocks import Found
from events.rules.reading.dates import Day
from events.rules.reading.lines import Span
from events.rules.reading.outline import Item, Outline


class Times(msgspec.Struct, frozen=True):
    """When it is: `day` as written in `item`, which is the heading's line where a date is missing.

    `how` says that the day was not written out: `counted` from today, or `rough`, a stretch of months.
    """

    when: When
    day: Day | None
    item: Item | None
    how: str = ""


class Facts(msgspec.Struct, frozen=True):
    kind: str
    outline: Outline
    times: Times
    places: list[tuple[str, Span, int]]
    off_campus: bool
    minors: bool
    counts: list[tuple[Headcount, Span, int]]
    steps: list[Found]
    costs: Costs
    sources: list[Source]
    promises: list[tuple[Promise, Span, int]]
    today: date

    def heads(self, kind: str) -> int:
        return sum(count.count or 0 for count, _, _ in self.counts if count.kind == kind)

    @property
    def spent(self) -> Decimal:
        return sum(
            (Decimal(e.cost.amount) for e in self.costs.entries if e.cost.amount), Decimal(0)
        )

    @property
    def covered(self) -> Decimal:
        return sum((Decimal(s.amount) for s in self.sources if s.amount), Decimal(0))
