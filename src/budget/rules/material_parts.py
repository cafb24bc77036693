"""The things of a plan document as the rows they become, and back."""

from collections.abc import Sequence

from budget.rules.materials import Material, Origin, Whose
from events.rules.list_parts import held
from events.rules.plan_parts import PlanMaterial
from events.rules.plans import Plan


def materials(plan: Plan) -> list[Material]:
    """Return what the activity needs; a word we do not know says nothing.

    Raises:
        TooManyRows, TooLong
    """
    return held(
        Material(
            item=one.item,
            quantity=one.quantity or "",
            origin=Origin(one.origin) if one.origin in set(Origin) else Origin.OPEN,
            whose=Whose(one.whose) if one.whose in set(Whose) else Whose.CREW,
            note=one.note,
        )
        for one in plan.materials
        if one.item
    )


def written(rows: Sequence[Material]) -> tuple[PlanMaterial, ...]:
    """Return the things as a document holds them: who has them now and how far they are is not among it."""
    return tuple(
        PlanMaterial(
            item=row.item,
            quantity=row.quantity or None,
            origin=row.origin.value or None,
            whose=row.whose.value,
            note=row.note,
        )
        for row in rows
    )
