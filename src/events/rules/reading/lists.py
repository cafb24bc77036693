"""The lists that a plan may carry: seats, standing work, conditions, places, things, acts, posts."""

from typing import Any

import msgspec

from events.rules.plan_parts import (
    PlanAct,
    PlanCondition,
    PlanMaterial,
    PlanQuota,
    PlanSeat,
    PlanWork,
)
from events.rules.plans import PlanPost
from events.rules.reading import entrants, posts, seats, shows, things, works
from events.rules.reading.facts import Facts
from events.rules.reading.lines import Span

STANDING = ("programme", "report")


class Lists(msgspec.Struct, frozen=True):
    """Each list with where its entries stand."""

    responsibilities: list[tuple[PlanSeat, Span]]
    recurrence: list[tuple[PlanWork, Span]]
    quotas: list[tuple[PlanQuota, Span]]
    eligibility: list[tuple[PlanCondition, Span]]
    materials: list[tuple[PlanMaterial, Span]]
    acts: list[tuple[PlanAct, Span]]
    posts: list[tuple[PlanPost, Span]]

    def values(self) -> dict[str, tuple[Any, ...]]:
        """Return the lists as fields of a plan."""
        return {
            name: tuple(value for value, _ in several)
            for name, several in msgspec.structs.asdict(self).items()
        }


def read(facts: Facts, title: str) -> Lists:
    """Return the lists of a text; standing work is asked of programmes and reports alone."""
    shape, kind = facts.outline, facts.kind
    idle = facts.steps if kind == "programme" else []
    return Lists(
        responsibilities=seats.seats(shape) if kind != "report" else [],
        recurrence=works.works(shape, idle, facts.promises if kind == "programme" else [], title)
        if kind in STANDING
        else [],
        quotas=entrants.quotas(shape) if kind in ("plan", "notice") else [],
        eligibility=entrants.conditions(shape) if kind in ("plan", "notice") else [],
        materials=things.materials(shape) if kind in ("plan", "notice") else [],
        acts=shows.acts(shape, facts.steps),
        posts=posts.posts(shape) if kind in ("plan", "programme") else [],
    )
