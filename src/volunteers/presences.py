"""Presences: who is meant to be where on the day, from its blocks, groups, pairs and shifts (V15)."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity, Status
from events.rules.schedule import Block, Day, ends_at
from volunteers.boards import Placed
from volunteers.rules.absences import Missing
from volunteers.rules.applications import Application
from volunteers.rules.coverage import Adults
from volunteers.rules.coverage_bands import Apart
from volunteers.rules.pairs import Group
from volunteers.rules.participants import AgeBand, Participant
from volunteers.rules.shifts import Shift
from volunteers.rules.whereabouts import APART, Claim, Stay
from volunteers.shifts import Board as Shifts

EARLY = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)  # nobody can have been chosen yet
HERE = "."  # the place of the activity itself
MINUTE = timedelta(minutes=1)  # how long a block is taken to last whose end nobody knows


class Known(msgspec.Struct, frozen=True):
    """What a day says of people: pairs, everybody else, who is missing `today`, and who stands in."""

    activity: Activity
    day: Day
    placed: tuple[Placed, ...]
    children: tuple[Participant, ...]
    volunteers: tuple[Application, ...]
    reserves: tuple[Application, ...]
    groups: tuple[Group, ...]
    shifts: Shifts
    adults: Adults
    missing: Missing = Missing()
    stand_ins: Mapping[UUID, UUID] = {}
    today: date | None = None

    @property
    def early(self) -> bool:
        return self.activity.status in EARLY

    @property
    def everyone(self) -> tuple[Application, ...]:
        """All volunteers there are, whether they have a place or wait for one."""
        return (*(one.volunteer for one in self.placed), *self.volunteers, *self.reserves)

    @property
    def approved(self) -> frozenset[UUID]:
        """Who may be one of the two adults today."""
        return self.adults.cleared - self.missing.helpers

    @property
    def ages(self) -> dict[str, AgeBand]:
        there = (*(one.participant for one in self.placed), *self.children)
        return {str(one.id): one.age_band for one in there}

    @property
    def usual(self) -> "Known":
        """The same on another day than today: nobody is missing, and nobody stands in."""
        return msgspec.structs.replace(self, missing=Missing(), stand_ins={})

    def is_of(self, moment: datetime) -> bool:
        """Return whether a moment is part of today."""
        return moment.astimezone(ZoneInfo(self.activity.zone)).date() == self.today

    def on(self, moment: datetime | None) -> "Known":
        """Return this as it is on the day of a moment."""
        return self if moment is None or self.is_of(moment) else self.usual

    def helper(self, one: Placed) -> UUID:
        """Return who is beside a pair's child today."""
        return self.stand_ins.get(one.pair.id, one.pair.application)


def stays(known: Known) -> list[Stay]:
    """Return every block and shift of the day as who is meant to be there; untimed ones are nowhere yet."""
    called = _called(known)
    blocks = [_of_block(known.on(block.starts_at), block, called) for block in known.day.timed]
    living = [one for one in known.shifts.shifts if not one.cancelled_at]
    return [
        *blocks,
        *_unsure(known, blocks),
        *(_of_shift(known.on(one.starts_at), one) for one in living),
    ]


def space_of(activity: Activity, block: Block) -> str:
    """Name the space of a block; without a place it is the activity's own, or its lane's."""
    if not block.place and block.lane is not None:
        return f"{HERE}{block.lane}"
    return _space(activity, block.place)


def without_children(known: Known) -> Iterator[Apart]:
    """Yield the blocks of the day that no children are at, as far as their end is known."""
    for block in known.day.timed:
        end = ends_at(block)
        if block.starts_at and end and not block.with_children:
            yield Apart(space_of(known.activity, block), block.starts_at, end, block.title)


def space_of_shift(known: Known, shift: Shift) -> str:
    """Name the space of a shift; one that is not with children is apart from them."""
    if not known.shifts.with_children(shift):
        return APART
    place = known.shifts.places.get(shift.place) if shift.place else None
    return _space(known.activity, place.name if place else "")


def named(block: Block) -> frozenset[str]:
    """Return whom a block names."""
    return frozenset(name.strip() for name in (block.lead, *block.people) if name.strip())


def expected(known: Known, block: Block) -> list[str]:
    """Before the list is made, as many children as are planned; of a lane, one at least."""
    if block.lane is not None:
        return [f"of {block.lane}"]
    return [f"child {n}" for n in range(known.activity.participants or 1)]


def _space(activity: Activity, place: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", place).split())
    own = " ".join(unicodedata.normalize("NFKC", activity.place).split())
    return HERE if plain in ("", own) else plain


def _of_block(known: Known, block: Block, called: Mapping[str, list[UUID]]) -> Stay:
    children, helpers = _together(known, block)
    start, end = block.starts_at, ends_at(block)
    assert start
    assert end
    return Stay(
        source=block.id,
        starts_at=start,
        ends_at=max(end, start + MINUTE),
        space=space_of(known.activity, block) if block.with_children else APART,
        claim=Claim.LANE if block.lane else Claim.EVERYBODY,
        children=frozenset(children or expected(known, block)) if block.with_children else _NOBODY,
        going=_keys(helpers & known.approved) if block.with_children or block.lane else _NOBODY,
        named=_adults_named(known, block, called),
    )


_NOBODY = frozenset[str]()


def _together(known: Known, block: Block) -> tuple[set[str], set[UUID]]:
    """Return the children and the volunteers who are in a block because everybody or their lane is.

    A child who helps goes with their pair, and is a child. Whoever is missing is nowhere.
    """
    here = known.placed
    if block.lane is not None:
        own = {group.id for group in known.groups if group.lane == block.lane}
        here = tuple(one for one in known.placed if one.pair.group in own)
    children = {one.participant.id for one in here}
    children |= {one.pair.peer_helper for one in here if one.pair.peer_helper}
    helpers = {known.helper(one) for one in here}
    if block.lane is None:
        children |= {one.id for one in known.children}
        helpers |= {one.id for one in known.volunteers}
        helpers |= {one.pair.application for one in here}
    return {str(one) for one in children - known.missing.children}, helpers


def _called(known: Known) -> dict[str, list[UUID]]:
    """Return whom each name means; several who share one are not told apart."""
    found: dict[str, list[UUID]] = {}
    for one in {person.id: person for person in known.everyone}.values():
        found.setdefault(one.name, []).append(one.id)
    return found


def _adults_named(
    known: Known, block: Block, called: Mapping[str, Collection[UUID]]
) -> frozenset[str]:
    """Return the approved adults whom a block names.

    A volunteer counts when cleared. Anybody else counts as a teacher whom the partner has named or as
    an adviser; before the plan is approved nobody has named any yet, and a name is enough.
    """
    found: set[str] = set()
    for name in named(block):
        bearers = called.get(name, ())
        if len(bearers) == 1:
            found |= _keys(known.approved.intersection(bearers))
        elif not bearers and (known.early or name in known.adults.named):
            found.add(name)
    return frozenset(found)


def _unsure(known: Known, blocks: Iterable[Stay]) -> Iterable[Stay]:
    """Keep those apart whose name several share where it is called: nobody knows who of them comes."""
    called = _called(known)
    shared = {name: people for name, people in called.items() if len(people) > 1}
    if not shared:
        return
    by_id = {block.id: block for block in known.day.timed}
    for stay in blocks:
        meant = named(by_id[stay.source]) & shared.keys()
        if meant:
            people = {one for name in meant for one in shared[name]}
            yield msgspec.structs.replace(
                stay,
                space=APART,
                children=_NOBODY,
                going=_NOBODY,
                named=_keys(known.on(stay.starts_at).approved & people),
            )


def _of_shift(known: Known, shift: Shift) -> Stay:
    place = known.shifts.places.get(shift.place) if shift.place else None
    there = {one.application for one in known.shifts.people.get(shift.id, ())}
    return Stay(
        source=shift.id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        space=space_of_shift(known, shift),
        named=_keys(there & known.approved),
        some_child=bool(place and place.with_children),
    )


def _keys(people: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(one) for one in people)
