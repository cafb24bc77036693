"""The dated rows behind the monthly contact: one per pair and period, each with a lasting calendar UID.

They are written when the partner confirms a pair, follow the activity's date, and stay when the pair
ends, so that calendars can show them as ended.
"""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID, uuid4

from events.rules.activities import Activity, Moved
from kit import clock, database
from kit.settings import settings
from volunteers.rules.consent import Wish, contact_wish
from volunteers.rules.contacts import PERIODS, begins, period
from volunteers.rules.pairs import AGREED, Due
from volunteers.rules.participants import ConsentState, Purpose
from volunteers.tables import pairs as tables
from volunteers.tables import participants

AT_ONCE = 1_000  # rows: PostgreSQL takes 32,767 values in one statement
_NEXT = (
    "calendar_sequence = calendar_sequence + 1, "
    "calendar_modified = GREATEST({}::timestamptz, calendar_modified + interval '1 second')"
)


def start_of(activity: Activity) -> date | None:
    """Return the first day of the duty; None while the activity has no date."""
    return begins(activity.last_day) if activity.last_day else None


async def of_application(application_id: UUID) -> list[Due]:
    """Return what one volunteer owes, the earliest first."""
    c = tables.ContactDue
    rows = (
        await c.select(
            c.due_on,
            c.calendar_uid,
            c.calendar_sequence,
            c.calendar_modified,
            c.pair.pod.as_alias("pod"),
            c.pair.number.as_alias("number"),
            c.pair.status.as_alias("status"),
            c.pair.participant.as_alias("participant"),
        )
        .where(c.pair.application == application_id)
        .order_by(c.due_on, c.id)
    )
    wishes = await wishes_of([row["participant"] for row in rows])
    return database.facts(Due, [row | {"wish": wishes[row["participant"]]} for row in rows])


async def promise(activity: Activity, pair_ids: Collection[UUID]) -> None:
    """Write the periods of pairs that were confirmed; what is written already stays."""
    start, now = start_of(activity), clock.now().replace(microsecond=0)
    if start is None or not pair_ids:
        return
    c = tables.ContactDue
    rows = [
        c(
            id=(row_id := uuid4()),
            pair=pair_id,
            period=number,
            due_on=period(start, number)[1],
            calendar_uid=f"contact-{row_id}@{settings().domain}",
            calendar_modified=now,
            created_at=now,
        )
        for pair_id in pair_ids
        for number in range(1, PERIODS + 1)
    ]
    for at in range(0, len(rows), AT_ONCE):
        await c.insert(*rows[at : at + AT_ONCE]).on_conflict(
            target=(c.pair, c.period), action="DO NOTHING"
        )


async def follow(move: Moved) -> None:
    """Move the periods along with the activity's date; those that stay where they are do not change."""
    activity = move.after
    start = start_of(activity)
    if start is None:
        return
    p = tables.Pair
    rows = await p.select(p.id).where(p.activity == activity.id, p.status.is_in(list(AGREED)))
    await promise(activity, [row["id"] for row in rows])
    for number in range(1, PERIODS + 1):
        due_on = period(start, number)[1]
        await tables.ContactDue.raw(
            f"UPDATE contact_due SET due_on = {{}}, {_NEXT} "  # noqa: S608 -- no value in it
            "WHERE period = {} AND due_on <> {} AND pair IN (SELECT id FROM pair WHERE activity = {})",
            due_on,
            clock.now().replace(microsecond=0),
            number,
            due_on,
            activity.id,
        )


async def revise(pair_ids: Collection[UUID]) -> None:
    """Say that what calendars show of these pairs' periods has changed: they ended, or their pod did."""
    if not pair_ids:
        return
    marks = ", ".join("{}" for _ in pair_ids)
    await tables.ContactDue.raw(
        f"UPDATE contact_due SET {_NEXT} WHERE pair IN ({marks})",  # noqa: S608 -- no value in it
        clock.now().replace(microsecond=0),
        *pair_ids,
    )


async def wishes_of(participant_ids: Iterable[UUID]) -> dict[UUID, Wish]:
    """Return of each participant whether contact is agreed to; whoever says no stays in their pair (V10)."""
    c, ids = participants.Consent, list(set(participant_ids))
    if not ids:
        return {}
    rows = await c.select(c.participant, c.state, c.expires_on).where(
        c.participant.is_in(ids), c.purpose == Purpose.PAIRING_CONTACT
    )
    now = clock.now().date()
    states = {
        row["participant"]: ConsentState.EXPIRED
        if row["expires_on"] and row["expires_on"] < now
        else ConsentState(row["state"])
        for row in rows
    }
    return {one: contact_wish(states.get(one)) for one in ids}


async def wishes_in(activity_id: UUID) -> list[Wish]:
    """Return the wish about contact of every pair that the partner has agreed to."""
    p = tables.Pair
    rows = await p.select(p.participant).where(
        p.activity == activity_id, p.status.is_in(list(AGREED))
    )
    return list((await wishes_of([row["participant"] for row in rows])).values())
