"""Who could stand in where adults are missing: approved, free at that time, and the nearest first (V15)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import IntEnum

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.coverage import Run
from volunteers.rules.whereabouts import Whereabouts

FAR = timedelta.max


class Post(IntEnum):
    """What somebody does today, in the order in which they are asked."""

    CREW = 0
    RESERVE = 1
    TEACHER = 2
    HELPER = 3


POST_NAMES: dict[Post, str] = {
    Post.CREW: N_("crew, without a pair"),
    Post.RESERVE: N_("on the reserve list"),
    Post.TEACHER: N_("teacher or adviser"),
    Post.HELPER: N_("helper whose child has nothing on then"),
}


class Spare(msgspec.Struct, frozen=True):
    """One approved adult who could stand in.

    `whole` says that they are free as long as the block or shift lasts that they would join;
    otherwise they are free for these minutes only. `near`: they are in the same space right before or
    after.
    """

    key: str
    post: Post
    whole: bool
    near: bool = False


class CannotStandIn(Refusal):
    message = N_("This person is not free then (any more), or may not be with the children.")


def spare(
    gap: Run,
    lasts: tuple[datetime, datetime],
    posts: Mapping[str, Post],
    where: Whereabouts,
) -> list[Spare]:
    """Return who could stand in for a gap whose block or shift lasts from … to ….

    Nobody is taken from anywhere: whoever is counted, named or setting up elsewhere at that time is
    not free, so that no other gap opens. Crew come first, then reserves, teachers, and helpers whose
    child has nothing on; among these whoever is in the same space soonest before or after.
    """
    free = [key for key in posts if where.free(key, gap.starts_at, gap.ends_at)]
    away = {key: _distance(key, gap, where) for key in free}
    several = [
        Spare(key, posts[key], where.free(key, *lasts), near=away[key] <= timedelta())
        for key in free
    ]
    return sorted(several, key=lambda one: (not one.whole, one.post, away[one.key]))


def _distance(key: str, gap: Run, where: Whereabouts) -> timedelta:
    """Return how long before or after a gap somebody is in its space anyway."""
    there = where.adults.get(key, {})
    return min(_apart(there, gap, where), default=FAR)


def _apart(
    there: Mapping[int, frozenset[str]], gap: Run, where: Whereabouts
) -> Iterable[timedelta]:
    for number, spaces in there.items():
        if gap.space in spaces:
            start, end = where.cuts[number], where.cuts[number + 1]
            yield max(start - gap.ends_at, gap.starts_at - end)
