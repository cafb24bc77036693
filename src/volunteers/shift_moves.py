"""What moves shifts and their calendar entries: another day, another name of a place or a post."""

from datetime import timedelta
from typing import Any

from events.rules.activities import Moved
from events.rules.places import Place, PlaceInUse
from kit import clock
from volunteers import shifts, vacancies
from volunteers.rules.applications import Post
from volunteers.tables import shifts as tables


async def follow(move: Moved) -> None:
    """Move the coming shifts by as many days as their activity; the hours stay (wall time)."""
    before, after = move.before.first_day, move.after.first_day
    if before is None or after is None or before == after:
        return
    s = tables.Shift
    rows = await s.raw(
        "UPDATE shift SET "
        "starts_at = (starts_at AT TIME ZONE {} + {}::interval) AT TIME ZONE {}, "
        "ends_at = (ends_at AT TIME ZONE {} + {}::interval) AT TIME ZONE {}, "
        "moved_from = COALESCE(moved_from, starts_at), version = version + 1 "
        "WHERE activity = {} AND starts_at > {} RETURNING id",
        *(zone := (move.after.zone, timedelta(days=(after - before).days), move.after.zone)),
        *zone,
        move.after.id,
        clock.now(),
    )
    await shifts.revise([row["id"] for row in rows])
    await vacancies.settle(move.after)


async def refuse_used(place: Place) -> None:
    """Keep a place on the list as long as a shift that was not cancelled is there.

    Raises:
        PlaceInUse
    """
    s = tables.Shift
    if await s.exists().where(s.place == place.id, s.cancelled_at.is_null()):
        raise PlaceInUse


async def place_changed(place: Place) -> None:
    """Calendars name the place, and children there close it to whoever is not cleared (V24)."""
    await _ask_again(tables.Shift.place == place.id)


async def post_changed(post: Post) -> None:
    """Calendars name the post, and it may ask for more than before."""
    await _ask_again(tables.Shift.post == post.id)


async def _ask_again(which: Any) -> None:
    """Move the entries of the shifts of one activity, and ask again who may stand in them."""
    s = tables.Shift
    rows = await s.select(s.id, s.activity).where(which)
    if rows:
        await shifts.revise([row["id"] for row in rows])
        await vacancies.of_activity(rows[0]["activity"])
