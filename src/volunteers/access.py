"""Leave to see real data, as an activity asks for it and as the association looks after it."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from accounts import access_log, grants
from accounts.access_log import Seen
from accounts.rules.grants import Grant, Wanted
from accounts.rules.permissions import Actor, Permission
from events import activities
from volunteers.tables import participants as tables


class Logged(msgspec.Struct, frozen=True):
    """One line of the log as the lead reads it: of whom, by the codename while there is one."""

    seen: Seen
    codename: str
    activity: str


async def ask(actor: Actor, activity_id: UUID, wanted: Wanted) -> UUID:
    """Ask for leave to see real data in one activity of the actor's association.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.ASK_ACCESS)
    activity = await activities.find(actor, activity_id)
    return await grants.ask(actor, activity.id, wanted)


async def titles(actor: Actor) -> dict[UUID, str]:
    """Return the name of each activity of the association."""
    return {one.id: one.called for one in await activities.of_organization(actor)}


async def log(actor: Actor, named: dict[UUID, str]) -> list[Logged]:
    """Return who saw what lately; `named` are the activities by id.

    Raises:
        NotAllowed
    """
    rows = await access_log.recent(actor)
    codenames = await _codenames(actor, rows) if actor.may(Permission.SEE_PARTICIPANTS) else {}
    return [
        Logged(
            one,
            codenames.get(one.subject_id, ""),
            named.get(one.activity_id, "") if one.activity_id else "",
        )
        for one in rows
    ]


def is_mine(actor: Actor, grant: Grant) -> bool:
    return grant.requester == actor.account_id


async def _codenames(actor: Actor, rows: Iterable[Seen]) -> dict[UUID, str]:
    p, ids = tables.Participant, list({one.subject_id for one in rows})
    if not ids:
        return {}
    found = await p.select(p.id, p.codename).where(
        p.id.is_in(ids), p.activity.organization == actor.organization_id
    )
    return {row["id"]: row["codename"] for row in found}
