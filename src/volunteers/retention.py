"""What is deleted when: entries of participants and all that hangs on them (domain §6.4, A7)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Moved
from kit import clock, database
from volunteers import participants
from volunteers.rules.consent import needs_guardian
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.rules.participants import (
    Consent,
    ConsentState,
    Purpose,
)
from volunteers.rules.retention import (
    KEPT_AFTER,
    KEPT_AT_MOST,
    NotRenewed,
    kept_at_most,
    latest_renewal,
    wanted_until,
)
from volunteers.tables import pairs as pair_tables
from volunteers.tables import participants as tables

FORGOTTEN = "participant.forgotten"
PROOF_KEPT = timedelta(days=3 * 366)  # of an assessment (PIPL 56)


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
    await tables.Carer.raw(
        "UPDATE carer SET retain_until = p.retain_until FROM participant p "
        "WHERE p.id = carer.participant AND p.activity = {}",
        move.after.id,
    )


async def forget(day: date) -> int:
    """Delete what has been kept long enough by `day` and return how many entries went.

    Who is or was in a pair stays until thirty days after its end; nobody longer than thirteen
    months. Whoever took back the consent to keeping the details is gone the next night, pair or
    not. The nightly job asks for this, for all associations at once.
    """
    p, pairs = tables.Participant, pair_tables.Pair
    async with database.transaction():
        in_pairs = [
            row["participant"]
            for row in await pairs.select(pairs.participant).where(
                pairs.status.is_in(list(LIVE_PAIRS)) | (pairs.ended_on >= day - KEPT_AFTER),
                pairs.participant.retain_until < day,
                pairs.participant.created_at >= _midnight(day - KEPT_AT_MOST),
            )
        ]
        taken_back = await _taken_back(day)
        due: Any = p.retain_until < day
        if in_pairs:
            due &= p.id.not_in(in_pairs)
        if taken_back:
            due |= p.id.is_in(taken_back)
        gone = await p.delete().where(due).returning(p.id, p.activity)
        await _note([(row["id"], row["activity"]) for row in gone])
        await _forget_carers(day)
        await _forget_the_rest(day)
    return len(gone)


async def keep_longer(actor: Actor, activity_id: UUID, participant_id: UUID, until: date) -> None:
    """Keep an entry until a later day, by a consent that was given anew after the activity.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NotRenewed
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    p, c = tables.Participant, tables.Consent
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        one = await participants.find(actor, activity_id, participant_id, lock=True)
        answers = database.facts(Consent, await c.select().where(c.participant == one.id))
        latest = latest_renewal(answers, activity.last_day, guardian=needs_guardian(one))
        if latest is None or not one.retain_until < until <= latest or until <= today(activity):
            raise NotRenewed
        await p.update({p.retain_until: until, p.version: p.version + 1}).where(p.id == one.id)
        await tables.Carer.update({tables.Carer.retain_until: until}).where(
            tables.Carer.participant == one.id
        )
        await c.update({c.expires_on: until}).where(
            c.participant == one.id, c.purpose == Purpose.DATA, c.state == ConsentState.GRANTED
        )
        await traces.leave(actor, "participant.kept_longer", one.id, activity_id=activity_id)


async def longest(participant_id: UUID) -> date:
    """Return the day on which an entry that was found is deleted even if its pair still lasts."""
    p = tables.Participant
    [row] = await p.select(p.created_at, p.retain_until).where(p.id == participant_id)
    at_most = kept_at_most(row["created_at"].astimezone(UTC).date())
    until: date = row["retain_until"]
    return max(at_most, until)


async def _taken_back(day: date) -> list[UUID]:
    """Return whose details may not be kept any more: the consent to it was withdrawn before `day`."""
    c = tables.Consent
    rows = await c.select(c.participant).where(
        c.purpose == Purpose.DATA, c.state == ConsentState.WITHDRAWN, c.on < day
    )
    return [row["participant"] for row in rows]


async def _note(gone: list[tuple[UUID, UUID]]) -> None:
    """Leave one trace an entry: a backup that still has it is told by them (safety §3.16)."""
    by_activity: dict[UUID, list[UUID]] = {}
    for participant_id, activity_id in gone:
        by_activity.setdefault(activity_id, []).append(participant_id)
    for activity_id, ids in by_activity.items():
        activity = await activities.anywhere(activity_id)
        await traces.sweep(activity.organization, FORGOTTEN, ids, activity_id=activity_id)


async def _forget_carers(day: date) -> None:
    c = tables.Carer
    await c.delete().where(c.retain_until < day)


async def _forget_the_rest(day: date) -> None:
    """Delete what is about nobody who is left, old assessments, and hashes past their day (V4).

    That is rooms, roll calls, absences, and the steps of board and groups: they say who was with whom.
    """
    ended = (
        "SELECT a.id FROM activity a WHERE a.ends_at < {} "
        "AND NOT EXISTS (SELECT 1 FROM participant p WHERE p.activity = a.id)"
    )
    before = _midnight(day - KEPT_AFTER)
    for table in ("room", "roll_call", "absence", "pairing_step", "group_step"):
        await tables.Room.raw(f"DELETE FROM {table} WHERE activity IN ({ended})", before)  # noqa: S608 -- constants
    e, n = tables.EarlierParticipant, tables.NamedMode
    await e.delete().where(e.keep_until < day)
    await n.delete().where(n.closed_at < _midnight(day - PROOF_KEPT))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
