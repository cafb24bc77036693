"""Named fields: written sealed while the named mode is open, and never read back into a form."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from accounts import access_log, throttles, traces
from accounts.grants import HOUR
from accounts.rules.grants import RECORDS_AN_HOUR, Field, Leave
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity, Changed
from kit import clock, crypto, database, forms
from kit.errors import Gap
from volunteers import (
    earlier,
    histories,
    liaisons,
    named_mode,
    own_school,
    participants,
    partner_word,
    reveals,
)
from volunteers.reveals import Line
from volunteers.rules.histories import sealed
from volunteers.rules.named_mode import FIELDS, NamedModeClosed, NewNamed, tidied, wrong_fields
from volunteers.rules.participants import Participant
from volunteers.tables import participants as tables


async def write(
    actor: Actor,
    activity_id: UUID,
    participant_id: UUID,
    new: NewNamed,
    *,
    version: int,
    erase: Collection[str] = (),
) -> None:
    """Seal what was typed; a field left blank stays as it is, one named in `erase` is deleted.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NamedModeClosed, WrongForm, Changed
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        one = await participants.find(actor, activity_id, participant_id, lock=True)
        await put(actor, activity, one, new, version=version, erase=erase)


async def put(
    who: Actor | Holder,
    activity: Activity,
    one: Participant,
    new: NewNamed,
    *,
    version: int,
    erase: Collection[str] = (),
) -> None:
    """Seal what was typed about somebody of an activity that `who` may write in and has locked.

    Raises:
        NamedModeClosed, WrongForm, Changed
    """
    mode = await named_mode.must_be_open(activity)
    if one.source in await partner_word.refused(activity, mode):
        raise NamedModeClosed((Gap("partner-refused", one.source),))
    new = tidied(new)
    if wrong := wrong_fields(new, today(activity)):
        raise forms.WrongForm(wrong)
    p = tables.Participant
    values: dict[Any, Any] = {getattr(p, name): None for name in FIELDS if name in erase}
    for name in FIELDS:
        if (text := getattr(new, name)) and name not in erase:
            values[getattr(p, name)] = crypto.seal(text, earlier.place(activity, one.id, name))
    if not values:
        return
    if await earlier.was_here(activity, one.source, new.given_name, new.birth_month):
        values[p.earlier] = True
    saved = (
        await p.update({**values, p.version: p.version + 1})
        .where(p.id == one.id, p.version == version)
        .returning(p.id)
    )
    if not saved:
        raise Changed
    touched = [name for name in FIELDS if getattr(p, name) in values]
    await histories.note(who, one.id, sealed(touched))
    await traces.leave(who, "participant.named", one.id, activity_id=activity.id)


async def opened_for_partner(
    holder: Holder, participant_id: UUID, fields: Collection[Field], purpose: str
) -> tuple[Line, ...]:
    """Return real details of one of a partner's own children, once the log says they were shown.

    A page that calls this has `once=False`: the log row is committed before anything is opened.

    Raises:
        NoSuchLink, NoSuchParticipant, NamedModeClosed, TooOften
    """
    visit = await liaisons.visit(holder)
    one = await own_school.find(visit, participant_id)
    if lacking := await named_mode.missing(visit.activity):
        raise NamedModeClosed(lacking)
    await throttles.allow(f"reveal:{holder.id}", RECORDS_AN_HOUR, HOUR, clock.now())
    name = holder.name or visit.liaison.name or visit.liaison.partner
    async with database.transaction():
        log_id = await access_log.note(
            msgspec.structs.replace(holder, name=name),
            one.id,
            fields,
            purpose,
            activity_id=visit.activity.id,
        )
    return await reveals.opened(Leave(log_id, one.id, tuple(fields)), visit.activity.organization)
