"""Participants: pseudonymous entries, kept for one activity and for a short time (domain §6.2)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities, conditions, quotas
from events.rules.activities import Activity, Changed
from kit import clock, database, forms
from kit.i18n import gettext
from volunteers import histories, joining, previous
from volunteers.rules import registration
from volunteers.rules.histories import between
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.rules.participants import (
    MOST_PARTICIPANTS,
    CodenameTaken,
    InALivePair,
    NewParticipant,
    NoSuchParticipant,
    Participant,
    TooManyParticipants,
    tidied,
    wrong_fields,
)
from volunteers.rules.retention import kept_until
from volunteers.tables import pairs as pair_tables
from volunteers.tables import participants as tables


async def of_activity(actor: Actor, activity_id: UUID) -> list[Participant]:
    """Return everybody the activity serves, in the partner's order, then by codename.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return await of(activity.id)


async def of(activity_id: UUID) -> list[Participant]:
    """Return the participants of an activity that whoever asks may see."""
    p = tables.Participant
    rows = await p.select().where(p.activity == activity_id)
    return sorted(database.facts(Participant, rows), key=_order)


async def find(
    actor: Actor, activity_id: UUID, participant_id: UUID, *, lock: bool = False
) -> Participant:
    """Return one participant of an activity of the actor's association.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    p = tables.Participant
    query = p.select().where(p.id == participant_id, p.activity == activity.id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchParticipant
    return database.fact(Participant, rows[0])


async def add(actor: Actor, activity_id: UUID, new: NewParticipant) -> UUID:
    """Put one participant on the list and return the entry's id.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, CodenameTaken, TooManyParticipants,
        UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        return await put(actor, await activities.find(actor, activity_id, lock=True), new)


async def put(who: Actor | Holder, activity: Activity, new: NewParticipant) -> UUID:
    """Put one participant on the list of an activity that `who` may write in and has locked.

    Raises:
        WrongForm, CodenameTaken, TooManyParticipants, UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    new = await _checked(activity, new)
    if new.codename in {one.codename for one in await of(activity.id)}:
        raise CodenameTaken(codename=new.codename)
    (participant_id,) = await insert(activity, [new])
    await traces.leave(who, "participant.added", participant_id, activity_id=activity.id)
    return participant_id


async def insert(activity: Activity, several: Sequence[NewParticipant]) -> list[UUID]:
    """Write tidied and checked entries inside the caller's transaction; return their ids.

    Raises:
        TooManyParticipants, UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    p, now = tables.Participant, clock.now()
    before = [row["source"] for row in await p.select(p.source).where(p.activity == activity.id)]
    if len(before) + len(several) > MOST_PARTICIPANTS:
        raise TooManyParticipants(most=MOST_PARTICIPANTS)
    registration.refuse_more(await quotas.of(activity), before, [new.source for new in several])
    until = kept_until(activity.last_day, now.date())
    ids = [uuid4() for _ in several]
    rows = [
        p(id=one, activity=activity.id, **_columns(new), retain_until=until, created_at=now)
        for one, new in zip(ids, several, strict=True)
    ]
    for some in database.batches(rows):
        await p.insert(*some)
    return ids


async def change(
    actor: Actor,
    activity_id: UUID,
    participant_id: UUID,
    version: int,
    new: NewParticipant,
    *,
    reason: str = "",
) -> None:
    """Save an entry; `reason` says why somebody takes part although a soft condition is not met (V3).

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchParticipant, CodenameTaken, Changed,
        UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await find(actor, activity_id, participant_id)
        await rewrite(actor, activity, before, version, new)
        await joining.excuse(actor, before, reason)


async def rewrite(
    who: Actor | Holder, activity: Activity, before: Participant, version: int, new: NewParticipant
) -> None:
    """Save an entry of an activity that `who` may write in and has locked, and note what changed.

    Raises:
        WrongForm, CodenameTaken, Changed, UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    new = await _checked(activity, new, before)
    others = [one for one in await of(activity.id) if one.id != before.id]
    if new.codename in {other.codename for other in others}:
        raise CodenameTaken(codename=new.codename)
    if new.source != before.source:
        registration.refuse_more(
            await quotas.of(activity), [one.source for one in others], [new.source]
        )
    await update(before.id, version, new)
    await histories.note(who, before.id, between(before, new))
    await traces.leave(who, "participant.changed", before.id, activity_id=activity.id)


async def update(participant_id: UUID, version: int, new: NewParticipant) -> None:
    """Write a tidied and checked entry inside the caller's transaction.

    Raises:
        Changed
    """
    p = tables.Participant
    saved = (
        await p.update(
            {
                **{getattr(p, name): value for name, value in _columns(new).items()},
                p.version: p.version + 1,
            }
        )
        .where(p.id == participant_id, p.version == version)
        .returning(p.id)
    )
    if not saved:
        raise Changed


async def remove(actor: Actor, activity_id: UUID, participant_id: UUID) -> None:
    """Delete an entry with its consents, for good: nothing about a child is kept on the side.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, InALivePair
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(
            actor, activity_id, lock=True
        )  # nobody is paired meanwhile
        await erase(actor, activity, await find(actor, activity_id, participant_id, lock=True))


async def erase(who: Actor | Holder, activity: Activity, one: Participant) -> None:
    """Delete an entry of an activity that `who` may write in and has locked.

    Raises:
        InALivePair
    """
    p = tables.Participant
    if number := (await paired(activity.id)).get(one.id):
        raise InALivePair(codename=one.codename, number=number)
    await p.delete().where(p.id == one.id)
    await traces.leave(who, "participant.removed", one.id, activity_id=activity.id)


async def paired(activity_id: UUID) -> dict[UUID, int]:
    """Return the number of each participant's live pair."""
    pairs = pair_tables.Pair
    rows = await pairs.select(pairs.participant, pairs.number).where(
        pairs.activity == activity_id, pairs.status.is_in(list(LIVE_PAIRS))
    )
    return {row["participant"]: row["number"] for row in rows}


async def _checked(
    activity: Activity, new: NewParticipant, before: Participant | None = None
) -> NewParticipant:
    """Return `new` as it is kept.

    Raises:
        WrongForm: also where last time's helper did not help then, or a tie would be lost.
    """
    new = tidied(new)
    wrong = wrong_fields(new)
    if new.together or new.apart:
        others = [one for one in await of(activity.id) if before is None or one.id != before.id]
        wrong = registration.wrong_ties(new, before, others) | wrong
    if wrong:
        raise forms.WrongForm(wrong)
    if activity.overnight and before and not new.same_gender:
        new = msgspec.structs.replace(new, gender=before.gender)  # the rooms ask for it
    chosen = new.previous_helper
    known = before is not None and before.previous_helper == chosen
    if chosen and not known and chosen not in {one.id for one in await previous.helpers(activity)}:
        raise forms.WrongForm({"previous_helper": gettext("Please choose one of the options.")})
    if new.met:
        asked = {one.id for one in await conditions.of(activity)}
        new = msgspec.structs.replace(new, met=tuple(one for one in new.met if one in asked))
    return new


def _columns(new: NewParticipant) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in msgspec.structs.asdict(new).items()
    }


def _order(one: Participant) -> tuple[int, str, str]:
    """Sort by the partner's row number, rows without one last."""
    number = int(one.partner_row) if one.partner_row.isdecimal() else MOST_PARTICIPANTS * 2
    return number, one.partner_row, one.codename
