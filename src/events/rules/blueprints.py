"""Fits a template to the answers people give: its clock, its numbers, its names."""

from datetime import date
from math import ceil
from typing import Annotated

import msgspec

from events.rules.plan_parts import Money
from events.rules.plans import (
    Cost,
    Headcount,
    Plan,
    PlanBudget,
    PlanParty,
    PlanPost,
    Step,
    When,
    clock_of,
    minute,
)

RESERVE_SHARE = 0.1  # V5: at least a tenth of the quota, at least one


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a template asks. Without a date the activity is planned all the same."""

    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    start_date: date | None = None
    start_time: str = "08:00"
    tentative: bool = False
    place: Annotated[str, msgspec.Meta(max_length=200)] = ""
    partner: Annotated[str, msgspec.Meta(max_length=200)] = ""
    host: Annotated[str, msgspec.Meta(max_length=200)] = ""
    volunteers: Annotated[int, msgspec.Meta(ge=0, le=2000)] | None = None
    participants: Annotated[int, msgspec.Meta(ge=0, le=2000)] | None = None


def fitted(blueprint: Plan, answers: Answers) -> Plan:
    """Return `blueprint` with the answers in it: times shifted, posts and per-head lines scaled."""
    volunteers = blueprint.heads("volunteer") if answers.volunteers is None else answers.volunteers
    participants = (
        blueprint.heads("participant") if answers.participants is None else answers.participants
    )
    shift = minute(answers.start_time) - minute(blueprint.when.start_time or answers.start_time)
    heads = {
        "volunteers": volunteers or 0,
        "participants": participants or 0,
        "present": (volunteers or 0) + (participants or 0),
    }
    return msgspec.structs.replace(
        blueprint,
        title=answers.title or blueprint.title,
        when=When(
            start_date=answers.start_date,
            start_time=answers.start_time,
            tentative=answers.tentative,
        ),
        places=(answers.place,) if answers.place else blueprint.places,
        parties=_parties(blueprint, answers),
        headcounts=tuple(_counted(h, volunteers, participants) for h in blueprint.headcounts),
        schedule=tuple(_shifted(step, shift) for step in blueprint.schedule),
        posts=tuple(_staffed(post, heads["volunteers"]) for post in blueprint.posts),
        budget=_scaled(blueprint.budget, heads),
        recruitment=msgspec.structs.replace(
            blueprint.recruitment,
            quota=heads["volunteers"],
            reserve=max(1, ceil(heads["volunteers"] * RESERVE_SHARE)),
        )
        if blueprint.recruitment
        else None,
    )


def _parties(blueprint: Plan, answers: Answers) -> tuple[PlanParty, ...]:
    named = [("host", answers.host), ("partner", answers.partner), ("venue", answers.partner)]
    given = tuple(PlanParty(role=role, name=name) for role, name in named if name)
    taken = {party.role for party in given}
    return given + tuple(party for party in blueprint.parties if party.role not in taken)


def _counted(head: Headcount, volunteers: int | None, participants: int | None) -> Headcount:
    count = {"volunteer": volunteers, "participant": participants}.get(head.kind, head.count)
    return msgspec.structs.replace(head, count=count)


def _shifted(step: Step, minutes: int) -> Step:
    return msgspec.structs.replace(
        step,
        start=clock_of(minute(step.start) + minutes) if step.start else None,
        end=clock_of(minute(step.end) + minutes) if step.end else None,
    )


def _staffed(post: PlanPost, volunteers: int) -> PlanPost:
    """A post with children takes every volunteer of the call; the others keep their number."""
    return msgspec.structs.replace(post, needed=volunteers) if post.child_contact else post


def _scaled(budget: PlanBudget, heads: dict[str, int]) -> PlanBudget:
    lines = tuple(_per_head(line, heads) for line in budget.lines)
    total = sum((_fen(line.amount) for line in lines if line.amount), 0)
    return msgspec.structs.replace(budget, lines=lines, computed_total=_decimal(total))


def _per_head(line: Cost, heads: dict[str, int]) -> Cost:
    if not line.per_head or line.unit_price is None:
        return line
    count = heads[line.per_head]
    return msgspec.structs.replace(
        line,
        quantity=str(count),
        factors=(str(count), line.unit_price),
        amount=_decimal(count * _fen(line.unit_price)),
    )


def _fen(amount: Money) -> int:
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _decimal(fen: int) -> Money:
    return f"{fen // 100}.{fen % 100:02}"
