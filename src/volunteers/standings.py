"""What one person holds, whatever activity it was noted in: clearances, and modules they attended."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from accounts.rules.permissions import Actor, Permission
from kit import clock, database
from volunteers import modules, profiles
from volunteers.rules import modules as module_rules
from volunteers.rules.clearance import counts
from volunteers.rules.training import ATTENDED, Clearance
from volunteers.tables import training as tables


class Learned(msgspec.Struct, frozen=True):
    """One module somebody attended, the last time they did, and whether that still counts."""

    name: str
    on: date
    until: date | None
    counts: bool


class Held(msgspec.Struct, frozen=True):
    """One clearance, and whether it counts today."""

    clearance: Clearance
    counts: bool


async def clearances(actor: Actor, volunteer_id: UUID) -> list[Held]:
    """Return what somebody holds; where the papers are is for the safeguarding lead.

    Raises:
        NotAllowed, NoSuchVolunteer
    """
    await profiles.find(actor, volunteer_id)
    today = clock.day()
    held = [Held(one, counts(one, today)) for one in await of(volunteer_id)]
    if actor.may(Permission.SEE_CLEARANCES):
        return held
    bare = msgspec.structs.replace
    return [Held(bare(one.clearance, reference="", checked_by=""), one.counts) for one in held]


async def of(volunteer_id: UUID) -> list[Clearance]:
    """Return the clearances of a person who was found for whoever asks."""
    c = tables.Clearance
    rows = await c.select().where(c.volunteer == volunteer_id).order_by(c.kind, c.label)
    return database.facts(
        Clearance, [row | {"application": row["application"] or volunteer_id} for row in rows]
    )


async def learned(actor: Actor, volunteer_id: UUID) -> list[Learned]:
    """Return the modules somebody attended, by name.

    Raises:
        NotAllowed, NoSuchVolunteer
    """
    await profiles.find(actor, volunteer_id)
    a = tables.Attendance
    session: Any = a.session
    rows = await a.select(
        session.modules.as_alias("modules"),
        session.starts_at.as_alias("starts_at"),
        session.activity.zone.as_alias("zone"),
    ).where(
        a.application.volunteer == volunteer_id,
        session.activity.organization == actor.organization_id,
        session.cancelled_at.is_null(),
        a.presence.is_in(list(ATTENDED)),
    )
    last: dict[UUID, date] = {}
    for row in rows:
        on = row["starts_at"].astimezone(ZoneInfo(row["zone"])).date()
        for module_id in row["modules"]:
            last[module_id] = max(on, last.get(module_id, on))
    today = clock.day()
    return [
        Learned(
            module.name,
            last[module.id],
            module_rules.valid_until(module, last[module.id]),
            module_rules.counts(module, last[module.id], today),
        )
        for module in await modules.of(actor.organization_id)
        if module.id in last
    ]
