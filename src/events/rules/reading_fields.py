"""The plan that was read as the fields of a form."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from events.rules.activities import Kind
from events.rules.paste_ways import activity_kind, nameless, titled
from events.rules.plans import Cost, Plan, PlanParty, PlanTask, Source, Step, minute
from kit.forms import clean

HEADS = ("volunteer", "participant", "crew", "guest")
DAY = 24 * 60
DEAREST = Decimal(10_000_000)
SPARE = 2
SPARE_ROLES = ("host", "organiser", "partner")
SPARE_PHASES = ("before", "before", "after")

Heads = Annotated[int, msgspec.Meta(ge=0, le=2000)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Title = Annotated[str, msgspec.Meta(max_length=120)]
Person = Annotated[str, msgspec.Meta(max_length=100)]


class Head(msgspec.Struct, frozen=True):
    """What is asked once."""

    title: Name
    kind: Kind = Kind.OTHER
    theme: str = ""
    start_date: date | None = None
    end_date: date | None = None
    start_time: time | None = None
    end_time: time | None = None
    tentative: bool = False
    place: Name = ""
    volunteer: Heads | None = None
    participant: Heads | None = None
    crew: Heads | None = None
    guest: Heads | None = None


class StepRow(msgspec.Struct, frozen=True):
    step: Title = ""
    start: time | None = None
    minutes: Annotated[int, msgspec.Meta(gt=0, le=DAY)] | None = None
    at: Title = ""
    lane: Annotated[str, msgspec.Meta(max_length=60)] = ""
    lead: Person = ""


class CostRow(msgspec.Struct, frozen=True):
    cost: Person = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None


class SourceRow(msgspec.Struct, frozen=True):
    source: Person = ""
    promised: Decimal | None = None


class PartyRow(msgspec.Struct, frozen=True):
    party: Name = ""


class TaskRow(msgspec.Struct, frozen=True):
    task: Name = ""


def roomy(plan: Plan) -> Plan:
    """Return `plan` with empty rows below each list, for what the reading did not find."""
    roles = {party.role for party in plan.parties}
    missing = [role for role in SPARE_ROLES if role not in roles]
    budget = msgspec.structs.replace(
        plan.budget,
        lines=(*plan.budget.lines, *(Cost(name="") for _ in range(SPARE))),
        sources=(*plan.budget.sources, Source(name="")),
    )
    return msgspec.structs.replace(
        plan,
        parties=(*plan.parties, *(PlanParty(role=role, name="") for role in missing)),
        schedule=(*plan.schedule, *(Step(title="", floating=True) for _ in range(SPARE))),
        tasks=(*plan.tasks, *(PlanTask(phase=phase, text="") for phase in SPARE_PHASES)),
        budget=budget,
    )


def written(plan: Plan) -> dict[str, str]:
    """Return the text of every field; `step.3` belongs to the fourth step."""
    when = plan.when
    several_days = when.end_date and when.end_date != when.start_date
    shown: dict[str, Any] = {
        "title": "" if plan.title == "?" else titled(plan.title),
        "kind": activity_kind(plan),
        "theme": plan.theme,
        "start_date": when.start_date,
        "end_date": when.end_date if several_days else None,
        "start_time": when.start_time,
        "end_time": when.end_time,
        "tentative": "yes" if when.tentative else "",
        "place": plan.places[0] if plan.places else "",
        "purposes": "\n".join(plan.purposes),
        "notes": "\n".join(plan.notes),
        **{kind: plan.heads(kind) for kind in HEADS},
    }
    rows = (
        [_party(one) for one in plan.parties],
        [_task(one) for one in plan.tasks],
        [_step(one) for one in plan.schedule],
        [_cost(one) for one in plan.budget.lines],
        [_source(one) for one in plan.budget.sources],
    )
    for several in rows:
        for n, row in enumerate(several):
            shown |= {f"{name}.{n}": value for name, value in row.items()}
    return {name: "" if value is None else clean(str(value)) for name, value in shown.items()}


def _party(party: PlanParty) -> dict[str, Any]:
    return {"party": party.name[:200]}


def _task(task: PlanTask) -> dict[str, Any]:
    return {"task": task.text[:200]}


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.title[:120],
        "start": step.start,
        "minutes": minutes_of(step),
        "at": (step.place or "")[:120],
        "lane": (step.lane or "")[:60],
        "lead": nameless(step.owner or "")[:100],
    }


def minutes_of(step: Step) -> int | None:
    """Return how long a step takes, read off its end where it says no more."""
    if step.minutes or not (step.start and step.end):
        return step.minutes
    return (minute(step.end) - minute(step.start)) % DAY or None


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "cost": cost.name[:100],
        "quantity": cost.quantity,
        "price": cost.unit_price,
        "amount": cost.amount,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "source": source.name[:100],
        "promised": amount if (amount := source.amount) and not amount.startswith("-") else None,
    }


def total(plan: Plan) -> Decimal:
    """Return what the lines of the budget add up to."""
    return sum((Decimal(line.amount) for line in plan.budget.lines if line.amount), Decimal())
