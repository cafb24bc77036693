"""What several activities are planned to cost, for pages that list them."""

from collections.abc import Sequence
from uuid import UUID

from accounts.rules.permissions import Actor, Permission
from budget import tables


async def of(actor: Actor, activity_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the planned total of each activity of the actor's association, in fen.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_BUDGET_TOTALS)
    sums: dict[UUID, int] = dict.fromkeys(activity_ids, 0)
    if sums:
        b = tables.BudgetLine
        rows = await b.select(b.activity, b.planned).where(
            b.activity.is_in(list(sums)), b.activity.organization == actor.organization_id
        )
        for row in rows:
            sums[row["activity"]] += row["planned"]
    return sums
