"""A frozen, numbered version of the run sheet: what paper, feeds and volunteers see."""

import hashlib
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from events.rules.findings import Stopped
from events.rules.schedule import Block, Lane, ends_at
from kit.errors import Refusal
from kit.i18n import N_


class ReleaseState(StrEnum):
    RELEASED = "released"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"


class Snapshot(msgspec.Struct, frozen=True):
    """What a release froze: the schedule with every start worked out.

    `cancelled` holds blocks an earlier release had and this one has not: calendars show them
    as cancelled until two weeks after their end. `together` is a digest of who is with whom; releases
    made before it was kept have none.
    """

    lanes: tuple[Lane, ...]
    blocks: tuple[Block, ...]
    cancelled: tuple[Block, ...] = ()
    together: str = ""


class Release(msgspec.Struct, frozen=True):
    """Release n of an activity's run sheet."""

    id: UUID
    number: int
    name: str
    note: str
    state: ReleaseState
    sha256: str
    released_at: datetime
    released_by: str


class NothingToRelease(Refusal):
    message = N_("There is no block with a start yet, so there is nothing to release.")


class StillOpen(Stopped):
    """Findings that stop a release are open; the page lists them."""

    message = N_("Fix what stops the release first: %(what)s")


class NothingChanged(Refusal):
    message = N_("Nothing has changed since release %(number)s.")


def differs(now: Block, then: Block) -> bool:
    """Say whether people on the day see a difference: time, place, lane, words or who leads."""
    return _shown(now) != _shown(then)


def next_snapshot(
    lanes: tuple[Lane, ...],
    blocks: tuple[Block, ...],
    before: Snapshot | None,
    now: datetime,
    together: str = "",
) -> Snapshot:
    """Return the snapshot to freeze, with the calendar revision of each changed block moved on.

    A block that moved remembers where from; one that is gone stays as cancelled (calendars §2).
    """
    then = {b.id: b for b in (*before.blocks, *before.cancelled)} if before else {}
    cancelled_before = {b.id for b in before.cancelled} if before else set()
    fresh = [
        _revised(b, then.get(b.id), now, again=b.id in cancelled_before)
        for b in blocks
        if b.starts_at is not None
    ]
    kept = {b.id for b in fresh}
    gone = [
        b if b.id in cancelled_before else _bumped(b, now)
        for b in then.values()
        if b.id not in kept
    ]
    return Snapshot(lanes, tuple(fresh), tuple(gone), together)


def affected(now: Snapshot, before: Snapshot | None) -> tuple[Block, ...]:
    """Return the blocks whose people must be told: new, changed or cancelled since `before`."""
    then = {b.id: b for b in before.blocks} if before else {}
    changed = [b for b in now.blocks if b.id not in then or differs(b, then[b.id])]
    gone = [b for b in now.cancelled if b.id in then]
    return (*changed, *gone)


def fingerprint(snapshot: Snapshot) -> str:
    """Return the SHA-256 of what people see, in hex; calendar counters do not count."""
    shown: tuple[object, ...] = (
        [_shown(b) for b in snapshot.blocks],
        [lane.name for lane in snapshot.lanes],
    )
    if snapshot.together:
        shown += (snapshot.together,)
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()


def _shown(block: Block) -> tuple[object, ...]:
    return (
        block.id,
        block.lane,
        block.title,
        block.place,
        block.starts_at,
        ends_at(block),
        block.lead,
        block.people,
        block.note,
        block.tentative,
    )


def _revised(block: Block, then: Block | None, now: datetime, *, again: bool) -> Block:
    if then is None:
        return block
    same_revision = msgspec.structs.replace(
        block,
        calendar_sequence=then.calendar_sequence,
        calendar_modified=then.calendar_modified,
        moved_from=then.moved_from,
    )
    if not again and not differs(block, then):
        return same_revision
    moved = then.starts_at if then.starts_at != block.starts_at else then.moved_from
    return _bumped(msgspec.structs.replace(same_revision, moved_from=moved), now)


def _bumped(block: Block, now: datetime) -> Block:
    return msgspec.structs.replace(
        block,
        calendar_sequence=block.calendar_sequence + 1,
        calendar_modified=max(now.replace(microsecond=0), block.calendar_modified),
    )
