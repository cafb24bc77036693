"""The plan document `banxing-plan/1`: one portable form for templates, texts, copies and exports.

Money is a decimal string, dates are ISO 8601, times `HH:MM`; unknown is absent, never guessed.
Whatever a document holds that we do not know is kept under `more` and written back.
"""

from datetime import date, time
from typing import Annotated, Any

import msgspec

from events.rules.plan_parts import (
    Clock,
    Count,
    Money,
    Name,
    Part,
    PlanAct,
    PlanCondition,
    PlanMaterial,
    PlanQuota,
    PlanSeat,
    PlanWork,
)
from events.rules.tasks import Phase

FORMAT = "banxing-plan/1"
DAY = 24 * 60  # minutes

# The file says before, day, after where the code says prepare, day, follow_up.
PHASES = {"before": Phase.PREPARE, "day": Phase.DAY, "after": Phase.FOLLOW_UP}
WRITTEN_PHASES = {phase: written for written, phase in PHASES.items()}


class PlanParty(Part, frozen=True):
    role: str
    name: Name


class When(Part, frozen=True):
    start_date: date | None = None
    end_date: date | None = None
    start_time: Clock | None = None
    end_time: Clock | None = None
    tentative: bool = False
    year_known: bool = True


class Headcount(Part, frozen=True):
    who: str = ""
    kind: str = "other"
    count: Count | None = None


class PlanTask(Part, frozen=True):
    """`offset_unit` is `days` or `wd`, working days; `key` names the tasks that code looks for."""

    phase: str
    text: Name
    owner: str | None = None
    due: date | None = None
    offset_days: int | None = None
    offset_unit: str = "days"
    key: str = ""


class Step(Part, frozen=True):
    """One item of the schedule; without a lane it is for everybody."""

    title: str
    day: int = 1
    start: Clock | None = None
    end: Clock | None = None
    minutes: Annotated[int, msgspec.Meta(gt=0, le=1440)] | None = None
    place: str | None = None
    owner: str | None = None
    lane: str | None = None
    people: tuple[str, ...] = ()
    floating: bool = False
    hard_end: bool = False
    with_children: bool = False
    service: bool = False
    public: bool = False
    tentative: bool = False
    note: str = ""


class Cost(Part, frozen=True):
    """One budget line. `per_head` is `present`, `volunteers` or `participants` where it follows people.

    Where nobody knows which factor is the price, `factors` holds both, `price_factor` is `unknown`
    and `amount` stands. A lump sum has no factors. `stated` is what a text says instead of the product.
    """

    name: Name
    category: str | None = None
    quantity: Money | None = None
    unit: str | None = None
    unit_price: Money | None = None
    factors: tuple[Money, ...] = ()
    price_factor: str | None = None
    amount: Money | None = None
    stated: Money | None = None
    per_head: str | None = None
    source: str | None = None
    handler: str | None = None
    note: str | None = None
    text: str | None = None


class Source(Part, frozen=True):
    """Who pays how much; `kind` is host, dues, sponsor, self_raised, donation or partner."""

    name: Name
    amount: Money | None = None
    kind: str | None = None
    until: date | None = None
    note: str | None = None


class PlanBudget(Part, frozen=True):
    currency: str = "CNY"
    lines: tuple[Cost, ...] = ()
    sources: tuple[Source, ...] = ()
    stated_total: Money | None = None
    computed_total: Money | None = None


class Promise(Part, frozen=True):
    """An obligation: at least so many per period, by an actor, towards a subject."""

    text: Name
    at_least: int = 1
    at_most: int | None = None
    per: str = "month"
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] | None = None
    units: tuple[str, ...] = ()
    actor: str | None = None
    subject: str | None = None
    periods: int = 12
    key: str = ""


class PlanPost(Part, frozen=True):
    name: str
    needed: Count = 0
    child_contact: bool = False
    qualification: str = ""
    description: str = ""


class PlanGroup(Part, frozen=True):
    """Pairs that go together; `lane` is the name of the lane of the schedule they follow."""

    name: str
    lane: str | None = None


class Call(Part, frozen=True):
    """How volunteers are found: `first_come` or `review`, places, reserve, and what they are told."""

    mode: str = "first_come"
    quota: Count = 0
    reserve: Count = 0
    criteria: tuple[str, ...] = ()
    risk_statement: str = ""
    summary: str = ""


class PlanTraining(Part, frozen=True):
    """A training before the day; `modules` names what the association trains people in."""

    title: str
    offset_days: int = 0
    start: Clock = "19:00"
    minutes: int = 90
    place: str = ""
    trainer: str = ""
    content: str = ""
    modules: tuple[Name, ...] = ()


class PlanSection(Part, frozen=True):
    heading: Annotated[str, msgspec.Meta(max_length=100)]
    text: str = ""
    key: str = ""


class Traits(Part, frozen=True):
    """What decides which rules apply."""

    kind: str = "visit"
    short_title: str = ""
    involves_minors: bool = False
    off_campus: bool = False
    overnight: bool = False
    risk: bool = False
    zone: str = "Asia/Shanghai"
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""


class Plan(Part, frozen=True):
    """The whole document."""

    title: Name
    format: str = FORMAT
    kind: str = "plan"
    language: str = "zh_Hans"
    theme: str = ""
    background: str = ""
    purposes: tuple[str, ...] = ()
    parties: tuple[PlanParty, ...] = ()
    when: When = When()
    places: tuple[str, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    schedule: tuple[Step, ...] = ()
    budget: PlanBudget = PlanBudget()
    obligations: tuple[Promise, ...] = ()
    notes: tuple[str, ...] = ()
    sections: tuple[PlanSection, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()
    traits: Traits = Traits()
    lanes: tuple[str, ...] = ()
    posts: tuple[PlanPost, ...] = ()
    groups: tuple[PlanGroup, ...] = ()
    materials: tuple[PlanMaterial, ...] = ()
    responsibilities: tuple[PlanSeat, ...] = ()
    recurrence: tuple[PlanWork, ...] = ()
    quotas: tuple[PlanQuota, ...] = ()
    eligibility: tuple[PlanCondition, ...] = ()
    acts: tuple[PlanAct, ...] = ()
    period: str = ""
    recruitment: Call | None = None
    trainings: tuple[PlanTraining, ...] = ()

    def heads(self, kind: str) -> int | None:
        """Return how many people of `kind` there are; None while nobody knows."""
        known = [h.count for h in self.headcounts if h.kind == kind and h.count is not None]
        return sum(known) if known else None


def minute(clock: str) -> int:
    """Return the minute of the day: `08:30` is 510."""
    return int(clock[:2]) * 60 + int(clock[3:])


def clock_of(minutes: int) -> str:
    """Return the time `minutes` after midnight as `HH:MM`; it stays within the day."""
    within = max(0, min(minutes, 24 * 60 - 1))
    return f"{within // 60:02}:{within % 60:02}"


def time_of(clock: str) -> time:
    return time(int(clock[:2]), int(clock[3:]))
