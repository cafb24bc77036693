"""Rooms: who sleeps where, and which adult is awake or on call (V17)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database, forms
from volunteers import adults, histories, participants
from volunteers.rules import rooms as rules
from volunteers.rules.applications import Gender
from volunteers.rules.histories import Changes
from volunteers.rules.participants import NoSuchParticipant, Participant
from volunteers.rules.rooms import (
    MOST_ROOMS,
    NewRoom,
    NobodySleepsHere,
    NoSuchRoom,
    Room,
    RoomChanged,
    RoomFor,
    RoomInUse,
    RoomNamedTwice,
    TooManyRooms,
)
from volunteers.tables import applications as application_tables
from volunteers.tables import participants as tables


class Bed(msgspec.Struct, frozen=True):
    """What somebody is to have: a room, or none yet, and the gender the rooms ask for."""

    room: UUID | None
    gender: Gender = Gender.UNSAID


class House(msgspec.Struct, frozen=True):
    """All rooms, who sleeps in each, who has no bed yet, and the adults who may be on call."""

    rooms: tuple[Room, ...]
    people: tuple[Participant, ...]
    cleared: tuple[str, ...]

    def sleeping(self, room: Room) -> list[Participant]:
        return [one for one in self.people if one.room == room.id]

    @property
    def bedless(self) -> list[Participant]:
        return [one for one in self.people if one.room is None]

    @property
    def beds(self) -> int:
        return sum(room.beds for room in self.rooms)

    @property
    def watched(self) -> frozenset[str]:
        return rules.watched(self.rooms, self.cleared)

    @property
    def parted(self) -> tuple[tuple[str, str], ...]:
        return rules.parted(self.people)


async def of_activity(actor: Actor, activity_id: UUID) -> House:
    """Return the rooms of an activity and who sleeps in them.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    return await of(await activities.find(actor, activity_id))


async def of(activity: Activity) -> House:
    """Return the rooms of an activity that whoever asks may see."""
    return House(
        rooms=tuple(await _rooms(activity.id)),
        people=tuple(await participants.of(activity.id)),
        cleared=tuple(await _cleared(activity)),
    )


async def add(actor: Actor, activity_id: UUID, new: NewRoom) -> UUID:
    """Add a room and return its id.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NobodySleepsHere, RoomNamedTwice, TooManyRooms
    """
    new, room_id, r = _checked(new), uuid4(), tables.Room
    async with database.transaction():
        activity = await _changing(actor, activity_id)
        there = await _rooms(activity.id)
        _refuse_twice(there, new.name)
        if len(there) >= MOST_ROOMS:
            raise TooManyRooms(most=MOST_ROOMS)
        last = there[-1].position + 1 if there else 0
        columns = msgspec.structs.asdict(new)
        await r.insert(r(id=room_id, activity=activity.id, position=last, **columns))
        await traces.leave(actor, "room.added", room_id, activity_id=activity.id)
    return room_id


async def change(
    actor: Actor, activity_id: UUID, room_id: UUID, version: int, new: NewRoom
) -> None:
    """Save a room; whoever sleeps in it keeps a bed that still fits.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NobodySleepsHere, NoSuchRoom, RoomNamedTwice,
        RoomChanged, NoBedLeft, OtherRoom, OtherGender
    """
    new, r = _checked(new), tables.Room
    async with database.transaction():
        activity = await _changing(actor, activity_id)
        before, people = await _find(activity, room_id), await participants.of(activity.id)
        _refuse_twice([one for one in await _rooms(activity.id) if one.id != room_id], new.name)
        rules.refuse_change(before, new, [one for one in people if one.room == room_id])
        columns = {getattr(r, k): v for k, v in msgspec.structs.asdict(new).items()}
        saved = (
            await r.update({**columns, r.version: r.version + 1})
            .where(r.id == room_id, r.activity == activity.id, r.version == version)
            .returning(r.id)
        )
        if not saved:
            raise RoomChanged
        await traces.leave(actor, "room.changed", room_id, activity_id=activity.id)


async def remove(actor: Actor, activity_id: UUID, room_id: UUID) -> None:
    """Take away an empty room.

    Raises:
        NotAllowed, NoSuchActivity, NobodySleepsHere, NoSuchRoom, RoomInUse
    """
    r, p = tables.Room, tables.Participant
    async with database.transaction():
        activity = await _changing(actor, activity_id)
        room = await _find(activity, room_id)
        if await p.exists().where(p.room == room.id):
            raise RoomInUse
        await r.delete().where(r.id == room.id, r.activity == activity.id)
        await traces.leave(actor, "room.removed", room_id, activity_id=activity.id)


async def settle(actor: Actor, activity_id: UUID, wanted: Mapping[UUID, Bed]) -> int:
    """Give these people the beds they are to have, all or none; return how many moved.

    A gender is kept because the rooms of a night ask for it, and for nothing else (domain §6.2).

    Raises:
        NotAllowed, NoSuchActivity, NobodySleepsHere, NoSuchParticipant, NoSuchRoom,
        OtherRoom, OtherGender, NoBedLeft, KeptApart
    """
    p = tables.Participant
    async with database.transaction():
        activity = await _changing(actor, activity_id)
        known = {one.id: one for one in await participants.of(activity.id)}
        if not known.keys() >= wanted.keys():
            raise NoSuchParticipant
        rooms = {room.id: room for room in await _rooms(activity.id)}
        said = {
            one: bed.gender for one, bed in wanted.items() if bed.gender is not known[one].gender
        }
        for one, bed in wanted.items():
            known[one] = msgspec.structs.replace(known[one], gender=bed.gender, room=None)
        before = {one.id: one.room for one in await participants.of(activity.id)}
        for one, bed in wanted.items():
            if bed.room is None:
                continue
            if bed.room not in rooms:
                raise NoSuchRoom
            there = [other for other in known.values() if other.room == bed.room]
            rules.refuse_bed(rooms[bed.room], there, known[one])
            known[one] = msgspec.structs.replace(known[one], room=bed.room)
        for gender in set(said.values()):
            ids = [one for one, now in said.items() if now is gender]
            await p.update({p.gender: gender, p.version: p.version + 1}).where(p.id.is_in(ids))
        moved = {
            one: (before[one], bed.room) for one, bed in wanted.items() if before[one] != bed.room
        }
        await _write(actor, activity, moved)
        await traces.leave(actor, "beds.given", activity_id=activity.id, details=str(len(moved)))
    return len(moved)


async def fill(actor: Actor, activity_id: UUID) -> tuple[int, int]:
    """Give everybody without a bed one where it fits; return how many, and the stamp that takes it back.

    Raises:
        NotAllowed, NoSuchActivity, NobodySleepsHere
    """
    async with database.transaction():
        activity = await _changing(actor, activity_id)
        chosen = rules.fill(await _rooms(activity.id), await participants.of(activity.id))
        at = await _write(actor, activity, {one: (None, room) for one, room in chosen.items()})
        await traces.leave(actor, "rooms.filled", activity_id=activity.id, details=str(len(chosen)))
    return len(chosen), at


async def empty_again(actor: Actor, activity_id: UUID, stamp: int) -> int:
    """Take back what was filled at `stamp`, as far as everybody still sleeps where they were put.

    Raises:
        NotAllowed, NoSuchActivity, NobodySleepsHere
    """
    c, p = tables.ParticipantChange, tables.Participant
    async with database.transaction():
        activity = await _changing(actor, activity_id)
        rows = await c.select(c.participant, c.at, c.changes).where(
            c.participant.activity == activity.id, c.changes.like('%"room"%')
        )
        then = {
            row["participant"]: changes["room"]
            for row in rows
            if _stamp(row["at"]) == stamp
            and (changes := msgspec.json.decode(row["changes"])).get("room", [""])[0] is None
        }
        now = await p.select(p.id, p.room).where(p.activity == activity.id)
        names = {room.id: room.name for room in await _rooms(activity.id)}
        still = {
            row["id"]: (row["room"], None)
            for row in now
            if row["id"] in then and names.get(row["room"]) == then[row["id"]][1]
        }
        await _write(actor, activity, still)
        await traces.leave(actor, "rooms.emptied", activity_id=activity.id, details=str(len(still)))
    return len(still)


async def _changing(actor: Actor, activity_id: UUID) -> Activity:
    """Return the activity, locked: beds are given one after the other."""
    actor.must(Permission.CHANGE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id, lock=True)
    if not activity.overnight:
        raise NobodySleepsHere
    return activity


async def _rooms(activity_id: UUID) -> list[Room]:
    r = tables.Room
    rows = await r.select().where(r.activity == activity_id).order_by(r.position, r.id)
    return database.facts(Room, rows)


async def _find(activity: Activity, room_id: UUID) -> Room:
    room = next((one for one in await _rooms(activity.id) if one.id == room_id), None)
    if room is None:
        raise NoSuchRoom
    return room


async def _cleared(activity: Activity) -> list[str]:
    """Return the names of the adults who may watch over children, volunteers and the partner's own."""
    grown = await adults.of(activity)
    a = application_tables.Application
    ids = list(grown.cleared)
    rows = await a.select(a.name).where(a.id.is_in(ids)) if ids else []
    return sorted({row["name"] for row in rows} | grown.named)


async def _write(
    actor: Actor, activity: Activity, moved: Mapping[UUID, tuple[UUID | None, UUID | None]]
) -> int:
    """Write who sleeps where, note it in their entries, and return the stamp of this change."""
    p, now = tables.Participant, clock.now()
    by_room: dict[UUID | None, list[UUID]] = {}
    for one, (_, after) in moved.items():
        by_room.setdefault(after, []).append(one)
    for room_id, ids in by_room.items():
        await p.update({p.room: room_id, p.version: p.version + 1}).where(
            p.id.is_in(ids), p.activity == activity.id
        )
    names: dict[UUID | None, str | None] = {r.id: r.name for r in await _rooms(activity.id)}
    changed: dict[UUID, Changes] = {
        one: {"room": (names.get(before), names.get(after))}
        for one, (before, after) in moved.items()
    }
    await histories.note_all(actor, changed, at=now)
    return _stamp(now)


def _stamp(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def _refuse_twice(there: list[Room], name: str) -> None:
    if any(one.name == name for one in there):
        raise RoomNamedTwice(name=name)


def _checked(new: NewRoom) -> NewRoom:
    new = msgspec.structs.replace(
        new,
        name=" ".join(new.name.split()),
        watch=" ".join(new.watch.split()) if new.for_whom is RoomFor.CHILDREN else "",
    )
    if wrong := rules.wrong_fields(new):
        raise forms.WrongForm(wrong)
    return new
