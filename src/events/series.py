"""Activities that return: which editions there are, and which number comes next."""

from uuid import UUID, uuid4

from accounts.rules.permissions import Actor, Permission
from events import tables
from events.rules.activities import Activity
from events.rules.editions import NoSuchSeries, Series, series_name
from kit import clock, database


async def find(actor: Actor, series_id: UUID) -> Series:
    """Return one series of the actor's association.

    Raises:
        NotAllowed, NoSuchSeries
    """
    actor.must(Permission.SEE_PLAN)
    s = tables.Series
    row = await s.select().where(s.id == series_id, s.organization == actor.organization_id).first()
    if row is None:
        raise NoSuchSeries
    return database.fact(Series, row)


async def of(activity: Activity) -> Series | None:
    """Return the series an activity belongs to, for whoever has been let in to it."""
    if activity.series is None:
        return None
    s = tables.Series
    row = await s.select().where(s.id == activity.series).first()
    return database.fact(Series, row) if row else None


async def editions(organization_id: UUID, series_id: UUID) -> list[Activity]:
    """Return the editions of a series, the newest first."""
    a = tables.Activity
    rows = (
        await a.select()
        .where(a.series == series_id, a.organization == organization_id)
        .order_by(a.edition, ascending=False)
    )
    return database.facts(Activity, rows)


async def siblings(activity: Activity) -> list[Activity]:
    """Return all editions of an activity's series, the newest first; none if it never returned."""
    if activity.series is None:
        return []
    return await editions(activity.organization, activity.series)


async def before(activity: Activity) -> Activity | None:
    """Return the edition before this one, None if it is the first."""
    known = await siblings(activity)
    return next((one for one in known if one.edition < activity.edition), None)


async def next_number(activity: Activity) -> int:
    """Return which edition a copy made now would be."""
    known = await siblings(activity)
    return 1 + max((one.edition for one in known), default=activity.edition)


async def begin(activity: Activity) -> Series:
    """Return the series of an activity whose row is locked, made now if it is the first to return.

    The series is locked, too: whoever copies another of its editions waits.
    """
    s = tables.Series
    if activity.series is not None:
        rows = await s.select().where(s.id == activity.series).lock_rows("UPDATE")
        return database.fact(Series, rows[0])
    new = Series(uuid4(), series_name(activity.title))
    await s.insert(
        s(
            id=new.id,
            organization=activity.organization,
            name=new.name,
            created_at=clock.now(),
        )
    )
    await join(activity, new.id, activity.edition)
    return new


async def join(activity: Activity, series_id: UUID, edition: int) -> None:
    """Make an activity edition `edition` of a series."""
    a = tables.Activity
    await a.update({a.series: series_id, a.edition: edition}).where(
        a.id == activity.id, a.organization == activity.organization
    )
