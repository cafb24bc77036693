"""Rehearsals of an activity's acts: when and where, who looks, and whether it passed."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, acts, tables
from events.findings import today
from events.rules import rehearsals as rules
from events.rules.activities import Activity
from events.rules.lists import Act
from events.rules.rehearsals import (
    MOST_REHEARSALS,
    NewRehearsal,
    NoSuchAct,
    NoSuchRehearsal,
    Rehearsal,
    RehearsalChanged,
    RehearsalSeen,
    TooManyRehearsals,
    Verdict,
)
from kit import clock, database, forms
from kit.i18n import gettext


async def of(activity: Activity) -> list[Rehearsal]:
    """Return the rehearsals of all acts, in the order of their days, for whoever may see the plan."""
    r = tables.Rehearsal
    rows = await r.select().where(r.act.activity == activity.id).order_by(r.on, r.at, r.id)
    return database.facts(Rehearsal, rows)


async def act_of(activity: Activity, act_id: UUID) -> Act:
    """Return one act of an activity that was found for whoever asks.

    Raises:
        NoSuchAct
    """
    a = tables.Act
    row = await a.select().where(a.id == act_id, a.activity == activity.id).first()
    if row is None:
        raise NoSuchAct
    return database.fact(Act, row)


async def plan(actor: Actor, activity_id: UUID, act_id: UUID, new: NewRehearsal) -> UUID:
    """Set a rehearsal of an act and return its id.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchAct, TooManyRehearsals
    """
    actor.must(Permission.CHANGE_PLAN)
    r, rehearsal_id = tables.Rehearsal, uuid4()
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        act = await act_of(activity, act_id)
        if wrong := rules.wrong_fields(new, today(activity), activity.last_day):
            raise forms.WrongForm(wrong)
        if await r.count().where(r.act == act.id) >= MOST_REHEARSALS:
            raise TooManyRehearsals(most=MOST_REHEARSALS)
        await r.insert(
            r(
                id=rehearsal_id,
                act=act.id,
                on=new.on,
                at=f"{new.at:%H:%M}" if new.at else "",
                place=new.place.strip(),
                checked_by=new.checked_by.strip(),
            )
        )
        await traces.leave(actor, "rehearsal.planned", rehearsal_id, activity_id=activity.id)
    return rehearsal_id


async def sign(
    actor: Actor, activity_id: UUID, rehearsal_id: UUID, version: int, verdict: Verdict
) -> None:
    """Note who saw a rehearsal and what they said; the plan's list then names them too, once it passed.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchRehearsal, RehearsalAhead, RehearsalSeen,
        RehearsalChanged
    """
    verdict = msgspec.structs.replace(
        verdict, checked_by=verdict.checked_by.strip(), note=verdict.note.strip()
    )
    async with database.transaction():
        activity, rehearsal = await _find(actor, activity_id, rehearsal_id)
        if not verdict.checked_by:
            raise forms.WrongForm({"checked_by": gettext("Please fill this in.")})
        rules.refuse_verdict(rehearsal, today(activity))
        await _update(rehearsal, version, msgspec.structs.asdict(verdict), seen=True)
        await _name(activity, rehearsal.act)
        await traces.leave(actor, "rehearsal.signed", rehearsal_id, activity_id=activity.id)


async def take_back(actor: Actor, activity_id: UUID, rehearsal_id: UUID, version: int) -> None:
    """Take a signature back; the rehearsal is open again.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchRehearsal, RehearsalChanged
    """
    async with database.transaction():
        activity, rehearsal = await _find(actor, activity_id, rehearsal_id)
        await _update(rehearsal, version, {"passed": None, "note": ""}, seen=False)
        await _name(activity, rehearsal.act)
        await traces.leave(actor, "rehearsal.opened", rehearsal_id, activity_id=activity.id)


async def remove(actor: Actor, activity_id: UUID, rehearsal_id: UUID) -> None:
    """Take away a rehearsal nobody has signed for.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchRehearsal, RehearsalSeen
    """
    r = tables.Rehearsal
    async with database.transaction():
        activity, rehearsal = await _find(actor, activity_id, rehearsal_id)
        if rehearsal.passed is not None:
            raise RehearsalSeen
        await r.delete().where(r.id == rehearsal.id)
        await traces.leave(actor, "rehearsal.removed", rehearsal_id, activity_id=activity.id)


async def move(actor: Actor, activity_id: UUID, act_id: UUID, *, up: bool) -> None:
    """Let an act come one earlier or one later in the show; at the edge nothing moves.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchAct
    """
    actor.must(Permission.CHANGE_PLAN)
    a = tables.Act
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        act = await act_of(activity, act_id)
        order = [one.id for one in await acts.of(activity) if one.id is not None]
        at = order.index(act_id)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return
        order[at], order[to] = order[to], order[at]
        places = {one: n for n, one in enumerate(order)}
        await a.update({a.position: database.by_id(places)}).where(
            a.activity == activity.id, a.id.is_in(order)
        )
        await traces.leave(actor, "act.moved", act.id, activity_id=activity.id)


async def _find(actor: Actor, activity_id: UUID, rehearsal_id: UUID) -> tuple[Activity, Rehearsal]:
    actor.must(Permission.CHANGE_PLAN)
    activity = await activities.find(actor, activity_id, lock=True)
    r = tables.Rehearsal
    row = await r.select().where(r.id == rehearsal_id, r.act.activity == activity.id).first()
    if row is None:
        raise NoSuchRehearsal
    return activity, database.fact(Rehearsal, row)


async def _update(rehearsal: Rehearsal, version: int, said: dict[str, Any], *, seen: bool) -> None:
    r = tables.Rehearsal
    values = {getattr(r, name): value for name, value in said.items()}
    saved = (
        await r.update(
            {**values, r.checked_at: clock.now() if seen else None, r.version: r.version + 1}
        )
        .where(r.id == rehearsal.id, r.version == version)
        .returning(r.id)
    )
    if not saved:
        raise RehearsalChanged


async def _name(activity: Activity, act_id: UUID) -> None:
    """Let the plan's list say who passed an act, and nobody while it is open."""
    a, act = tables.Act, await act_of(activity, act_id)
    known = [one for one in await of(activity) if one.act == act_id]
    passed = [one for one in known if one.passed]
    name = passed[-1].checked_by if passed and rules.signed_off(act, known) else ""
    if name != act.checked_by:
        await a.update({a.checked_by: name, a.version: a.version + 1}).where(a.id == act_id)
