"""Vacancies: seats of coming shifts that fall free at once when somebody may not stand there any more.

Every gate is asked again by the one module that asks it when somebody is placed (`shift_gates`), in the
transaction that took the fact away; organisers are told how many, and where to look.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from accounts import mails, memberships
from accounts.rules.permissions import Role
from events import activities
from events.rules.activities import Activity
from kit import clock, database
from kit.settings import settings
from volunteers import shift_gates, stands
from volunteers.rules.applications import Application
from volunteers.rules.shifts import NOT_CLEARED, PLACE_LOST, STANDS, Shift
from volunteers.tables import shifts as tables

TOLD = (Role.OWNER, Role.PLANNER, Role.SAFEGUARDING)


async def place_lost(several: Sequence[Application]) -> None:
    """Whoever has no place any more stands in no coming shift either."""
    await stands.let_go([one.id for one in several], PLACE_LOST)


async def of_volunteers(volunteer_ids: frozenset[UUID]) -> None:
    """Ask again of all coming shifts of these people, wherever they help; inside the caller's transaction."""
    await _settle_where(tables.ShiftPerson.application.volunteer.is_in(list(volunteer_ids)))


async def of_activity(activity_id: UUID) -> None:
    """Ask again of all coming shifts of an activity: what it, a post or a place asks for has changed."""
    await _settle_where(tables.ShiftPerson.shift.activity == activity_id)


async def expire() -> int:
    """Ask again of all coming shifts, for the worker of the house; return how many seats fell free."""
    fallen = 0
    for organization_id, activity_id in await _affected(tables.ShiftPerson.id.is_not_null()):
        async with database.transaction():
            fallen += await settle(await activities.of(organization_id, activity_id, lock=True))
    return fallen


async def settle(activity: Activity) -> int:
    """Take everybody out of the coming shifts they may not stand in; return how many seats fell free."""
    s, p = tables.Shift, tables.ShiftPerson
    rows = await p.select(
        p.shift, p.application, p.application.volunteer.as_alias("volunteer")
    ).where(
        p.shift.activity == activity.id,
        p.shift.starts_at > clock.now(),
        p.standing.is_in(list(STANDS)),
    )
    if not rows:
        return 0
    coming = await s.select().where(s.id.is_in(list({row["shift"] for row in rows})))
    known = {one.id: one for one in database.facts(Shift, coming)}
    ground = await shift_gates.ground(activity)
    fallen: dict[UUID, list[UUID]] = {}
    for row in rows:
        if ground.gaps(known[row["shift"]], row["application"], row["volunteer"]):
            fallen.setdefault(row["application"], []).append(row["shift"])
    for application, shift_ids in sorted(fallen.items()):
        await stands.let_go([application], NOT_CLEARED, shift_ids=shift_ids)
    count = sum(map(len, fallen.values()))
    if count:
        await activities.touch(activity.id)
        await _tell(activity, count)
    return count


async def _settle_where(which: Any) -> None:
    for organization_id, activity_id in await _affected(which):
        await settle(await activities.of(organization_id, activity_id, lock=True))


async def _affected(which: Any) -> list[tuple[UUID, UUID]]:
    """Return association and activity of these coming stands, in the order in which they are locked."""
    p = tables.ShiftPerson
    shift: Any = p.shift  # Piccolo types only the first step of a join
    rows = await p.select(
        shift.activity.as_alias("activity"),
        shift.activity.organization.as_alias("organization"),
    ).where(which, p.shift.starts_at > clock.now(), p.standing.is_in(list(STANDS)))
    found = {(row["organization"], row["activity"]) for row in rows}
    return sorted(found, key=lambda one: one[1])


async def _tell(activity: Activity, count: int) -> None:
    """Write to whoever plans how many seats fell free; nobody's name, and no reason."""
    address = f"{settings().base_url.rstrip('/')}/a/{activity.id}/shifts"
    for member in await memberships.serving(activity.organization, *TOLD):
        await mails.write(
            "shift-seats-free",
            member.email,
            organization_id=activity.organization,
            locale=member.locale,
            key=f"shift-seats-free-{activity.id}-{clock.now().isoformat()}-{member.account_id}",
            name=member.name,
            activity=activity.called,
            count=count,
            address=address,
        )
