"""Counselling: slots and hotline hours of an activity or a programme, booked by codename, without any notes (V7)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, programmes
from events.findings import today
from events.rules.activities import Activity
from events.rules.programmes import Programme
from kit import clock, database, forms
from kit.i18n import gettext
from volunteers import clearances, consents, participants, readiness
from volunteers.rules import counselling as rules
from volunteers.rules.clearance import counts
from volunteers.rules.consent import stands
from volunteers.rules.counselling import (
    MOST_SLOTS,
    NewSlot,
    NoSuchSlot,
    Outcome,
    Setting,
    Slot,
    SlotChanged,
    SlotState,
    TooManySlots,
)
from volunteers.rules.participants import Participant, Purpose
from volunteers.rules.training import ClearanceKind
from volunteers.tables import applications as application_tables
from volunteers.tables import support as tables

Home = Activity | Programme


async def of_activity(actor: Actor, activity_id: UUID) -> tuple[Activity, list[Slot]]:
    """Return the slots of an activity, the next first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return activity, await _slots(activity)


async def of_programme(actor: Actor, programme_id: UUID) -> tuple[Programme, list[Slot]]:
    """Return the slots of a programme, the next first; nobody is booked there, only counted.

    Raises:
        NotAllowed, NoSuchProgramme
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    programme = await programmes.find(actor, programme_id)
    return programme, await _slots(programme)


async def offered(activity: Activity, day: Any = None) -> list[Participant]:
    """Return the participants for whom a consent to counselling stands on a day."""
    on, by_child = day or today(activity), {}
    for one in await consents.of(activity.id):
        if one.purpose is Purpose.COUNSELLING:
            by_child[one.participant] = one
    return [
        who
        for who in await participants.of(activity.id)
        if who.id in by_child and stands(by_child[who.id], who, on)
    ]


async def counsellors(activity: Activity) -> dict[str, tuple[str, str]]:
    """Return by name whose qualification is on file: its number and who has looked at it."""
    last = readiness.last_day(activity)
    held = {
        one.application: (one.reference, one.checked_by)
        for one in await clearances.of(activity.id)
        if one.kind is ClearanceKind.QUALIFICATION
        and counts(one, last)
        and one.reference
        and one.checked_by
    }
    a = application_tables.Application
    rows = await a.select(a.id, a.name).where(a.id.is_in(list(held))) if held else []
    return {row["name"]: held[row["id"]] for row in rows}


async def add(actor: Actor, home: Home, new: NewSlot) -> UUID:
    """Add a slot to an activity or programme that was found for the actor, and return its id.

    A qualification that is on file counts without being typed again.

    Raises:
        WrongForm, NotAllowed, TooManySlots
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    if wrong := rules.wrong_fields(new):
        raise forms.WrongForm(wrong)
    slot_id, s = uuid4(), tables.CounsellingSlot
    async with database.transaction():
        await _hold(actor, home)
        if await s.count().where(_of(home)) >= MOST_SLOTS:
            raise TooManySlots(most=MOST_SLOTS)
        zone = ZoneInfo(home.zone)
        number, checker = new.qualification.strip(), new.checked_by.strip()
        if isinstance(home, Activity) and not (number and checker):
            on_file = (await counsellors(home)).get(new.counsellor.strip(), (number, checker))
            number, checker = on_file
        await s.insert(
            s(
                id=slot_id,
                activity=home.id if isinstance(home, Activity) else None,
                programme=home.id if isinstance(home, Programme) else None,
                setting=new.setting,
                starts_at=datetime.combine(new.on, new.begins, zone),
                ends_at=datetime.combine(new.on, new.ends, zone),
                place=new.place.strip(),
                counsellor=new.counsellor.strip(),
                qualification=number[:60],
                checked_by=checker[:100],
                created_at=clock.now(),
            )
        )
        await _trace(actor, home, "slot.added", slot_id)
    return slot_id


async def prove(actor: Actor, home: Home, slot_id: UUID, number: str, checker: str) -> None:
    """Note the number of a counsellor's qualification and who has looked at it.

    Raises:
        WrongForm, NotAllowed, NoSuchSlot, SlotChanged
    """
    fields = {"qualification": number.strip(), "checked_by": checker.strip()}
    if missing := [name for name, value in fields.items() if not value]:
        raise forms.WrongForm(dict.fromkeys(missing, gettext("Please fill this in.")))
    async with database.transaction():
        slot = await _find(actor, home, slot_id)
        s = tables.CounsellingSlot
        await _update(
            slot, {s.qualification: fields["qualification"], s.checked_by: fields["checked_by"]}
        )
        await _trace(actor, home, "slot.proven", slot_id)


async def book(actor: Actor, activity_id: UUID, slot_id: UUID, participant_id: UUID) -> None:
    """Book a free slot in a room for a child whose guardian has agreed to counselling.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSlot, NoSuchParticipant
        NotToBook, NotProven, SlotChanged, NoConsentToTalk
    """
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        slot = await _find(actor, activity, slot_id)
        who = await participants.find(actor, activity_id, participant_id)
        day = slot.starts_at.astimezone(ZoneInfo(activity.zone)).date()
        agreed = {one.id for one in await offered(activity, day)}
        rules.refuse_booking(slot, who.codename, consented=who.id in agreed)
        s = tables.CounsellingSlot
        await _update(slot, {s.participant: who.id, s.state: SlotState.BOOKED})
        await _trace(actor, activity, "slot.booked", slot_id)


async def free(actor: Actor, home: Home, slot_id: UUID) -> None:
    """Let go of a booking that has not been held.

    Raises:
        NotAllowed, NoSuchSlot, SlotChanged
    """
    async with database.transaction():
        slot = await _find(actor, home, slot_id)
        if slot.state is not SlotState.BOOKED:
            raise SlotChanged
        s = tables.CounsellingSlot
        await _update(slot, {s.participant: None, s.state: SlotState.FREE})
        await _trace(actor, home, "slot.freed", slot_id)


async def note(actor: Actor, home: Home, slot_id: UUID, outcome: Outcome) -> None:
    """Note whether a slot was held, how many rang, and where to next; nothing else is kept.

    Raises:
        NotAllowed, NoSuchSlot, SlotChanged, NotYet, NotProven
    """
    async with database.transaction():
        slot = await _find(actor, home, slot_id)
        rules.refuse_outcome(slot, clock.now())
        s = tables.CounsellingSlot
        hotline = slot.setting is Setting.HOTLINE
        held = outcome.held or (hotline and outcome.calls > 0)
        await _update(
            slot,
            {
                s.state: SlotState.HELD if held else SlotState.MISSED,
                s.calls: outcome.calls if hotline else 0,
                s.referral: outcome.referral if held else rules.Referral.NONE,
            },
        )
        await _trace(actor, home, "slot.noted", slot_id)


async def remove(actor: Actor, home: Home, slot_id: UUID) -> None:
    """Take away a slot nobody has booked.

    Raises:
        NotAllowed, NoSuchSlot, SlotChanged
    """
    async with database.transaction():
        slot = await _find(actor, home, slot_id)
        if slot.state is not SlotState.FREE:
            raise SlotChanged
        s = tables.CounsellingSlot
        await s.delete().where(s.id == slot.id, _of(home))
        await _trace(actor, home, "slot.removed", slot_id)


def lines(slots: Iterable[Slot]) -> list[str]:
    """Return the numbers of the lines: all of a hotline that is public."""
    return sorted({one.place for one in slots if one.setting is Setting.HOTLINE and one.proven})


async def _hold(actor: Actor, home: Home) -> None:
    """Lock the activity or programme the actor writes in."""
    if isinstance(home, Activity):
        await activities.find(actor, home.id, lock=True)
    else:
        await programmes.hold(actor, home.id)


async def _find(actor: Actor, home: Home, slot_id: UUID) -> Slot:
    actor.must(Permission.CHANGE_PARTICIPANTS)
    await _hold(actor, home)
    s = tables.CounsellingSlot
    row = await s.select().where(s.id == slot_id, _of(home)).first()
    if row is None:
        raise NoSuchSlot
    return database.fact(Slot, row)


async def _update(slot: Slot, values: dict[Any, Any]) -> None:
    s = tables.CounsellingSlot
    saved = (
        await s.update({**values, s.version: s.version + 1})
        .where(s.id == slot.id, s.version == slot.version)
        .returning(s.id)
    )
    if not saved:
        raise SlotChanged


async def _slots(home: Home) -> list[Slot]:
    s = tables.CounsellingSlot
    rows = await s.select().where(_of(home)).order_by(s.starts_at, s.id)
    return database.facts(Slot, rows)


async def _trace(actor: Actor, home: Home, action: str, slot_id: UUID) -> None:
    activity_id = home.id if isinstance(home, Activity) else None
    await traces.leave(actor, action, slot_id, activity_id=activity_id)


def _of(home: Home) -> Any:
    s = tables.CounsellingSlot
    return s.activity == home.id if isinstance(home, Activity) else s.programme == home.id
