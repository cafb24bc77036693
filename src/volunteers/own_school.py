"""A partner's own participants, entered through its link: the same list, cut to who comes from there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from events import quotas
from events.rules.activities import Activity
from kit import clock, database, forms
from kit.i18n import gettext
from volunteers import imports, liaisons, participants
from volunteers.imports import Known, Preview, Saved
from volunteers.rules.liaisons import Visit
from volunteers.rules.participants import (
    CodenameTaken,
    NewParticipant,
    NoSuchParticipant,
    Participant,
)
from volunteers.rules.rosters import Answers
from volunteers.tables import participants as tables


async def of(visit: Visit) -> list[Participant]:
    """Return the participants this partner sends, in its own order."""
    own = visit.sources
    return [one for one in await participants.of(visit.activity.id) if one.source in own]


async def find(visit: Visit, participant_id: UUID) -> Participant:
    """Return one of them.

    Raises:
        NoSuchParticipant: also if somebody else sends them; nobody can tell which.
    """
    for one in await of(visit):
        if one.id == participant_id:
            return one
    raise NoSuchParticipant


async def places(activity: Activity) -> dict[str, int]:
    """Return how many each school or class may send, nothing where nobody has set that."""
    return {one.source: one.places for one in await quotas.of(activity)}


async def unconfirmed(visit: Visit) -> int:
    """Return how many of them came onto the list after the partner last called it complete."""
    p = tables.Participant
    return int(
        await p.count().where(
            p.activity == visit.activity.id,
            p.source.is_in(list(visit.sources)),
            p.confirmed_at.is_null(),
        )
    )


async def add(holder: Holder, new: NewParticipant) -> UUID:
    """Put somebody on the partner's list.

    Raises:
        NoSuchLink, DayOver, WrongForm, CodenameTaken, TooManyParticipants, UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        return await participants.put(holder, visit.activity, _own(visit, new))


async def change(holder: Holder, participant_id: UUID, version: int, new: NewParticipant) -> None:
    """Save an entry of the partner's list.

    Raises:
        NoSuchLink, DayOver, NoSuchParticipant, WrongForm, CodenameTaken, Changed, UnknownSource
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        before = await find(visit, participant_id)
        new = msgspec.structs.replace(_own(visit, new), previous_helper=before.previous_helper)
        await participants.rewrite(holder, visit.activity, before, version, new)


async def remove(holder: Holder, participant_id: UUID) -> None:
    """Delete an entry of the partner's list for good.

    Raises:
        NoSuchLink, DayOver, NoSuchParticipant, InALivePair
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        await participants.erase(holder, visit.activity, await find(visit, participant_id))


async def preview(holder: Holder, content: bytes) -> Preview:
    """Return what a file or pasted rows would become; nothing is saved.

    Raises:
        NoSuchLink, EmptyFile, FileTooLarge, NotATable, NoCodenames
    """
    visit = await liaisons.visit(holder)
    return imports.looked_at(await imports.understood(content), await of(visit))


async def save(
    holder: Holder,
    rows: Sequence[NewParticipant],
    known: Known,
    fields: Iterable[str] = imports.ALL,
    answers: Answers = imports.NOBODY_ASKED,
) -> Saved:
    """Put the rows of a preview on the partner's list: all of them or, if one does not fit, none.

    Raises:
        NoSuchLink, DayOver, WrongPreview, CodenameTaken, TooManyParticipants, UnknownSource, NoPlaceLeft
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        own = await of(visit)
        mine = {one.id for one in own}
        others = {
            one.codename for one in await participants.of(visit.activity.id) if one.id not in mine
        }
        named = [msgspec.structs.replace(new, source=visit.liaison.partner) for new in rows]
        for new in named:
            if new.codename in others:
                raise CodenameTaken(codename=new.codename)
        return await imports.take_in(holder, visit.activity, named, known, own, fields, answers)


async def complete(holder: Holder) -> int:
    """The partner says that its list is complete; returns how many stand on it.

    Raises:
        NoSuchLink, DayOver
    """
    p = tables.Participant
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        own = [one.id for one in await of(visit)]
        if own:
            await p.update({p.confirmed_at: clock.now()}).where(
                p.activity == visit.activity.id, p.id.is_in(own), p.confirmed_at.is_null()
            )
        await traces.leave(
            holder, "partner.list_complete", activity_id=visit.activity.id, details=str(len(own))
        )
    return len(own)


def _own(visit: Visit, new: NewParticipant) -> NewParticipant:
    """Return an entry as this partner's.

    Raises:
        WrongForm: its pairs are of one gender, and this entry says none.
    """
    if visit.liaison.needs_gender and not new.same_gender:
        asked = gettext("With you girls are paired with women and boys with men: please choose.")
        raise forms.WrongForm({"wish": asked})
    return msgspec.structs.replace(new, source=visit.liaison.partner)
