"""Rooms for the night: children and adults never share one, siblings stay together (V17)."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.applications import Gender
from volunteers.rules.participants import ADULTS, Participant

MOST_ROOMS = 200
MOST_BEDS = 60
ON_WATCH = 2  # cleared adults awake or on call wherever children sleep


class RoomFor(StrEnum):
    CHILDREN = "children"
    ADULTS = "adults"


class Seen(StrEnum):
    UNKNOWN = ""
    THERE = "there"
    MISSING = "missing"
    EXCUSED = "excused"


FOR_NAMES: dict[RoomFor, str] = {
    RoomFor.CHILDREN: N_("For children"),
    RoomFor.ADULTS: N_("For adults"),
}
GENDERS: dict[Gender, str] = {
    Gender.UNSAID: N_("No rule"),
    Gender.FEMALE: N_("Girls and women"),
    Gender.MALE: N_("Boys and men"),
}


class NewRoom(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(max_length=60)]
    for_whom: RoomFor = RoomFor.CHILDREN
    gender: Gender = Gender.UNSAID
    beds: Annotated[int, msgspec.Meta(ge=1, le=MOST_BEDS)]
    watch: Annotated[str, msgspec.Meta(max_length=100)] = ""


class Room(msgspec.Struct, frozen=True):
    """A room with its beds; `watch` names the adult who is awake or on call."""

    id: UUID
    activity: UUID
    name: str
    for_whom: RoomFor
    gender: Gender
    beds: int
    watch: str
    position: int
    version: int


class NoSuchRoom(Refusal):
    status = 404
    message = N_("There is no such room.")


class RoomChanged(Refusal):
    message = N_("Somebody else changed this room in the meantime. Please look again and save.")


class RoomNamedTwice(Refusal):
    status = 422
    message = N_("There is a room called “%(name)s” already.")


class TooManyRooms(Refusal):
    status = 422
    message = N_("An activity has at most %(most)s rooms.")


class RoomInUse(Refusal):
    message = N_("Somebody sleeps in this room. Give everybody another bed first.")


class NobodySleepsHere(Refusal):
    message = N_("Nobody stays overnight in this activity.")


class NoBedLeft(Refusal):
    message = N_("“%(room)s” has no bed left.")


class OtherRoom(Refusal):
    message = N_("Children and adults never share a room. Choose another one for %(codename)s.")


class OtherGender(Refusal):
    message = N_("“%(room)s” is for others. Choose another room for %(codename)s.")


class KeptApart(Refusal):
    message = N_("%(codename)s and %(other)s should not sleep in one room.")


def kind_of(one: Participant) -> RoomFor:
    """Return which kind of room somebody sleeps in; whoever's age nobody knows counts as a child."""
    return RoomFor.ADULTS if one.age_band in ADULTS else RoomFor.CHILDREN


def apart(one: Participant, other: Participant) -> bool:
    """Say whether the partner wants these two apart, whichever of the rows says so."""
    return bool(
        (other.partner_row and other.partner_row in one.apart)
        or (one.partner_row and one.partner_row in other.apart)
    )


def refuse_bed(room: Room, there: Sequence[Participant], one: Participant) -> None:
    """Raise a refusal unless `one` may sleep in `room` beside those who are `there`.

    Raises:
        OtherRoom, OtherGender, NoBedLeft, KeptApart
    """
    if kind_of(one) is not room.for_whom:
        raise OtherRoom(codename=one.codename)
    if not _takes(room, one):
        raise OtherGender(room=room.name, codename=one.codename)
    if len(there) >= room.beds:
        raise NoBedLeft(room=room.name)
    for other in there:
        if apart(one, other):
            raise KeptApart(codename=one.codename, other=other.codename)


def refuse_change(before: Room, new: NewRoom, there: Sequence[Participant]) -> None:
    """Raise a refusal if somebody who sleeps in the room no longer could.

    Raises:
        NoBedLeft, OtherRoom, OtherGender
    """
    if len(there) > new.beds:
        raise NoBedLeft(room=before.name)
    after = msgspec.structs.replace(before, for_whom=new.for_whom, gender=new.gender)
    for one in there:
        if kind_of(one) is not after.for_whom:
            raise OtherRoom(codename=one.codename)
        if not _takes(after, one):
            raise OtherGender(room=before.name, codename=one.codename)


def wrong_fields(new: NewRoom) -> dict[str, str]:
    """Return a sentence for each field that does not fit."""
    return {} if new.name.strip() else {"name": gettext("Please fill this in.")}


def fill(rooms: Sequence[Room], people: Sequence[Participant]) -> dict[UUID, UUID]:
    """Return a room for everybody without a bed for whom there is one: siblings together, larger families first.

    Genders are not mixed by itself except among siblings: that is for people to decide.
    """
    sleeping = {room.id: [one for one in people if one.room == room.id] for room in rooms}
    found: dict[UUID, UUID] = {}
    for family in _families(people):
        waiting = [one for one in family if one.room is None]
        for some in (waiting, *_by_gender(waiting)):
            left = [one for one in some if one.id not in found]
            room = _room_for(rooms, sleeping, left, family) if left else None
            if room:
                sleeping[room.id].extend(left)
                found.update((one.id, room.id) for one in left)
    for one in people:  # whoever's family finds no room in one piece
        if one.room is None and one.id not in found:
            room = _room_for(rooms, sleeping, [one], [one])
            if room:
                sleeping[room.id].append(one)
                found[one.id] = room.id
    return found


def parted(people: Iterable[Participant]) -> tuple[tuple[str, str], ...]:
    """Return the codenames of siblings who sleep in different rooms."""
    return tuple(
        (family[0].codename, other.codename)
        for family in _families([one for one in people if one.room])
        for other in family[1:]
        if other.room != family[0].room
    )


def watched(rooms: Iterable[Room], cleared: Iterable[str]) -> frozenset[str]:
    """Return the cleared adults who are awake or on call where children sleep."""
    named = {room.watch for room in rooms if room.for_whom is RoomFor.CHILDREN}
    return frozenset(named & set(cleared))


def _takes(room: Room, one: Participant) -> bool:
    return room.gender in (Gender.UNSAID, one.gender)


def _room_for(
    rooms: Sequence[Room],
    sleeping: Mapping[UUID, Sequence[Participant]],
    some: Sequence[Participant],
    family: Sequence[Participant],
) -> Room | None:
    """Return the best room for all of `some`: with their siblings, then of their gender, then the fullest."""
    ours = {one.id for one in family}

    def fits(room: Room) -> bool:
        there = sleeping[room.id]
        others = [one for one in there if one.id not in ours]
        return (
            len(there) + len(some) <= room.beds
            and all(kind_of(one) is room.for_whom and _takes(room, one) for one in some)
            and not any(apart(one, other) for one in some for other in there)
            and len({one.gender for one in (*others, *some)}) <= (1 if others else len(Gender))
        )

    def first(room: Room) -> tuple[bool, bool, int, int]:
        there = sleeping[room.id]
        return (
            not any(one.id in ours for one in there),
            room.gender is Gender.UNSAID,
            room.beds - len(there),
            room.position,
        )

    return min((room for room in rooms if fits(room)), key=first, default=None)


def _families(people: Sequence[Participant]) -> list[list[Participant]]:
    """Return who belongs together by the partner's row numbers, the largest families first."""
    by_row = {one.partner_row: one for one in people if one.partner_row}
    family = {one.id: [one] for one in people}
    for one in people:
        for row in one.together:
            other = by_row.get(row)
            if other and family[one.id] is not family[other.id]:
                joined = family[one.id] + family[other.id]
                family.update((member.id, joined) for member in joined)
    each = {id(members): members for members in family.values()}
    return sorted(each.values(), key=len, reverse=True)


def _by_gender(people: Sequence[Participant]) -> list[list[Participant]]:
    genders = dict.fromkeys(one.gender for one in people)
    return [[one for one in people if one.gender is gender] for gender in genders]
