"""Real data of one child, shown once: the gate, the log, and only then the seal."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from accounts import grants
from accounts.rules.grants import Field, Leave
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import crypto, database
from kit.crypto import CannotOpen, Place, Secret
from kit.i18n import gettext
from volunteers import named_mode, participants
from volunteers.rules.named_mode import NamedModeClosed
from volunteers.rules.participants import CarerKind, Participant
from volunteers.tables import participants as tables

ON_THE_ENTRY = (Field.GIVEN_NAME, Field.BIRTH_MONTH, Field.ALLERGY_TEXT)


class Kept(msgspec.Struct, frozen=True):
    """The sealed fields of one child; a guardian's phone is kept with the guardian."""

    given_name: Secret | None
    birth_month: Secret | None
    allergy_text: Secret | None


class Line(msgspec.Struct, frozen=True):
    """One detail in plain words, for a page that is shown once; `of` names a guardian's relation."""

    field: Field
    text: str
    of: str = ""


class _Phone(msgspec.Struct, frozen=True):
    id: UUID
    relation: str
    phone: Secret


async def kept(actor: Actor, activity_id: UUID, participant_id: UUID) -> tuple[Field, ...]:
    """Return which details are kept of one child, without opening any.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NamedModeClosed
    """
    actor.must(Permission.SEE_CHILDREN_REAL)
    one = await participants.find(actor, activity_id, participant_id)
    await _must_be_open(await activities.find(actor, activity_id))
    return await kept_of(one.id)


async def kept_of(participant_id: UUID) -> tuple[Field, ...]:
    """Return which details are kept of a child that was found for whoever asks."""
    sealed = await _sealed(participant_id)
    phones = [Field.GUARDIAN_PHONE] if await _phones(participant_id) else []
    return (*(field for field in ON_THE_ENTRY if getattr(sealed, field)), *phones)


async def several(children: Collection[Participant]) -> list[Participant]:
    """Return those of whom anything real is kept, of children that were found for whoever asks."""
    c, ids = tables.Carer, [one.id for one in children]
    rows = await c.select(c.participant).where(
        c.participant.is_in(ids or [UUID(int=0)]),
        c.kind == CarerKind.GUARDIAN,
        c.phone.is_not_null(),
    )
    reached = {row["participant"] for row in rows}
    return [
        one
        for one in children
        if one.id in reached or any(getattr(one, field) is not None for field in ON_THE_ENTRY)
    ]


async def show(
    actor: Actor,
    activity_id: UUID,
    participant_id: UUID,
    fields: Collection[Field],
    purpose: str,
) -> tuple[Line, ...]:
    """Return the details in plain words, once the log says that they were shown.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NamedModeClosed, Closed, TooOften
    """
    actor.must(Permission.SEE_CHILDREN_REAL)
    one = await participants.find(actor, activity_id, participant_id)
    activity = await activities.find(actor, activity_id)
    await _must_be_open(activity)  # G1, before leave is asked for (G3)
    leave = await grants.reveal(actor, activity_id, one.id, fields, purpose)
    return await opened(leave, activity.organization)


async def opened(leave: Leave, organization_id: UUID) -> tuple[Line, ...]:
    """Open what `leave` covers; a detail whose key is gone says so and hides no other."""
    child = leave.subject_id
    sealed = await _sealed(child)
    lines = [
        Line(field, _read(secret, Place("participant", field.value, child, organization_id)))
        for field in ON_THE_ENTRY
        if field in leave.fields and (secret := getattr(sealed, field))
    ]
    if Field.GUARDIAN_PHONE in leave.fields:
        lines += [
            Line(
                Field.GUARDIAN_PHONE,
                _read(one.phone, Place("carer", "phone", one.id, organization_id)),
                one.relation,
            )
            for one in await _phones(child)
        ]
    return tuple(lines)


async def _must_be_open(activity: Activity) -> None:
    if lacking := await named_mode.missing(activity):
        raise NamedModeClosed(lacking)


def _read(secret: Secret, place: Place) -> str:
    try:
        return crypto.unseal(secret.sealed, place)
    except CannotOpen:
        return gettext("cannot be opened: its key is missing")


async def _sealed(participant_id: UUID) -> Kept:
    p = tables.Participant
    [row] = await p.select(p.given_name, p.birth_month, p.allergy_text).where(
        p.id == participant_id
    )
    return database.fact(Kept, row)


async def _phones(participant_id: UUID) -> list[_Phone]:
    c = tables.Carer
    rows = (
        await c.select(c.id, c.relation, c.phone)
        .where(
            c.participant == participant_id,
            c.kind == CarerKind.GUARDIAN,
            c.phone.is_not_null(),
        )
        .order_by(c.created_at, c.id)
    )
    return database.facts(_Phone, rows)
