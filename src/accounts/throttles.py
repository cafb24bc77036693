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
        'INSERT INTO throttle (id, bucket, "window", count) VALUES (gen_random_uuid(), {}, {}, 1) '
        "ON CONFLICT ON CONSTRAINT one_count DO UPDATE SET count = throttle.count + 1 RETURNING count",
        bucket[:100],
        window,
    )
    return cast("int", rows[0]["count"])


async def allow(bucket: str, most: int, every: timedelta, now: datetime) -> None:
    """Raise TooOften if `bucket` had more than `most` tries in this window of `every`."""
    if await count(bucket, every, now) > most:
        raise TooOften
