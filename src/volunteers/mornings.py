"""The morning of an activity: who is there, who is not, and what would mend it. Every gate is asked now."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
import numpy as np

from accounts.rules.permissions import Actor, Permission
from events import activities, releases, schedule
from events.rules.activities import Activity
from events.rules.schedule import Block
from kit.errors import Gap
from volunteers import (
    absences,
    applications,
    groups,
    pairs,
    participants,
    posts,
    readiness,
    stand_ins,
)
from volunteers.rules import fits, repairs
from volunteers.rules.absences import Absence, Missing, StandIn
from volunteers.rules.applications import COUNTED, Application
from volunteers.rules.fits import Gates
from volunteers.rules.matching import feasible, scoring
from volunteers.rules.mornings import Fits, Morning, Place, Repair, after
from volunteers.rules.pairs import Group, Pair, StandInKind
from volunteers.rules.participants import Participant
from volunteers.rules.pods_today import Together, together

UNKNOWN = (Gap("unknown"),)


class Today(msgspec.Struct, frozen=True):
    """All there is to know on the morning: people by id, pairs by number, and what would mend it.

    `first` is the repair in which nobody else moves; `lacking` says what keeps people from standing in.
    """

    activity: Activity
    people: Mapping[UUID, Application]
    children: Mapping[UUID, Participant]
    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]
    absences: tuple[Absence, ...]
    standing: tuple[StandIn, ...]
    gates: Gates
    lacking: Mapping[UUID, tuple[Gap, ...]]
    morning: Morning
    first: Repair

    @property
    def missing(self) -> Missing:
        return Missing(
            frozenset(one.application for one in self.absences if one.application),
            frozenset(one.participant for one in self.absences if one.participant),
        )

    def menu(self) -> tuple[Repair, ...]:
        """Return the repairs that move one to four pairs."""
        return repairs.menu(self.morning, self.first)

    def pods(self, repair: Repair | None = None) -> tuple[Together, ...]:
        """Return which small groups go together now, or once a repair is made."""
        now = after(self.morning, repair.moves) if repair else self.morning
        return together(now.places) if self.activity.involves_minors else ()


async def of(actor: Actor, activity_id: UUID) -> Today:
    """Return the morning of an activity.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id)
    people = {one.id: one for one in await applications.of(activity.id, COUNTED)}
    children = {one.id: one for one in await participants.of(activity.id)}
    live = [one for one in await pairs.of(activity.id) if one.application in people]
    gone, standing = await absences.standing(activity.id), await stand_ins.standing(activity.id)
    gates, lacking = await pairs.gates(activity), await readiness.beside_children(activity)
    known = fits_today(people.values(), [children[one.participant] for one in live], gates, lacking)
    missing = Missing(
        frozenset(one.application for one in gone if one.application),
        frozenset(one.participant for one in gone if one.participant),
    )
    places = _places(
        live, children, missing, {one.pair: one.application for one in standing}, known
    )
    busy = {one.beside for one in places} | missing.helpers
    leads = await _leads(actor, activity)
    crew = {one.id for one in await posts.of(activity) if not one.child_contact}
    paired = {one.application for one in live}
    free = {
        one.id: StandInKind.CREW
        if one.post in crew and one.id not in paired
        else StandInKind.RESERVE
        for one in people.values()
        if one.id not in busy and not lacking.get(one.id, UNKNOWN) and one.name not in leads
    }
    morning = Morning(places, free, known)
    return Today(
        activity=activity,
        people=people,
        children=children,
        pairs=tuple(live),
        groups=tuple(await groups.of(activity.id)),
        absences=tuple(gone),
        standing=tuple(standing),
        gates=gates,
        lacking=lacking,
        morning=morning,
        first=repairs.default(morning),
    )


def _places(
    live: Iterable[Pair],
    children: Mapping[UUID, Participant],
    missing: Missing,
    standing: Mapping[UUID, UUID],
    known: Fits,
) -> tuple[Place, ...]:
    """Return the pairs whose child is there; who is beside it must be allowed to now, its own helper too."""
    found = []
    for one in live:
        if one.participant in missing.children:
            continue
        beside = standing.get(one.id, one.application)
        barred = known.of(beside, one.participant) < 0
        found.append(
            Place(
                pair=one.id,
                number=one.number,
                child=one.participant,
                own=one.application,
                beside=None if barred or beside in missing.helpers else beside,
                group=one.group,
                pod=one.pod,
                priority=children[one.participant].priority,
                locked=one.locked,
            )
        )
    return tuple(found)


def fits_today(
    everybody: Iterable[Application],
    children: Sequence[Participant],
    gates: Gates,
    lacking: Mapping[UUID, tuple[Gap, ...]],
) -> Fits:
    """Return how well those fit whom nothing forbids; the hours of the monthly contact are no matter today.

    Whoever is not ready for the day itself is beside nobody: a check may have been running when pairs were made.
    """
    people = [one for one in everybody if not lacking.get(one.id, UNKNOWN)]
    asked = fits.problem(people, children, gates)
    asked = msgspec.structs.replace(
        asked, rules=msgspec.structs.replace(asked.rules, needs_shared_time=False)
    )
    table = np.full((len(children), len(people)), -1, np.int64)
    if people and children:
        table = np.where(feasible.blocked(asked) == 0, scoring.scores(asked), -1).astype(np.int64)
    return Fits([one.id for one in children], [one.id for one in people], table)


async def _leads(actor: Actor, activity: Activity) -> set[str]:
    """Return who leads a block of the day: they are needed where they are."""
    released = await releases.current(activity.organization, activity.id)
    blocks: Iterable[Block] = (
        released[1].blocks if released else (await schedule.of_activity(actor, activity.id)).blocks
    )
    return {one.lead.strip() for one in blocks if one.lead.strip()}
