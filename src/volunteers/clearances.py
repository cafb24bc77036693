"""Clearances: the pledge a volunteer signs, and the outcome of checks, never their content."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from kit import clock, database
from volunteers import applications
from volunteers.rules.applications import Application
from volunteers.rules.clearance import (
    PLEDGE,
    PLEDGE_VERSION,
    NewCheck,
    NotTheWholePledge,
    refuse_endless,
)
from volunteers.rules.training import TRAINEES, Clearance, ClearanceKind, NotInTraining, Outcome
from volunteers.tables import applications as application_tables
from volunteers.tables import training as tables


async def of_activity(actor: Actor, activity_id: UUID) -> list[Clearance]:
    """Return all clearances of an activity; where the papers are is for the safeguarding lead.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    found = await of(activity.id)
    if actor.may(Permission.SEE_CLEARANCES):
        return found
    return [msgspec.structs.replace(one, reference="") for one in found]


async def of(activity_id: UUID) -> list[Clearance]:
    """Return what those who applied to an activity hold, wherever it was noted (V6–V8)."""
    c, a = tables.Clearance, application_tables.Application
    mine = await a.select(a.id, a.volunteer).where(a.activity == activity_id)
    here = {row["volunteer"]: row["id"] for row in mine}
    rows = await c.select().where(
        c.volunteer.is_in(a.select(a.volunteer).where(a.activity == activity_id))
    )
    return database.facts(
        Clearance, [row | {"application": here[row["volunteer"]]} for row in rows]
    )


async def pledged(activity_id: UUID) -> set[UUID]:
    """Return the applications of those who signed today's pledge and code of conduct."""
    return {
        one.application
        for one in await of(activity_id)
        if one.kind is ClearanceKind.PLEDGE
        and one.outcome is Outcome.CLEAR
        and one.text_version == PLEDGE_VERSION
    }


async def unchecked(activity_id: UUID) -> set[UUID]:
    """Return the applications whose record check is still running or was not clear (V6)."""
    return {
        one.application
        for one in await of(activity_id)
        if one.kind is ClearanceKind.RECORD_CHECK and one.outcome is not Outcome.CLEAR
    }


async def sign(holder: Holder, *, read: bool) -> None:
    """The volunteer signs the pledge and the code of conduct on their own page.

    Raises:
        NoSuchApplication, NotInTraining, NotTheWholePledge
    """
    async with database.transaction():
        me = await applications.of_link(holder)
        if me.status not in TRAINEES:
            raise NotInTraining
        if not read:
            raise NotTheWholePledge
        activity = await activities.of(holder.organization_id, me.activity)
        await _write([me.id], ClearanceKind.PLEDGE, on=today(activity), text_version=PLEDGE_VERSION)
        await traces.leave(holder, "pledge.signed", me.id, activity_id=me.activity)


async def record_pledges(
    actor: Actor, activity_id: UUID, application_ids: Iterable[UUID], on: date
) -> None:
    """Note that these people signed the pledge on paper, which the association keeps.

    Raises:
        NotAllowed, NoSuchActivity, NotInTraining
    """
    actor.must(Permission.RECORD_CLEARANCES)
    async with database.transaction():
        ids = await _trainees(actor, activity_id, application_ids)
        await _write(
            ids,
            ClearanceKind.PLEDGE,
            on=on,
            text_version=PLEDGE_VERSION,
            recorded_by=actor.account_id,
        )
        await traces.leave(actor, "pledge.recorded", activity_id=activity_id, details=str(len(ids)))


async def record_check(
    actor: Actor, activity_id: UUID, application_id: UUID, check: NewCheck
) -> None:
    """Note the outcome of a record check made by the school, the university or an office (V6).

    Raises:
        NotAllowed, NoSuchActivity, NotInTraining, CheckNeedsEnd
    """
    actor.must(Permission.RECORD_CLEARANCES)
    async with database.transaction():
        now = today(await activities.find(actor, activity_id))
        refuse_endless(check, now)
        ids = await _trainees(actor, activity_id, [application_id])
        await _write(
            ids,
            ClearanceKind.RECORD_CHECK,
            on=now,
            **msgspec.structs.asdict(check),
            recorded_by=actor.account_id,
        )
        await traces.leave(
            actor, f"record_check.{check.outcome}", application_id, activity_id=activity_id
        )


async def withdraw_pledge(actor: Actor, activity_id: UUID, application_id: UUID) -> None:
    """Take back a pledge that was noted by mistake.

    Raises:
        NotAllowed, NoSuchActivity, NotInTraining
    """
    actor.must(Permission.RECORD_CLEARANCES)
    c = tables.Clearance
    async with database.transaction():
        ids = await _trainees(actor, activity_id, [application_id])
        people = await _people(ids)
        await c.delete().where(
            c.volunteer.is_in(list(people.values())), c.kind == ClearanceKind.PLEDGE
        )
        await traces.leave(actor, "pledge.taken_back", application_id, activity_id=activity_id)


async def of_volunteer(_holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page shows: the text to sign, and since when it is signed."""
    c = tables.Clearance
    row = (
        await c.select(c.on)
        .where(
            c.volunteer == application.volunteer,
            c.kind == ClearanceKind.PLEDGE,
            c.outcome == Outcome.CLEAR,
            c.text_version == PLEDGE_VERSION,
        )
        .first()
    )
    return {
        "pledge": PLEDGE if application.status in TRAINEES else (),
        "pledged_on": row["on"] if row else None,
    }


async def _trainees(actor: Actor, activity_id: UUID, wanted: Iterable[UUID]) -> list[UUID]:
    """Return `wanted` if all of them train for the activity.

    Raises:
        NotInTraining
    """
    ids = list(dict.fromkeys(wanted))
    known = {one.id for one in await applications.of_activity(actor, activity_id, TRAINEES)}
    if not known.issuperset(ids):
        raise NotInTraining
    return ids


async def _write(
    application_ids: list[UUID], kind: ClearanceKind, *, on: date, **columns: Any
) -> None:
    """Write one clearance of a kind for each, in place of the one before."""
    c = tables.Clearance
    values = {
        "outcome": Outcome.CLEAR,
        "on": on,
        "valid_until": None,
        "text_version": "",
        "reference": "",
        "recorded_by": None,
        "created_at": clock.now(),
        **columns,
    }
    people = await _people(application_ids)
    for some in database.batches(application_ids):
        await c.insert(
            *(
                c(id=uuid4(), volunteer=people[one], application=one, kind=kind, **values)
                for one in some
            )
        ).on_conflict(
            target=(c.volunteer, c.kind, c.label),
            action="DO UPDATE",
            values=[c.application, *(getattr(c, name) for name in values)],
        )


async def _people(application_ids: list[UUID]) -> dict[UUID, UUID]:
    """Return the volunteer behind each application."""
    a = application_tables.Application
    rows = await a.select(a.id, a.volunteer).where(a.id.is_in(application_ids))
    return {row["id"]: row["volunteer"] for row in rows}
