"""Safeguards: which [default] rules an activity keeps, and who switched one off until when."""

from typing import Any
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from kit import clock, database
from kit.hooks import Hook
from volunteers.rules.safeguards import (
    EVERYTHING,
    NewSwitch,
    Safeguards,
    Switch,
    holding,
    refuse_open_end,
    refuse_unknown,
)
from volunteers.tables import training as tables

safeguard_switched: Hook[UUID] = Hook("safeguard_switched")


async def of(activity_id: UUID) -> Safeguards:
    """Return the [default] rules that hold today in an activity that was found for whoever asks."""
    s = tables.Safeguard
    rows = await _rows(s.activity == activity_id)
    if not rows:
        return EVERYTHING
    return holding(database.facts(Switch, rows), clock.day(rows[0]["zone"]))


async def of_activity(actor: Actor, activity_id: UUID) -> list[Switch]:
    """Return what was switched in an activity, and why: everybody who sees its plan sees that too.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    activity = await activities.find(actor, activity_id)
    return database.facts(Switch, await _rows(tables.Safeguard.activity == activity.id))


async def switch_off(actor: Actor, activity_id: UUID, code: str, new: NewSwitch) -> None:
    """Let one rule rest in one activity, until the end of a day.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSafeguard, SwitchNeedsReason, SwitchNeedsEnd
    """
    async with database.transaction():
        activity = await _mine(actor, activity_id, code)
        refuse_open_end(new, today(activity))
        await _write(actor, activity.id, code, {"on": False, **_columns(new)})
        await traces.leave(actor, "safeguard.off", activity_id=activity.id, details=code)
        await safeguard_switched.tell(activity.id)


async def switch_on(actor: Actor, activity_id: UUID, code: str) -> None:
    """Let a rule hold again, from now on.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSafeguard
    """
    s = tables.Safeguard
    async with database.transaction():
        activity = await _mine(actor, activity_id, code)
        await s.update({s.on: True, s.set_by: actor.account_id, s.set_at: clock.now()}).where(
            s.activity == activity.id, s.code == code
        )
        await traces.leave(actor, "safeguard.on", activity_id=activity.id, details=code)
        await safeguard_switched.tell(activity.id)


async def _mine(actor: Actor, activity_id: UUID, code: str) -> Activity:
    """Return the activity if the actor may switch this rule in it; strangers learn nothing."""
    activity = await activities.find(actor, activity_id, lock=True)
    actor.must(Permission.SET_SAFEGUARDS)
    refuse_unknown(code)
    return activity


def _columns(new: NewSwitch) -> dict[str, Any]:
    return {"reason": new.reason.strip(), "until": new.until}


async def _write(actor: Actor, activity_id: UUID, code: str, columns: dict[str, Any]) -> None:
    s = tables.Safeguard
    values = {**columns, "set_by": actor.account_id, "set_at": clock.now()}
    await s.insert(s(id=uuid4(), activity=activity_id, code=code, **values)).on_conflict(
        target=(s.activity, s.code),
        action="DO UPDATE",
        values=[getattr(s, name) for name in values],
    )


async def _rows(which: Any) -> list[dict[str, Any]]:
    s = tables.Safeguard
    return await s.select(
        s.id,
        s.activity,
        s.code,
        s.on,
        s.reason,
        s.until,
        s.set_at,
        s.set_by.name.as_alias("set_by_name"),
        s.activity.zone.as_alias("zone"),
    ).where(which)
