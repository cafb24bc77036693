"""Clearances: the pledge a volunteer signs, and the outcome of checks, never their content.

They belong to the person: one that is valid counts in every activity of the association.
"""

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
from kit.hooks import Hook
from volunteers import applications
from volunteers.rules.applications import Application
from volunteers.rules.clearance import NewCheck, NewClearance, refuse_unproven
from volunteers.rules.pledge import PLEDGE, PLEDGE_VERSION, NotTheWholePledge
from volunteers.rules.training import TRAINEES, Clearance, ClearanceKind, NotInTraining, Outcome
from volunteers.tables import applications as application_tables
from volunteers.tables import training as tables

clearances_changed: Hook[frozenset[UUID]] = Hook("clearances of these volunteers changed")


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
    return [masked(one) for one in found]


async def of(activity_id: UUID) -> list[Clearance]:
    """Return what those who applied to an activity hold, wherever it was noted (V6–V8)."""
    rows = await tables.Clearance.raw(
        "SELECT clearance.*, application.id AS here FROM clearance "
        "JOIN application ON application.volunteer = clearance.volunteer "
        "WHERE application.activity = {} ORDER BY clearance.kind, clearance.label",
        activity_id,
    )
    return database.facts(Clearance, [row | {"application": row["here"]} for row in rows])


def masked(clearance: Clearance) -> Clearance:
    """Leave out where the paper is and who has looked at it."""
    return msgspec.structs.replace(clearance, reference="", checked_by="")


async def pledged(activity_id: UUID) -> set[UUID]:
    """Return the applications of those who signed today's pledge and code of conduct."""
    return {
        one.application
        for one in await of(activity_id)
        if one.kind is ClearanceKind.PLEDGE
        and one.outcome is Outcome.CLEAR
        and one.text_version == PLEDGE_VERSION
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
    kind = ClearanceKind.RECORD_CHECK
    new = NewClearance(kind=kind, **msgspec.structs.asdict(check))
    await record(actor, activity_id, [application_id], new)


async def record(
    actor: Actor, activity_id: UUID, application_ids: Iterable[UUID], new: NewClearance
) -> int:
    """Note the same outcome for one person or many, in place of what was noted before.

    Raises:
        NotAllowed, NoSuchActivity, NotInTraining
        CheckNeedsEnd, QualificationNeedsProof, CoverNeedsDates
    """
    actor.must(Permission.RECORD_CLEARANCES)
    async with database.transaction():
        now = today(await activities.find(actor, activity_id))
        refuse_unproven(new, now)
        ids = await _trainees(actor, activity_id, application_ids)
        columns = msgspec.structs.asdict(new)
        kind = columns.pop("kind")
        if kind is ClearanceKind.PLEDGE:
            columns["text_version"] = PLEDGE_VERSION
        if kind is not ClearanceKind.QUALIFICATION:
            columns["label"] = ""
        await _write(ids, kind, on=now, recorded_by=actor.account_id, **columns)
        for one in ids:
            await traces.leave(actor, f"{kind}.{new.outcome}", one, activity_id=activity_id)
    return len(ids)


async def withdraw_pledge(actor: Actor, activity_id: UUID, application_id: UUID) -> None:
    """Take back a pledge that was noted by mistake.

    Raises:
        NotAllowed, NoSuchActivity, NotInTraining
    """
    actor.must(Permission.RECORD_CLEARANCES)
    c = tables.Clearance
    async with database.transaction():
        ids = await _trainees(actor, activity_id, [application_id])
        people = list((await _people(ids)).values())
        await c.delete().where(c.volunteer.is_in(people), c.kind == ClearanceKind.PLEDGE)
        await clearances_changed.tell(frozenset(people))
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
    application_ids: list[UUID], kind: ClearanceKind, *, on: date, label: str = "", **columns: Any
) -> None:
    """Write one clearance of a kind for each, in place of the one before; pairs follow at once."""
    c = tables.Clearance
    values = {
        "outcome": Outcome.CLEAR,
        "on": on,
        "covers_from": None,
        "valid_until": None,
        "checked_by": "",
        "text_version": "",
        "reference": "",
        "recorded_by": None,
        "created_at": clock.now(),
        **columns,
    }
    people = await _people(application_ids)
    in_order = sorted(people.items(), key=lambda one: one[1])  # two who write at once never lock
    for some in database.batches(in_order):
        await c.insert(
            *(
                c(id=uuid4(), volunteer=person, application=one, kind=kind, label=label, **values)
                for one, person in some
            )
        ).on_conflict(
            target=(c.volunteer, c.kind, c.label),
            action="DO UPDATE",
            values=[c.application, *(getattr(c, name) for name in values)],
        )
    await clearances_changed.tell(frozenset(people.values()))


async def _people(application_ids: list[UUID]) -> dict[UUID, UUID]:
    """Return the volunteer behind each application."""
    a = application_tables.Application
    rows = await a.select(a.id, a.volunteer).where(a.id.is_in(application_ids))
    return {row["id"]: row["volunteer"] for row in rows}
