"""The morning as facts: who is there, beside whom, who could come, and what a repair would change."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from uuid import UUID

import msgspec
import numpy as np

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.pairs import StandInKind
from volunteers.rules.repair_paths import Whole

MOST_CHILDREN = 2  # beside one helper

# Who stands in, in the order in which they are asked; the last are helpers of other groups, and whoever
# was free and takes a second child.
KINDS = (
    StandInKind.RESERVE,
    StandInKind.CREW,
    StandInKind.POD,
    StandInKind.GROUP,
    StandInKind.GROUP,
)
TRIOS = KINDS.index(StandInKind.POD)  # from here on somebody takes a second child


class MorningChanged(Refusal):
    message = N_("Somebody has come or gone in the meantime. Here is how things stand now.")


class NothingToMend(Refusal):
    message = N_("Every child has somebody beside them, or nobody can be found.")


class Place(msgspec.Struct, frozen=True):
    """A pair whose child is there: its own helper, and who is `beside` the child now, None while nobody is."""

    pair: UUID
    number: int
    child: UUID
    own: UUID
    beside: UUID | None
    group: UUID | None = None
    pod: int | None = None
    priority: int = 0
    locked: bool = False


class Fits:
    """How well those fit whom no rule forbids, 0–1000: a row per child, a column per helper, else -1."""

    def __init__(self, children: Iterable[UUID], helpers: Iterable[UUID], table: Whole) -> None:
        self._row = {one: at for at, one in enumerate(children)}
        self._column = {one: at for at, one in enumerate(helpers)}
        self._table = table

    def of(self, helper: UUID, child: UUID) -> int:
        return int(self.among([child], [helper])[0, 0])

    def among(self, children: Sequence[UUID], helpers: Sequence[UUID]) -> Whole:
        """Return the part of the table about these; nobody is known who is not in it."""
        found: Whole = np.full((len(children), len(helpers)), -1, np.int64)
        rows = [(at, self._row[one]) for at, one in enumerate(children) if one in self._row]
        columns = [(at, self._column[one]) for at, one in enumerate(helpers) if one in self._column]
        if rows and columns:
            (here, there), (left, right) = zip(*rows, strict=True), zip(*columns, strict=True)
            found[np.ix_(here, left)] = self._table[np.ix_(there, right)]
        return found


class Morning(msgspec.Struct, frozen=True):
    """Who is there: every pair whose child is, and who is free, on the reserve or as crew without a block."""

    places: tuple[Place, ...]
    free: Mapping[UUID, StandInKind]
    fits: Fits


class Move(msgspec.Struct, frozen=True):
    """Who is beside one pair's child from now on, and how they come to it."""

    place: Place
    application: UUID
    kind: StandInKind
    fit: int


class Repair(msgspec.Struct, frozen=True):
    """One way to mend a morning: the new places, and the children nobody may be beside."""

    moves: tuple[Move, ...] = ()
    alone: tuple[Place, ...] = ()

    @property
    def moved(self) -> int:
        """How many pairs that stood change their helper."""
        return sum(one.place.beside is not None for one in self.moves)

    @property
    def worst(self) -> Move | None:
        """The new pair that fits least."""
        return min(self.moves, key=lambda one: (one.fit, one.place.number), default=None)

    @property
    def seen(self) -> str:
        """Name what this repair does, so that nobody applies another one than they saw."""
        said = sorted(f"{one.place.pair} {one.application} {one.kind}" for one in self.moves)
        left = sorted(str(one.pair) for one in self.alone)
        return sha256("|".join([*said, "", *left]).encode()).hexdigest()[:16]

    def helpers(self, morning: Morning) -> dict[UUID, UUID]:
        """Return by pair who is beside its child once this is done; who has nobody is left out."""
        now = {one.pair: one.beside for one in morning.places if one.beside}
        return now | {one.place.pair: one.application for one in self.moves}

    def trios(self, morning: Morning) -> frozenset[UUID]:
        """Return the helpers with two children once this is done."""
        count = load(self.helpers(morning).values())
        return frozenset(one for one, children in count.items() if children >= MOST_CHILDREN)


def load(helpers: Iterable[UUID]) -> dict[UUID, int]:
    """Count the children each helper is beside."""
    count: dict[UUID, int] = {}
    for one in helpers:
        count[one] = count.get(one, 0) + 1
    return count


class Seat(msgspec.Struct, frozen=True):
    """Room beside one person for a child more; `home` is the pair they are beside, `tier` theirs if they are free."""

    application: UUID
    home: Place | None = None
    tier: int = len(KINDS) - 1

    def asked(self, place: Place) -> int:
        """Return when this one is asked to be beside that child."""
        if self.home is None or self.home.group != place.group:
            return self.tier
        near = self.home.pod is not None and self.home.pod == place.pod
        return KINDS.index(StandInKind.POD if near else StandInKind.GROUP)


def seats(morning: Morning) -> list[Seat]:
    """Return the room there is: two beside who is free, one more beside a helper with one child."""
    homes: dict[UUID, list[Place]] = {}
    for one in morning.places:
        if one.beside:
            homes.setdefault(one.beside, []).append(one)
    found = [Seat(one, own[0]) for one, own in homes.items() if len(own) < MOST_CHILDREN]
    for somebody, kind in morning.free.items():
        if somebody not in homes:
            found += [Seat(somebody, tier=KINDS.index(kind)), Seat(somebody)]
    return sorted(found, key=lambda one: (one.tier, str(one.application)))


def waiting(morning: Morning) -> list[Place]:
    """Return the children nobody is beside, in the order in which they are mended."""
    alone = [one for one in morning.places if one.beside is None]
    return sorted(alone, key=lambda one: (-one.priority, one.number))


def after(morning: Morning, moves: Iterable[Move]) -> Morning:
    """Return the morning once these moves are made."""
    new = {one.place.pair: one.application for one in moves}
    places = [
        msgspec.structs.replace(one, beside=new.get(one.pair, one.beside)) for one in morning.places
    ]
    return msgspec.structs.replace(morning, places=tuple(places))


def move(morning: Morning, place: Place, application: UUID, kind: StandInKind) -> Move:
    return Move(place, application, kind, morning.fits.of(application, place.child))
