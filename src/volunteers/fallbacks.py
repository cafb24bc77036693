"""Fallbacks: a clearance or training that ends takes the partner's yes to a pair back at once (V6)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts import mails, memberships, organizations
from accounts.rules.permissions import Actor, Role
from events import activities
from events.rules.activities import Activity
from events.rules.written import digest
from kit import database
from kit.settings import settings
from volunteers import duties, pairs
from volunteers.rules.pairs import AGREED, NOT_CLEARED, Pair, PairStatus
from volunteers.tables import pairs as tables

NOBODY = UUID(int=0)
TOLD = (Role.OWNER, Role.PLANNER, Role.SAFEGUARDING)


async def of_volunteers(volunteer_ids: frozenset[UUID]) -> None:
    """Ask again of all pairs of these people, wherever they help; inside the caller's transaction."""
    await _settle_where(tables.Pair.application.volunteer.is_in(list(volunteer_ids)))


async def of_activity(activity_id: UUID) -> None:
    """Ask again of all pairs of an activity: what it asks for has changed."""
    await _settle_where(tables.Pair.activity == activity_id)


async def expire() -> int:
    """Ask again of all pairs that stand, for the worker of the house; return how many changed.

    What ended overnight takes effect here at the latest: every gate asks for itself when it is used.
    """
    changed = 0
    for organization_id, activity_id in await _affected(tables.Pair.id.is_not_null()):
        async with database.transaction():
            activity = await activities.of(organization_id, activity_id, lock=True)
            changed += await settle(activity)
    return changed


async def settle(activity: Activity) -> int:
    """Take back the yes to pairs whose volunteer is not cleared or trained any more; let others go on.

    A pair that was confirmed is proposed again, one that is together rests; one that rested for this
    reason goes on when the volunteer is cleared again. Return how many pairs changed.
    """
    standing, gates = await pairs.of(activity.id, AGREED), await pairs.gates(activity)
    lacking = {one.application for one in standing if gates.of(one.application)}
    fallen = [one for one in standing if one.application in lacking]
    confirmed = [one for one in fallen if one.status is PairStatus.CONFIRMED]
    together = [one for one in fallen if one.status is PairStatus.ACTIVE]
    rested = [
        one
        for one in standing
        if one.status is PairStatus.PAUSED
        and one.end_reason == NOT_CLEARED
        and one.application not in lacking
    ]
    await pairs.write(
        confirmed,
        {"status": PairStatus.PROPOSED, "confirmed_at": None, "end_reason": NOT_CLEARED},
    )
    await pairs.write(together, {"status": PairStatus.PAUSED, "end_reason": NOT_CLEARED})
    await pairs.write(rested, {"status": PairStatus.ACTIVE, "end_reason": ""})
    changed = [*confirmed, *together, *rested]
    await duties.revise([one.id for one in changed])
    await _tell(activity, [*confirmed, *together])
    return len(changed)


async def _settle_where(which: Any) -> None:
    for organization_id, activity_id in await _affected(which):
        await settle(await activities.of(organization_id, activity_id, lock=True))


async def _affected(which: Any) -> list[tuple[UUID, UUID]]:
    """Return association and activity of the pairs that stand, in the order in which they are locked."""
    p = tables.Pair
    rows = await p.select(
        p.activity.as_alias("activity"), p.activity.organization.as_alias("organization")
    ).where(which, p.status.is_in(list(AGREED)))
    found = {(row["organization"], row["activity"]) for row in rows}
    return sorted(found, key=lambda one: one[1])


async def _tell(activity: Activity, fallen: Iterable[Pair]) -> None:
    """Write to whoever plans, once for the same pairs: how many, and where to look; nobody's name."""
    several = list(fallen)
    if not several:
        return
    which = digest(",".join(sorted(f"{one.id}{one.version}" for one in several)))
    spoken = (await organizations.publisher(activity.organization)).locale
    reader = Actor(NOBODY, activity.organization, Role.OWNER)
    await mails.write_each(
        "clearance-ended",
        [
            mails.Addressed(
                recipient=member.email,
                locale=spoken,
                key=f"clearance-ended-{which}-{member.account_id}",
                facts={
                    "activity": activity.called,
                    "count": len(several),
                    "address": f"{settings().base_url.rstrip('/')}/a/{activity.id}/clearances",
                },
            )
            for member in await memberships.living(reader)
            if member.role in TOLD
        ],
        organization_id=activity.organization,
    )
