"""Contacts: what pairs keep up after the day, logged without a word of what was said (V18, V19)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from accounts import links, traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from kit import clock, database
from volunteers import applications, duties, pairs
from volunteers.rules.applications import Application
from volunteers.rules.consent import Wish
from volunteers.rules.contacts import (
    Contact,
    NewContact,
    NoContactNow,
    NoSuchContact,
    Promise,
    Standing,
    period_of,
    refuse_contact,
    stand,
)
from volunteers.rules.pairs import AGREED, Listed, Pair, PairStatus
from volunteers.tables import pairs as tables

EVERY = tuple(PairStatus)


class Kept(msgspec.Struct, frozen=True):
    """A pair and where its contacts stand."""

    listed: Listed
    standing: Standing


class FollowUp(msgspec.Struct, frozen=True):
    """All pairs of an activity that promised contact, and from when it counts.

    Who reads counts only has no rows (§6.3).
    """

    activity: Activity
    start: date | None
    rows: tuple[Kept, ...]
    counted: tuple[Standing, ...] = ()

    @property
    def met(self) -> int:
        return sum(one.met for one in self.counted)

    @property
    def owed(self) -> int:
        return sum(one.owed for one in self.counted)

    @property
    def attempts(self) -> int:
        return sum(one.attempts for one in self.counted)

    @property
    def late(self) -> tuple[Kept, ...]:
        """The pairs that have been silent for too long, the longest first."""
        rows = [row for row in self.rows if row.standing.late]
        return tuple(sorted(rows, key=lambda row: -row.standing.silent_days))


async def overview(actor: Actor, activity_id: UUID) -> FollowUp:
    """Return who kept in touch and who did not.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_CONTACT_COUNTS)
    activity = await activities.find(actor, activity_id)
    start = duties.start_of(activity)
    if start is None:
        return FollowUp(activity, start, ())
    every = [pair for pair in await pairs.of(activity.id, EVERY) if pair.confirmed_at]
    kept = await _kept(activity, start, every)
    promised = [
        pair
        for pair in every
        if pair.status in AGREED or kept[pair.id].met or kept[pair.id].attempts
    ]
    counted = tuple(kept[pair.id] for pair in promised)
    if not actor.may(Permission.SEE_PAIRS):
        return FollowUp(activity, start, (), counted)
    listed = {one.id: one for one in await pairs.listing(actor, activity.id, EVERY)}
    rows = tuple(Kept(listed[pair.id], kept[pair.id]) for pair in promised)
    return FollowUp(activity, start, rows, counted)


async def log(actor: Actor, activity_id: UUID, pair_id: UUID, new: NewContact) -> UUID:
    """Note a contact for a pair, as the volunteer told it, and return its id.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, NoContactNow, ContactInTheFuture, ContactTooEarly
    """
    actor.must(Permission.CHANGE_PAIRS)
    async with database.transaction():
        pair = await pairs.find(actor, activity_id, pair_id, lock=True)
        activity = await activities.find(actor, activity_id)
        contact_id = await _write(activity, pair, new)
        await traces.leave(actor, "contact.logged", pair.id, activity_id=activity.id)
    return contact_id


async def log_own(holder: Holder, new: NewContact) -> None:
    """The volunteer notes a contact of their own pair.

    Raises:
        NoSuchApplication, NoContactNow, ContactInTheFuture, ContactTooEarly
    """
    async with database.transaction():
        me = await applications.of_link(holder)
        activity = await activities.of(holder.organization_id, me.activity, lock=True)
        pair = await pairs.of_application(me.id)
        if pair is None:
            raise NoContactNow
        await _write(activity, pair, new)
        await traces.leave(holder, "contact.logged", pair.id, activity_id=activity.id)


async def take_back(actor: Actor, activity_id: UUID, contact_id: UUID) -> None:
    """Delete a contact that was noted by mistake.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchContact
    """
    actor.must(Permission.CHANGE_PAIRS)
    c = tables.Contact
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        row = (
            await c.select(c.pair, c.pair.application.as_alias("application"))
            .where(c.id == contact_id, c.pair.activity == activity.id)
            .first()
        )
        if row is None:
            raise NoSuchContact
        await c.delete().where(c.id == contact_id)
        await _told(row["pair"], row["application"])
        await traces.leave(actor, "contact.taken_back", row["pair"], activity_id=activity.id)


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page shows of the monthly contact."""
    pair = await pairs.of_application(application.id)
    activity = await activities.of(holder.organization_id, application.activity)
    start = duties.start_of(activity)
    kept = await _kept(activity, start, [pair]) if pair and start else {}
    wishes = await duties.wishes_of([pair.participant] if pair else [])
    return {
        "contact_wish": wishes[pair.participant] if pair else None,
        "contact_standing": kept[pair.id] if pair and kept else None,
        "contact_start": start,
        "contact_today": today(activity),
    }


async def _kept(activity: Activity, start: date, several: Sequence[Pair]) -> dict[UUID, Standing]:
    """Return where each of these pairs stands today."""
    ids = [pair.id for pair in several]
    noted = await _of(ids)
    wishes = await duties.wishes_of([pair.participant for pair in several])
    now = today(activity)
    return {
        pair.id: stand(
            _promise(activity, start, pair, wanted=wishes[pair.participant] is Wish.YES),
            noted.get(pair.id, []),
            now,
        )
        for pair in several
    }


def _promise(activity: Activity, start: date, pair: Pair, *, wanted: bool) -> Promise:
    agreed = pair.confirmed_at or clock.now()
    return Promise(
        start=start,
        since=agreed.astimezone(ZoneInfo(activity.zone)).date(),
        until=pair.ended_on if wanted else start,
    )


async def _of(pair_ids: Sequence[UUID]) -> dict[UUID, list[Contact]]:
    c, found = tables.Contact, dict[UUID, list[Contact]]()
    if pair_ids:
        rows = await c.select().where(c.pair.is_in(list(pair_ids))).order_by(c.happened_on)
        for one in database.facts(Contact, rows):
            found.setdefault(one.pair, []).append(one)
    return found


async def _write(activity: Activity, pair: Pair, new: NewContact) -> UUID:
    start = duties.start_of(activity)
    wishes = await duties.wishes_of([pair.participant])
    if start is None or pair.status not in AGREED or wishes[pair.participant] is not Wish.YES:
        raise NoContactNow
    refuse_contact(start, new, today(activity))
    number = period_of(start, new.happened_on)
    if number is None:
        raise NoContactNow
    contact_id = uuid4()
    await tables.Contact.insert(
        tables.Contact(
            id=contact_id,
            pair=pair.id,
            period=number,
            **msgspec.structs.asdict(new),
            logged_at=clock.now(),
        )
    )
    await _told(pair.id, pair.application)
    return contact_id


async def _told(pair_id: UUID, application_id: UUID) -> None:
    await duties.revise([pair_id])
    await links.touch(application_id)
