"""The pairing board: the pairs there are, and how well everybody else would fit."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import OVER, Activity
from kit import clock
from volunteers import applications, pairs, participants
from volunteers.rules import fits
from volunteers.rules.applications import Application
from volunteers.rules.fits import Chance, Gates
from volunteers.rules.pairs import Pair
from volunteers.rules.participants import Participant


class Placed(msgspec.Struct, frozen=True):
    """A live pair with the people in it."""

    pair: Pair
    volunteer: Application
    participant: Participant


class Board(msgspec.Struct, frozen=True):
    """The pairs, best fit first, and everybody who has none.

    `places` says how many more children each of the free volunteers may take.
    """

    activity: Activity
    placed: tuple[Placed, ...]
    children: tuple[Participant, ...]
    volunteers: tuple[Application, ...]
    gates: Gates
    places: Mapping[UUID, int]

    @property
    def over(self) -> bool:
        """Whether the day has passed: pairs go on, but nobody is put together any more."""
        last = self.activity.last_day
        return self.activity.status in OVER or (
            last is not None and last < clock.day(self.activity.zone)
        )

    def chances(self, held: Application) -> list[Chance]:
        """Return every free child beside one volunteer."""
        return fits.chances(held, self.children, self.gates)

    def broken(self) -> dict[UUID, tuple[str, ...]]:
        """Return what of today's rules the pairs break that stand, of those that break any."""
        together = [(one.volunteer, one.participant) for one in self.placed]
        said = zip(self.placed, fits.broken(together, self.gates), strict=True)
        return {one.pair.id: why for one, why in said if why}

    @property
    def ready(self) -> int:
        """How many more pairs are possible at most, as far as each person alone is asked."""
        prepared = sum(n for one, n in self.places.items() if not self.gates.of(one))
        return min(prepared, sum(one.id in self.gates.rostered for one in self.children))


async def of(actor: Actor, activity_id: UUID) -> Board:
    """Return the pairing board of an activity.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id)
    return await laid_out(activity, await applications.of_activity(actor, activity.id), actor)


async def laid_out(
    activity: Activity, volunteers: Iterable[Application], actor: Actor | None = None
) -> Board:
    """Return the board with these volunteers, of an activity that whoever asks may see.

    Which clearance somebody lacks it says only to an `actor` who may read it.
    """
    everybody = {one.id: one for one in volunteers}
    children = {one.id: one for one in await participants.of(activity.id)}
    live = sorted(await pairs.of(activity.id), key=lambda pair: (-pair.score, pair.number))
    taken = Counter(pair.application for pair in live)
    paired = {pair.participant for pair in live}
    gates = pairs.as_seen_by(actor, await pairs.gates(activity))
    most = gates.rules.most_each
    free = tuple(one for one in everybody.values() if taken[one.id] < most)
    return Board(
        activity=activity,
        placed=tuple(
            Placed(pair, everybody[pair.application], children[pair.participant])
            for pair in live
            if pair.application in everybody
        ),
        children=tuple(one for one in children.values() if one.id not in paired),
        volunteers=free,
        gates=gates,
        places={one.id: most - taken[one.id] for one in free},
    )


async def one(actor: Actor, activity_id: UUID, pair_id: UUID) -> Placed:
    """Return one pair, living or ended, with its people.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair
    """
    pair = await pairs.find(actor, activity_id, pair_id)
    return Placed(
        pair,
        await applications.find(actor, activity_id, pair.application),
        await participants.find(actor, activity_id, pair.participant),
    )
