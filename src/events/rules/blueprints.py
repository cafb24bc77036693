"""Fits a template to the answers people give: its clock, its days, its numbers, its names."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import Annotated

import msgspec

from events.rules.plan_parts import Money, PlanQuota
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
from kit.i18n import ngettext

RESERVE_SHARE = 0.1  # V5: at least a tenth of the quota, at least one
LUNCH = minute("11:30")


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


def days(plan: Plan) -> int:
    """Return how many days the schedule runs."""
    return max((step.day for step in plan.schedule), default=1)


def brings(plan: Plan) -> tuple[str, ...]:
    """Return what a template brings, each kind with its number, in the reader's language."""
    counted = (
        (ngettext("%(n)s day", "%(n)s days", days(plan)), days(plan) if days(plan) > 1 else 0),
        (ngettext("%(n)s task", "%(n)s tasks", len(plan.tasks)), len(plan.tasks)),
        (
            ngettext("%(n)s schedule block", "%(n)s schedule blocks", len(plan.schedule)),
            len(plan.schedule),
        ),
        (
            ngettext("%(n)s budget line", "%(n)s budget lines", len(plan.budget.lines)),
            len(plan.budget.lines),
        ),
        (
            ngettext("%(n)s work item", "%(n)s work items", len(plan.recurrence)),
            len(plan.recurrence),
        ),
        (
            ngettext("%(n)s promise to keep", "%(n)s promises to keep", len(plan.obligations)),
            len(plan.obligations) if plan.recurrence else 0,
        ),
        (
            ngettext("%(n)s duty", "%(n)s duties", len(plan.responsibilities)),
            len(plan.responsibilities) if plan.recurrence else 0,
        ),
    )
    said = tuple(words % {"n": n} for words, n in counted if n)
    sections = len(plan.sections)
    return said or (ngettext("%(n)s chapter", "%(n)s chapters", sections) % {"n": sections},)


def fitted(blueprint: Plan, answers: Answers) -> Plan:
    """Return `blueprint` with the answers in it: times shifted, posts, places and per-head lines scaled.

    Whatever the answers do not touch stays as the template has it.
    """
    volunteers = blueprint.heads("volunteer") if answers.volunteers is None else answers.volunteers
    participants = (
        blueprint.heads("participant") if answers.participants is None else answers.participants
    )
    heads = {
        "volunteers": volunteers or 0,
        "participants": participants or 0,
        "present": (volunteers or 0) + (participants or 0),
    }
    schedule = _moved(blueprint, answers.start_time)
    return msgspec.structs.replace(
        blueprint,
        title=answers.title or blueprint.title,
        when=_when(answers, schedule),
        places=(answers.place,) if answers.place else blueprint.places,
        parties=_parties(blueprint, answers),
        headcounts=tuple(_counted(h, volunteers, participants) for h in blueprint.headcounts),
        schedule=schedule,
        posts=_staffed(blueprint, heads["volunteers"]),
        quotas=_placed(blueprint.quotas, participants),
        budget=_scaled(blueprint.budget, heads),
        recruitment=msgspec.structs.replace(
            blueprint.recruitment,
            quota=heads["volunteers"],
            reserve=max(1, ceil(heads["volunteers"] * RESERVE_SHARE)),
        )
        if blueprint.recruitment
        else None,
    )


def _when(answers: Answers, schedule: Sequence[Step]) -> When:
    """Begin when they say; what takes several days ends on its last one, with its last step."""
    when = When(
        start_date=answers.start_date, start_time=answers.start_time, tentative=answers.tentative
    )
    last = max((step.day for step in schedule), default=1)
    if last == 1 or answers.start_date is None:
        return when
    ends = [_end(step) for step in schedule if step.day == last and step.start]
    return msgspec.structs.replace(
        when,
        end_date=answers.start_date + timedelta(days=last - 1),
        end_time=max(ends, default=None),
    )


def _end(step: Step) -> str:
    return step.end or clock_of(minute(step.start or "00:00") + (step.minutes or 0))


def _moved(blueprint: Plan, start_time: str) -> tuple[Step, ...]:
    """Return the steps as they run from `start_time` on.

    Of several days only the first morning moves: meals and nights belong to the house.
    """
    shift = minute(start_time) - minute(blueprint.when.start_time or start_time)
    several = days(blueprint) > 1
    return tuple(
        _shifted(step, shift)
        if not several or (step.day == 1 and minute(step.start or "00:00") < LUNCH)
        else step
        for step in blueprint.schedule
    )


def _shifted(step: Step, minutes: int) -> Step:
    return msgspec.structs.replace(
        step,
        start=clock_of(minute(step.start) + minutes) if step.start else None,
        end=clock_of(minute(step.end) + minutes) if step.end else None,
    )


def _parties(blueprint: Plan, answers: Answers) -> tuple[PlanParty, ...]:
    named = [("host", answers.host), ("partner", answers.partner), ("venue", answers.partner)]
    given = tuple(PlanParty(role=role, name=name) for role, name in named if name)
    taken = {party.role for party in given}
    return given + tuple(party for party in blueprint.parties if party.role not in taken)


def _counted(head: Headcount, volunteers: int | None, participants: int | None) -> Headcount:
    count = {"volunteer": volunteers, "participant": participants}.get(head.kind, head.count)
    return msgspec.structs.replace(head, count=count)


def _staffed(blueprint: Plan, volunteers: int) -> tuple[PlanPost, ...]:
    """Share the volunteers out over the posts with children; the others keep their number."""
    with_children = [post for post in blueprint.posts if post.child_contact]
    shares = iter(shared(volunteers, [post.needed for post in with_children]))
    return tuple(
        msgspec.structs.replace(post, needed=next(shares)) if post.child_contact else post
        for post in blueprint.posts
    )


def _placed(quotas: tuple[PlanQuota, ...], participants: int | None) -> tuple[PlanQuota, ...]:
    if participants is None:
        return quotas
    shares = shared(participants, [quota.places for quota in quotas])
    return tuple(
        msgspec.structs.replace(quota, places=places)
        for quota, places in zip(quotas, shares, strict=True)
    )


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights`: whole numbers that add up to it, earlier ones first.

    Nobody goes empty while another has two.
    """
    whole = sum(weights)
    if not whole:
        return list(weights)
    shares = [total * weight // whole for weight in weights]
    left = sorted(range(len(weights)), key=lambda n: -(total * weights[n] % whole))
    for n in left[: total - sum(shares)]:
        shares[n] += 1
    while 0 in shares and max(shares) > 1:
        shares[shares.index(max(shares))] -= 1
        shares[shares.index(0)] += 1
    return shares


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
