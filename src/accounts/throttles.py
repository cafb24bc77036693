"""How often somebody may try: counted in the database, so that several workers count together."""

from datetime import datetime, timedelta
from typing import cast

from accounts import tables
from kit.errors import Refusal
from kit.i18n import N_


class TooOften(Refusal):
    status = 429
    message = N_("That was too often. Please wait a few minutes and try again.")


async def count(bucket: str, every: timedelta, now: datetime) -> int:
    """Count one more try in `bucket` and return how many there were in this window."""
    window = int(now.timestamp() // every.total_seconds())
    rows = await tables.Throttle.raw(
        'INSERT INTO throttle (id, bucket, "window", count, ends_at) '
        "VALUES (gen_random_uuid(), {}, {}, 1, {}) "
        "ON CONFLICT ON CONSTRAINT one_count DO UPDATE SET count = throttle.count + 1 RETURNING count",
        bucket[:100],
        window,
        now + every,
    )
    return cast("int", rows[0]["count"])


async def allow(bucket: str, most: int, every: timedelta, now: datetime) -> None:
    """Raise TooOften if `bucket` had more than `most` tries in this window of `every`."""
    if await count(bucket, every, now) > most:
        raise TooOften


async def forgive(bucket: str, every: timedelta, now: datetime) -> None:
    """Take one try back, because it turned out to be right."""
    t = tables.Throttle
    window = int(now.timestamp() // every.total_seconds())
    await t.update({t.count: t.count - 1}).where(
        t.bucket == bucket[:100], t.window == window, t.count > 0
    )


async def forget_old(now: datetime) -> None:
    """Drop the counts of windows that are over."""
    t = tables.Throttle
    await t.delete().where(t.ends_at < now)
