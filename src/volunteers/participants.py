"""Participants: pseudonymous entries, kept for one activity and for a short time (domain §6.2)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Changed, Moved
from kit import clock, database, forms
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.rules.participants import (
    KEPT_AFTER,
    KEPT_AT_MOST,
    MOST_PARTICIPANTS,
    CodenameTaken,
    InALivePair,
    NewParticipant,
    NoSuchParticipant,
    Participant,
    TooManyParticipants,
    kept_at_most,
    kept_until,
    tidied,
    wanted_until,
    wrong_fields,
)
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
        WrongForm, NotAllowed, NoSuchActivity, CodenameTaken, TooManyParticipants
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    new = _checked(new)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if new.codename in {one.codename for one in await of(activity.id)}:
            raise CodenameTaken(codename=new.codename)
        (participant_id,) = await insert(activity, [new])
        await traces.leave(actor, "participant.added", participant_id, activity_id=activity.id)
    return participant_id


async def insert(activity: Activity, several: Sequence[NewParticipant]) -> list[UUID]:
    """Write tidied and checked entries inside the caller's transaction; return their ids.

    Raises:
        TooManyParticipants
    """
    p, now = tables.Participant, clock.now()
    if await p.count().where(p.activity == activity.id) + len(several) > MOST_PARTICIPANTS:
        raise TooManyParticipants(most=MOST_PARTICIPANTS)
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
    actor: Actor, activity_id: UUID, participant_id: UUID, version: int, new: NewParticipant
) -> None:
    """Save an entry.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchParticipant, CodenameTaken, Changed
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    new = _checked(new)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(actor, activity_id, participant_id)
        if any(
            other.codename == new.codename and other.id != participant_id
            for other in await of(activity.id)
        ):
            raise CodenameTaken(codename=new.codename)
        await update(participant_id, version, new)
        await traces.leave(actor, "participant.changed", participant_id, activity_id=activity.id)


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
    p, pairs = tables.Participant, pair_tables.Pair
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)  # nobody is paired meanwhile
        one = await find(actor, activity_id, participant_id, lock=True)
        pair = (
            await pairs.select(pairs.number)
            .where(pairs.participant == one.id, pairs.status.is_in(list(LIVE_PAIRS)))
            .first()
        )
        if pair:
            raise InALivePair(codename=one.codename, number=pair["number"])
        await p.delete().where(p.id == one.id)
        await traces.leave(actor, "participant.removed", one.id, activity_id=activity_id)


async def paired(activity_id: UUID) -> dict[UUID, int]:
    """Return the number of each participant's live pair."""
    pairs = pair_tables.Pair
    rows = await pairs.select(pairs.participant, pairs.number).where(
        pairs.activity == activity_id, pairs.status.is_in(list(LIVE_PAIRS))
    )
    return {row["participant"]: row["number"] for row in rows}


async def follow(move: Moved) -> None:
    """Move the day of deletion along with the activity's date, never past thirteen months of the entry.

    A move never brings it closer than thirty days: whoever mistypes a year has time to notice.
    """
    wanted = wanted_until(move.after.last_day, clock.now().date())
    await tables.Participant.raw(
        "UPDATE participant SET retain_until = LEAST({}::date, created_at::date + {}::int) "
        "WHERE activity = {}",
        wanted,
        KEPT_AT_MOST.days,
        move.after.id,
    )


async def forget(today: date) -> int:
    """Delete the entries that have been kept long enough and return how many.

    Who is or was in a pair stays until thirty days after its end; nobody longer than thirteen
    months (domain reference §6.4). The nightly job asks for this, for all associations at once (A7).
    """
    p, pairs = tables.Participant, pair_tables.Pair
    async with database.transaction():
        in_pairs = [
            row["participant"]
            for row in await pairs.select(pairs.participant).where(
                pairs.status.is_in(list(LIVE_PAIRS)) | (pairs.ended_on >= today - KEPT_AFTER),
                pairs.participant.retain_until < today,
                pairs.participant.created_at >= _midnight(today - KEPT_AT_MOST),
            )
        ]
        query = p.delete().where(p.retain_until < today).returning(p.id)
        return len(await (query.where(p.id.not_in(in_pairs)) if in_pairs else query))


async def longest(participant_id: UUID) -> date:
    """Return the day on which an entry that was found is deleted even if its pair still lasts."""
    p = tables.Participant
    [row] = await p.select(p.created_at).where(p.id == participant_id)
    return kept_at_most(row["created_at"].astimezone(UTC).date())


def _checked(new: NewParticipant) -> NewParticipant:
    new = tidied(new)
    if wrong := wrong_fields(new):
        raise forms.WrongForm(wrong)
    return new


def _columns(new: NewParticipant) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in msgspec.structs.asdict(new).items()
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _order(one: Participant) -> tuple[int, str, str]:
    """Sort by the partner's row number, rows without one last."""
    number = int(one.partner_row) if one.partner_row.isdecimal() else MOST_PARTICIPANTS * 2
    return number, one.partner_row, one.codename
