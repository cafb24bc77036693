"""The people who applied, as a planner looks through them: by state, by name, page by page."""

from collections.abc import Collection
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from piccolo.columns.combination import And, Or
from piccolo.custom_types import Combinable
from piccolo.query import OrderByRaw

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database, i18n
from volunteers import applications, eligibility, notices
from volunteers.rules.applications import Application, ApplicationStatus, Mode, Recruitment
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.tables import applications as tables

PER_PAGE = 100
NOBODY = UUID(int=0)

KEPT = timedelta(days=30)
NOT_CHOSEN = (A.APPLIED, A.RESERVED, A.DECLINED, A.LAPSED, A.WITHDRAWN, A.REMOVED)
_FORGET = (
    "DELETE FROM application USING activity WHERE activity.id = application.activity "
    "AND greatest(coalesce(activity.ends_at, activity.starts_at), activity.calendar_modified) <= {} "
    "AND application.status = ANY({}) RETURNING application.id"
)
_UNKNOWN = (
    "NOT EXISTS (SELECT 1 FROM application WHERE application.volunteer = volunteer.id) "
    "AND NOT EXISTS (SELECT 1 FROM service_record WHERE service_record.volunteer = volunteer.id) "
    "AND suspended_at IS NULL AND (listed_at IS NULL OR listed_at < now() - interval '395 days')"
)
_LOCK_UNKNOWN = "SELECT id FROM volunteer WHERE " + _UNKNOWN + " FOR UPDATE"  # noqa: S608 -- no value in it
_FORGET_UNKNOWN = "DELETE FROM volunteer WHERE id = ANY({}) AND " + _UNKNOWN  # noqa: S608 -- nor in it


class Listing(msgspec.Struct, frozen=True):
    """One page of a list; `page` counts from 1."""

    applications: tuple[Application, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a planner looks for; nothing set means everybody."""

    status: ApplicationStatus | None = None
    q: Annotated[str, msgspec.Meta(max_length=60)] = ""
    source: UUID | None = None
    post: UUID | None = None
    unmet: bool = False
    least: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None

    @property
    def narrows(self) -> bool:
        """Whether more than a state is asked for."""
        return msgspec.structs.replace(self, status=None) != Wanted()


EVERYBODY = Wanted()


async def listed(actor: Actor, call: Recruitment, wanted: Wanted, *, page: int = 1) -> Listing:
    """Return those who applied and fit what is `wanted`, one page of them.

    Reserves come by rank, under review the best score first and unscored ones last, else by number.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    where = await _where(actor, await activities.find(actor, call.activity), wanted)
    a = tables.Application
    total = await a.count().where(where)
    page = min(max(1, page), max(1, -(-total // PER_PAGE)))
    rows = (
        await a.select()
        .where(where)
        .order_by(OrderByRaw(_order(call.mode, wanted.status)))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    seen = tuple(applications.as_seen_by(actor, one) for one in database.facts(Application, rows))
    return Listing(seen, total, page)


async def ids(
    actor: Actor, activity_id: UUID, wanted: Wanted, statuses: Collection[ApplicationStatus]
) -> list[UUID]:
    """Return everybody who fits what is `wanted`, on whatever page, and is in one of `statuses`.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    where = await _where(actor, await activities.find(actor, activity_id), wanted)
    a = tables.Application
    rows = await a.select(a.id).where(And(where, a.status.is_in(list(statuses))))
    return [row["id"] for row in rows]


async def link(actor: Actor, activity_id: UUID, application_id: UUID) -> str:
    """Make a new personal link for somebody who lost theirs, to be handed over; return its address.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        application = await applications.find(actor, activity_id, application_id)
        token = await notices.link(activity, application.id, locale=i18n.locale())
        await traces.leave(actor, "application.link", application.id, activity_id=activity_id)
    return notices.address(token)


async def forget_unchosen() -> int:
    """Delete the applications of those who did not come in, 30 days after the activity (§6.4).

    Nor before its date, place or state has stood for as long: nobody is lost to a mistyped year.
    Returns how many were deleted; volunteers who are left without any application go too. Who has
    hours stays while they want it, whom a planner wrote down thirteen months, and who is kept from
    children until a safeguarding lead decides: the note that does it must not be lost.
    """
    async with database.transaction():
        gone = await tables.Application.raw(_FORGET, clock.now() - KEPT, list(NOT_CHOSEN))
        # Locked first, then looked at anew: one of them may be applying elsewhere at this moment.
        unknown = [row["id"] for row in await tables.Volunteer.raw(_LOCK_UNKNOWN)]
        await tables.Volunteer.raw(_FORGET_UNKNOWN, unknown)
    return len(gone)


def _order(mode: Mode, status: ApplicationStatus | None) -> str:
    if status is ApplicationStatus.RESERVED:
        return "rank, number"
    return "score DESC NULLS LAST, number" if mode is Mode.REVIEW else "number"


async def _where(actor: Actor, activity: Activity, wanted: Wanted) -> Combinable:
    a = tables.Application
    where: Combinable = a.activity == activity.id
    for column, value in (
        (a.status, wanted.status),
        (a.source, wanted.source),
        (a.post, wanted.post),
    ):
        if value:
            where = And(where, column == value)
    if wanted.least is not None:
        where = And(where, a.score >= wanted.least)
    if wanted.q and actor.may(Permission.SEE_VOLUNTEER_PHONES):
        pattern = f"%{database.literal(wanted.q[:60])}%"
        where = And(where, Or(a.name.ilike(pattern), a.student_no.ilike(pattern)))
    if wanted.unmet:
        found = database.facts(Application, await a.select().where(where))
        unmet = await eligibility.unmet_of(found, activity.id)
        where = And(where, a.id.is_in([one.id for one in found if unmet.get(one.id)] or [NOBODY]))
    return where
