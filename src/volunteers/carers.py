"""Carers: the guardians and caregivers of a child, reached through the partner unless named mode is open."""

from typing import Any
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity, Changed
from kit import clock, crypto, database, forms
from kit.crypto import Place
from volunteers import histories, named_mode, participants, partner_word
from volunteers.rules.carers import (
    MOST_CARERS,
    Carer,
    NewCarer,
    NoSuchCarer,
    TooManyCarers,
    tidied,
    wrong_fields,
)
from volunteers.rules.named_mode import gaps
from volunteers.tables import participants as tables

REMOVED = "carer.removed"


async def of_participant(actor: Actor, activity_id: UUID, participant_id: UUID) -> list[Carer]:
    """Return who cares for one child, in the order they were entered; numbers stay sealed.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant
    """
    one = await participants.find(actor, activity_id, participant_id)
    return await of(one.id)


async def of(participant_id: UUID) -> list[Carer]:
    """Return who cares for a participant that was found."""
    c = tables.Carer
    rows = await c.select().where(c.participant == participant_id).order_by(c.created_at, c.id)
    return database.facts(Carer, rows)


async def of_activity(actor: Actor, activity_id: UUID) -> dict[UUID, list[Carer]]:
    """Return the carers of every child of an activity by the child's id.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    c = tables.Carer
    rows = await c.select().where(c.participant.activity == activity.id).order_by(c.created_at)
    found: dict[UUID, list[Carer]] = {}
    for one in database.facts(Carer, rows):
        found.setdefault(one.participant, []).append(one)
    return found


async def add(actor: Actor, activity_id: UUID, participant_id: UUID, new: NewCarer) -> UUID:
    """Enter a guardian or caregiver and return the entry's id.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, WrongForm, TooManyCarers
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    c, carer_id = tables.Carer, uuid4()
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        child = await participants.find(actor, activity_id, participant_id, lock=True)
        values = await _values(activity, child.source, carer_id, new)
        if len(await of(child.id)) >= MOST_CARERS:
            raise TooManyCarers(most=MOST_CARERS)
        await c.insert(
            c(
                id=carer_id,
                participant=child.id,
                retain_until=child.retain_until,
                created_at=clock.now(),
                **values,
            )
        )
        await histories.note(actor, child.id, {"carer": (None, new.kind.value)})
        await traces.leave(actor, "carer.added", carer_id, activity_id=activity.id)
    return carer_id


async def change(
    actor: Actor,
    activity_id: UUID,
    participant_id: UUID,
    carer_id: UUID,
    new: NewCarer,
    *,
    version: int,
) -> None:
    """Save a guardian or caregiver; a number left blank stays as it is.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NoSuchCarer, WrongForm, Changed
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    c = tables.Carer
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        child = await participants.find(actor, activity_id, participant_id, lock=True)
        before = await _one(child.id, carer_id)
        values = await _values(activity, child.source, carer_id, new, before)
        saved = (
            await c.update(
                {
                    **{getattr(c, name): value for name, value in values.items()},
                    c.version: c.version + 1,
                }
            )
            .where(c.id == carer_id, c.version == version)
            .returning(c.id)
        )
        if not saved:
            raise Changed
        await histories.note(actor, child.id, {"carer": (before.kind.value, new.kind.value)})
        await traces.leave(actor, "carer.changed", carer_id, activity_id=activity.id)


async def remove(actor: Actor, activity_id: UUID, participant_id: UUID, carer_id: UUID) -> None:
    """Delete a guardian or caregiver for good.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NoSuchCarer
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    c = tables.Carer
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        child = await participants.find(actor, activity_id, participant_id, lock=True)
        one = await _one(child.id, carer_id)
        await c.delete().where(c.id == one.id)
        await histories.note(actor, child.id, {"carer": (one.kind.value, None)})
        await traces.leave(actor, REMOVED, one.id, activity_id=activity_id)


def place(activity: Activity, carer_id: UUID) -> Place:
    """Return where the sealed number of a carer lives."""
    return Place("carer", "phone", carer_id, activity.organization)


async def _one(participant_id: UUID, carer_id: UUID) -> Carer:
    c = tables.Carer
    rows = await c.select().where(c.id == carer_id, c.participant == participant_id)
    if not rows:
        raise NoSuchCarer
    return database.fact(Carer, rows[0])


async def _values(
    activity: Activity, source: str, carer_id: UUID, new: NewCarer, before: Carer | None = None
) -> dict[str, Any]:
    """Return the columns of a carer, the number sealed; a number comes in only while the gate is open.

    Raises:
        WrongForm
    """
    new = tidied(new)
    mode = await named_mode.find(activity.id, lock=True)
    named = not gaps(mode, today(activity)) and source not in await partner_word.refused(
        activity, mode
    )
    kept = bool(before and before.phone)
    if wrong := wrong_fields(new, named=named, kept=kept):
        raise forms.WrongForm(wrong)
    values: dict[str, Any] = {
        "kind": new.kind,
        "relation": new.relation,
        "best_time": new.best_time,
        "through_partner": new.through_partner,
    }
    if new.phone:
        values["phone"] = crypto.seal(new.phone, place(activity, carer_id))
    return values
