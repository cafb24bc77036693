"""Coverage: which adults are with the children every minute, where some are missing, and who could stand in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import activities, block_people, schedule
from events.rules.activities import Activity
from events.rules.schedule import Block, NoSuchBlock, ends_at
from kit import clock, database
from volunteers import absences, adults, applications, boards, groups, presences, shifts, stand_ins
from volunteers.boards import Board
from volunteers.presences import Known
from volunteers.rules.absences import Missing
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.coverage import Run, swept
from volunteers.rules.participants import Participant
from volunteers.rules.shifts import Shift
from volunteers.rules.spare_adults import CannotStandIn, Post, Spare, spare
from volunteers.rules.whereabouts import Whereabouts


class Lack(msgspec.Struct, frozen=True):
    """A gap: where and when adults are missing, and who could stand in.

    They would join `block`, or else `shift`; with neither, nothing goes on there just then, and
    `before` is the block that children stay behind from.
    """

    run: Run
    spare: tuple[Spare, ...] = ()
    block: Block | None = None
    shift: Shift | None = None
    before: Block | None = None

    @property
    def at_once(self) -> tuple[Spare, ...]:
        """Those whom one button puts there."""
        return tuple(one for one in self.spare if one.whole) if self.block or self.shift else ()


class Coverage(msgspec.Struct, frozen=True):
    """A day space by space; `names` says what the keys of adults are called.

    `alone` are children who are expected and have nobody beside them, `lost` those of them and of the
    pairs whom no lane takes along while others go with lanes.
    """

    known: Known
    runs: tuple[Run, ...]
    lacks: tuple[Lack, ...]
    names: Mapping[str, str]
    alone: tuple[Participant, ...] = ()
    lost: tuple[Participant, ...] = ()

    @property
    def activity(self) -> Activity:
        return self.known.activity


async def of(actor: Actor, activity_id: UUID) -> Coverage:
    """Return who is with the children on the day, and where somebody is missing.

    Raises:
        NotAllowed, NoSuchActivity
    """
    board = await boards.of(actor, activity_id)
    found = covered(await known(actor, board))
    alone = unpaired(board, found.known.missing)
    return msgspec.structs.replace(found, alone=alone, lost=_lost(found.known, alone))


def unpaired(board: Board, missing: Missing) -> tuple[Participant, ...]:
    """Return who is expected and has nobody, once there are pairs: whom nothing is known to keep away."""
    if not board.placed:
        return ()
    expected = board.gates.rostered - missing.children
    return tuple(one for one in board.children if one.id in expected)


async def known(actor: Actor, board: Board) -> Known:
    """Read what the day says of the people of a pairing board that whoever asks may see."""
    activity = board.activity
    return Known(
        activity=activity,
        day=await schedule.of_activity(actor, activity.id),
        placed=board.placed,
        children=board.children,
        volunteers=board.volunteers,
        reserves=tuple(await applications.of(activity.id, (ApplicationStatus.RESERVED,))),
        groups=tuple(await groups.of(activity.id)),
        shifts=await shifts.board(activity),
        adults=await adults.of(activity),
        missing=await absences.of(activity.id),
        stand_ins=await stand_ins.of(activity.id),
        today=clock.day(activity.zone),
    )


def covered(known: Known) -> Coverage:
    """Judge a day: sweep it, and look for whoever could stand in at each gap."""
    where = Whereabouts(presences.stays(known), known.activity.zone)
    runs = swept(where, known.ages, ratios=known.adults.ratios)
    names = {str(one.id): one.name for one in known.everyone}
    posts, usual = _posts(known), _posts(known.usual)
    gaps = sorted((one for one in runs if one.missing), key=lambda one: (one.starts_at, one.space))
    lacks = tuple(
        _lack(known, gap, posts if known.is_of(gap.starts_at) else usual, where) for gap in gaps
    )
    strangers = known.adults.named.union(*(one.adults for one in runs)) - names.keys()
    return Coverage(known, tuple(runs), lacks, names | {one: one for one in strangers})


async def stand_in(actor: Actor, activity_id: UUID, block_id: UUID, key: str) -> Block | None:
    """Name somebody in a block with a gap who is free and approved at this moment; return the block.

    Pressing twice changes nothing more and returns None.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchBlock, CannotStandIn
    """
    actor.must(Permission.SEE_PAIRS)
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        now = await of(actor, activity_id)
        block = next((one for one in now.known.day.blocks if one.id == block_id), None)
        if block is None:
            raise NoSuchBlock
        name = now.names.get(key, "")
        if name and name in presences.named(block):
            return None
        asked = (one for lack in now.lacks if lack.block == block for one in lack.at_once)
        if key not in {one.key for one in asked}:
            raise CannotStandIn
        return await block_people.call_in(actor, activity_id, block_id, name)


def _lost(known: Known, alone: Iterable[Participant]) -> tuple[Participant, ...]:
    """Return whom no lane takes along, where blocks with children go by lanes."""
    lanes = {one.lane for one in known.day.timed if one.with_children and one.lane is not None}
    if not lanes:
        return ()
    going = {group.id for group in known.groups if group.lane in lanes}
    loose = (
        one.participant
        for one in known.placed
        if one.pair.group not in going and one.participant.id not in known.missing.children
    )
    return (*loose, *alone)


def _lack(known: Known, gap: Run, posts: Mapping[str, Post], where: Whereabouts) -> Lack:
    """Return a gap with what somebody would join there, and who could."""
    block = next((one for one in known.day.timed if one.id in gap.sources), None)
    if block:
        lasts = (block.starts_at or gap.starts_at, ends_at(block) or gap.ends_at)
        return Lack(gap, tuple(spare(gap, lasts, posts, where)), block)
    shift = _seat(known, gap)
    if shift:
        holding = {str(one.id) for one in known.volunteers}
        free = spare(gap, (shift.starts_at, shift.ends_at), posts, where)
        return Lack(gap, tuple(one for one in free if one.key in holding), shift=shift)
    free = spare(gap, (gap.starts_at, gap.ends_at), posts, where)
    return Lack(gap, tuple(free), before=_before(known, gap))


def _seat(known: Known, gap: Run) -> Shift | None:
    """Return a shift in the space of a gap that lasts through it and has an empty seat."""
    board = known.shifts
    return next(
        (
            one
            for one in board.shifts
            if one.missing
            and not one.cancelled_at
            and one.starts_at <= gap.starts_at
            and one.ends_at >= gap.ends_at
            and presences.space_of_shift(known, one) == gap.space
        ),
        None,
    )


def _before(known: Known, gap: Run) -> Block | None:
    """Return the block in the same space that ended last before a gap."""
    ended = [
        one
        for one in known.day.timed
        if one.with_children
        and presences.space_of(known.activity, one) == gap.space
        and _end(one) <= gap.starts_at
    ]
    return max(ended, key=_end, default=None)


def _end(block: Block) -> datetime:
    end = ends_at(block)
    assert end
    return end


def _posts(known: Known) -> dict[str, Post]:
    """Return by key what each approved adult does today; who shares a name with another is left out."""
    standing = set(known.stand_ins.values())
    found: dict[str, Post] = {}
    groups_of: Sequence[tuple[Post, list[UUID]]] = (
        (Post.HELPER, [one.volunteer.id for one in known.placed]),
        (Post.CREW, [one.id for one in known.volunteers]),
        (Post.RESERVE, [one.id for one in known.reserves]),
    )
    for post, people in groups_of:
        for one in people:
            if one in known.approved:
                found.setdefault(str(one), Post.HELPER if one in standing else post)
    called = {one.id: one.name for one in known.everyone}
    bearers = list(called.values())
    kept = {key: post for key, post in found.items() if bearers.count(called[UUID(key)]) == 1}
    return kept | {name: Post.TEACHER for name in sorted(known.adults.named) if name not in bearers}
