"""What has changed in a plan since it was agreed to, as far as somebody may see it."""

from collections.abc import Iterable

from accounts.rules.permissions import Actor, Permission
from events import approvals
from events.rules.activities import Activity
from events.rules.approval import Aspect
from events.rules.differences import Change
from events.rules.money_changes import TOTAL


async def of(actor: Actor, activity: Activity) -> tuple[Change, ...]:
    """Return what differs from what was agreed to; before that, from what was handed in last.

    Raises:
        NotAllowed
    """
    return visible(actor, (await approvals.standing(actor, activity)).changes)


def visible(actor: Actor, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return those of `changes` the actor may see: the lines of the budget, its total, or neither."""
    if actor.may(Permission.SEE_BUDGET):
        return tuple(changes)
    total = actor.may(Permission.SEE_BUDGET_TOTALS)
    return tuple(
        one for one in changes if one.aspect is not Aspect.MONEY or (total and one.label == TOTAL)
    )
