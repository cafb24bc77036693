"""The places of a call: taken one by one under the call's row lock, freed into the reserve list.

A place counts three times: in the call, in the source somebody comes from and in the post they are
for, always together. Whoever needs several locks takes them in this order: activity, call,
application; sources and posts are counted only by whoever holds the call's lock. The call's row is
where applicants queue, so nothing slow happens between taking a place and the end of the transaction.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from events.rules.activities import OVER, Activity
from kit import clock, database
from volunteers import notices, steps
from volunteers.rules import deadlines, selection
from volunteers.rules.applications import Application, ApplicationStatus, Mode, Recruitment
from volunteers.rules.selection import Room
from volunteers.steps import Step
from volunteers.tables import applications as tables

_QUEUE = "SELECT pg_advisory_xact_lock(hashtextextended({}::text, 0))"
_LOCK = "SELECT id FROM recruitment WHERE activity = {} FOR UPDATE"
_DRAW = """
WITH door AS (
  SELECT id, activity, NOT {}::bool
    AND (mode = 'first_come' OR (mode = 'lottery' AND drawn_at IS NOT NULL)) AS by_turn,
    taken < quota
    AND NOT EXISTS (SELECT 1 FROM source WHERE source.id = {}::uuid AND source.taken >= source.places)
    AND NOT EXISTS (SELECT 1 FROM post WHERE post.id = {}::uuid AND post.taken >= post.quota) AS fits
  FROM recruitment
  WHERE activity = {} AND published_at IS NOT NULL
    AND (opens_at IS NULL OR opens_at <= {}) AND (closes_at IS NULL OR closes_at > {})
), from_source AS (
  UPDATE source SET taken = source.taken + 1 FROM door
  WHERE source.id = {}::uuid AND source.activity = door.activity AND door.by_turn AND door.fits
), for_post AS (
  UPDATE post SET taken = post.taken + 1 FROM door
  WHERE post.id = {}::uuid AND post.activity = door.activity AND door.by_turn AND door.fits
)
UPDATE recruitment SET next_number = next_number + 1,
  taken = taken + (by_turn AND fits)::int, next_rank = next_rank + (by_turn AND NOT fits)::int
FROM door
WHERE recruitment.id = door.id AND (NOT by_turn OR fits OR reserve > 0)
RETURNING next_number AS number,
  CASE WHEN NOT by_turn THEN 'applied' WHEN fits THEN 'accepted' ELSE 'reserved' END AS status,
  CASE WHEN by_turn AND NOT fits THEN next_rank END AS rank
"""
_NEXT_WHO_FIT = """
SELECT a.*, source.places - source.taken AS source_room, post.quota - post.taken AS post_room
FROM application a LEFT JOIN source ON source.id = a.source LEFT JOIN post ON post.id = a.post
WHERE a.activity = {} AND a.status = 'reserved'
  AND coalesce(source.taken < source.places, true) AND coalesce(post.taken < post.quota, true)
ORDER BY a.rank LIMIT {} FOR UPDATE OF a
"""
_SOURCES = """
UPDATE source SET taken = taken + n FROM unnest({}::uuid[], {}::int[]) AS more (id, n)
WHERE source.id = more.id AND taken + n <= places RETURNING source.id
"""
_POSTS = """
UPDATE post SET taken = taken + n FROM unnest({}::uuid[], {}::int[]) AS more (id, n)
WHERE post.id = more.id AND (quota IS NULL OR taken + n <= quota) RETURNING post.id
"""


class Turn(msgspec.Struct, frozen=True):
    """What one applicant got: their number, and a place, a rank on the reserve list, or neither yet."""

    number: int
    status: ApplicationStatus
    rank: int | None


async def draw(
    call: Recruitment,
    now: datetime,
    *,
    source: UUID | None = None,
    post: UUID | None = None,
    waits: bool = False,
) -> Turn | None:
    """Give the next applicant a number and what the mode decides; None when the door is shut.

    Whoever `waits` is for somebody to decide about, whatever the mode: a rule is not met (V3).

    The row lock comes first, as a statement of its own: the one after it then sees every place that
    was taken before, in the call, the source and the post, so n places take exactly n (V2). Applicants
    wait for it in a queue of their own, in the order of arrival: with the row lock alone each change
    makes everybody queue anew, and in a crowd somebody waits for ever. Whoever decides, answers or
    steps back passes by that queue and waits for one applicant at most.
    """
    r = tables.Recruitment
    await r.raw(_QUEUE, str(call.activity))
    await r.raw(_LOCK, call.activity)
    rows = await r.raw(_DRAW, waits, source, post, call.activity, now, now, source, post)
    return msgspec.convert(rows[0], Turn) if rows else None


async def call_of(activity: Activity, *, lock: bool = False) -> Recruitment | None:
    """Return the activity's call, if it was set up."""
    r = tables.Recruitment
    query = r.select().where(r.activity == activity.id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    return database.fact(Recruitment, rows[0]) if rows else None


async def take(call: Recruitment, *people: Application) -> None:
    """Hold a place for each of `people`, who come from their sources and are for their posts.

    Raises:
        AllPlacesTaken, SourceFull, PostFull
    """
    r, s, p = tables.Recruitment, tables.Source, tables.Post
    rows = (
        await r.update({r.taken: r.taken + len(people)})
        .where(r.id == call.id, r.taken + len(people) <= r.quota)
        .returning(r.id)
    )
    if not rows:
        raise selection.AllPlacesTaken(quota=call.quota)
    if full := await _count(_SOURCES, _held(people, "source")):
        [row] = await s.select(s.name, s.places).where(s.id == full[0])
        raise selection.SourceFull(source=row["name"], places=row["places"])
    if full := await _count(_POSTS, _held(people, "post")):
        [row] = await p.select(p.name, p.quota).where(p.id == full[0])
        raise selection.PostFull(post=row["name"], places=row["quota"])


async def give_back(call: Recruitment, *people: Application) -> None:
    """Let the places of `people` go without passing them on."""
    r = tables.Recruitment
    await r.update({r.taken: r.taken - len(people)}).where(r.id == call.id)
    await _count(_SOURCES, Counter({one: -n for one, n in _held(people, "source").items()}))
    await _count(_POSTS, Counter({one: -n for one, n in _held(people, "post").items()}))


async def next_rank(call: Recruitment, count: int = 1) -> int:
    """Return the first rank of the `count` who join the end of the reserve list now."""
    r = tables.Recruitment
    rows = (
        await r.update({r.next_rank: r.next_rank + count})
        .where(r.id == call.id)
        .returning(r.next_rank)
    )
    return int(rows[0]["next_rank"]) - count + 1


async def free(
    activity: Activity, *left: Application, send_after: datetime | None = None
) -> list[Step]:
    """Let the places of those who `left` go to the next of the reserve list, else back to the call.

    Returns who moved up, told at once. The caller holds the call's row lock and has moved the
    applications out of their places.
    """
    call = await call_of(activity, lock=True)
    if call is None:
        return []
    await give_back(call, *left)
    # Where we choose, somebody may wait although there is room: one who leaves brings in one.
    most = len(left) if call.mode is Mode.REVIEW else None
    return await fill(activity, most=most, send_after=send_after)


async def fill(
    activity: Activity, *, most: int | None = None, send_after: datetime | None = None
) -> list[Step]:
    """Give free places to the reserve list until the activity begins, and return who got one.

    The lowest rank comes first whose source and post have room.
    """
    now = clock.now()
    if activity.status in OVER or (activity.starts_at and activity.starts_at <= now):
        return []
    call = await call_of(activity, lock=True)
    if call is None:
        return []
    left = call.quota - call.taken if most is None else min(most, call.quota - call.taken)
    moved_up: list[Step] = []
    while left > 0 and (next_ones := await _next_who_fit(activity, left)):
        await take(call, *next_ones)
        by = deadlines.answer_by(
            send_after or now, call.answer_hours, activity.starts_at, activity.zone
        )
        accepted = [
            Step(one, steps.moved(one, ApplicationStatus.ACCEPTED, answer_by=by))
            for one in next_ones
        ]
        await steps.take(accepted)
        told = [step.after for step in accepted]
        await notices.tell_each(activity, told, "place-given", send_after=send_after)
        moved_up += accepted
        left -= len(accepted)
    return moved_up


async def _next_who_fit(activity: Activity, most: int) -> list[Application]:
    rows = await tables.Application.raw(_NEXT_WHO_FIT, activity.id, most)
    room = Room(
        most,
        sources={row["source"]: row["source_room"] for row in rows if row["source"]},
        posts={row["post"]: row["post_room"] for row in rows if row["post_room"] is not None},
    )
    return selection.seated(database.facts(Application, rows), room)


def _held(people: Iterable[Application], what: str) -> Counter[UUID]:
    """Count how many of `people` hold a place of each source or post."""
    return Counter(key for one in people if (key := getattr(one, what)))


async def _count(statement: str, changes: Counter[UUID]) -> list[UUID]:
    """Add so many to what is taken of each source or post; return those that have no room for them."""
    if not changes:
        return []
    done = await tables.Recruitment.raw(statement, list(changes), list(changes.values()))
    return [one for one in changes if one not in {row["id"] for row in done}]
