"""The places of a call: taken one by one under the call's row lock, freed into the reserve list.

Whoever needs several locks takes them in this order: activity, call, application. The call's row is
where applicants queue, so nothing slow happens between taking a place and the end of the transaction.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from accounts import links, mails
from accounts.rules.links import Kind
from events import activities
from events.rules.activities import Activity
from kit import clock, database
from kit.hooks import Hook
from kit.settings import settings
from volunteers.rules import selection
from volunteers.rules.applications import (
    Application,
    ApplicationStatus,
    NewApplication,
    Recruitment,
)
from volunteers.tables import applications as tables

place_given: Hook[Application] = Hook("place given")
place_lost: Hook[Application] = Hook("place lost")

TRIES = 5

_OPEN = (
    "published_at IS NOT NULL AND (opens_at IS NULL OR opens_at <= {}) "
    "AND (closes_at IS NULL OR closes_at > {})"
)
_TAKE = (
    "UPDATE recruitment SET taken = taken + 1, next_number = next_number + 1 "  # noqa: S608 -- no value in it
    "WHERE activity = {} AND mode = 'first_come' AND taken < quota AND " + _OPEN + " "
    "RETURNING next_number AS number, 'accepted' AS status, NULL::int AS rank"
)
_LINE_UP = (
    "UPDATE recruitment SET next_number = next_number + 1, "  # noqa: S608 -- no value in it
    "next_rank = next_rank + CASE WHEN mode = 'first_come' THEN 1 ELSE 0 END "
    "WHERE activity = {} AND (mode <> 'first_come' OR (taken >= quota AND reserve > 0)) AND "
    + _OPEN
    + " "
    "RETURNING next_number AS number, "
    "CASE WHEN mode = 'first_come' THEN 'reserved' ELSE 'applied' END AS status, "
    "CASE WHEN mode = 'first_come' THEN next_rank END AS rank"
)


class Turn(msgspec.Struct, frozen=True):
    """What one applicant got: their number, and a place, a rank on the reserve list, or neither yet."""

    number: int
    status: ApplicationStatus
    rank: int | None


async def draw(call: Recruitment, now: datetime) -> Turn | None:
    """Give the next applicant a number and what the mode decides; None when the door is shut.

    Each of the two statements is one conditional UPDATE, so n places take exactly n (V2). `call`,
    as it was read before, only says which to try first. A place freed between the two leaves both
    without a row; then the next try takes it.
    """
    r, statements = tables.Recruitment, [_TAKE, _LINE_UP]
    if call.taken >= call.quota:
        statements.reverse()
    for statement in statements * TRIES:
        if rows := await r.raw(statement, call.activity, now, now):
            return msgspec.convert(rows[0], Turn)
    return None


async def call_of(activity: Activity, *, lock: bool = False) -> Recruitment | None:
    """Return the activity's call, if it was set up."""
    r = tables.Recruitment
    query = r.select().where(r.activity == activity.id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    return database.fact(Recruitment, rows[0]) if rows else None


async def take(call: Recruitment) -> None:
    """Hold one more place.

    Raises:
        AllPlacesTaken
    """
    r = tables.Recruitment
    rows = (
        await r.update({r.taken: r.taken + 1})
        .where(r.id == call.id, r.taken < r.quota)
        .returning(r.id)
    )
    if not rows:
        raise selection.AllPlacesTaken(quota=call.quota)


async def give_back(call: Recruitment) -> None:
    """Let a place go without passing it on, when a decision is taken back."""
    r = tables.Recruitment
    await r.update({r.taken: r.taken - 1}).where(r.id == call.id)


async def next_rank(call: Recruitment) -> int:
    """Return the rank of whoever joins the reserve list now: the last."""
    r = tables.Recruitment
    rows = (
        await r.update({r.next_rank: r.next_rank + 1}).where(r.id == call.id).returning(r.next_rank)
    )
    return int(rows[0]["next_rank"])


async def free(activity: Activity) -> int:
    """Let one place go: to the first of the reserve list, told at once, else back to the call.

    Returns how many moved up. The caller holds the call's row lock and has moved the application out of its place.
    """
    r = tables.Recruitment
    await r.update({r.taken: r.taken - 1}).where(r.activity == activity.id)
    return await fill(activity)


async def fill(activity: Activity) -> int:
    """Give free places to the reserve list, lowest rank first, until the activity begins.

    Returns how many moved up.
    """
    if activity.starts_at and activity.starts_at <= clock.now():
        return 0
    a, call = tables.Application, await call_of(activity, lock=True)
    if call is None or call.taken >= call.quota:
        return 0
    rows = (
        await a.select()
        .where(a.activity == activity.id, a.status == ApplicationStatus.RESERVED)
        .order_by(a.rank)
        .limit(call.quota - call.taken)
        .lock_rows("UPDATE")
    )
    for first in database.facts(Application, rows):
        await take(call)
        accepted = await move(first, ApplicationStatus.ACCEPTED)
        await place_given.tell(accepted)
        await tell(activity, accepted, "place-given")
    return len(rows)


async def move(
    application: Application, to: ApplicationStatus, *, rank: int | None = None, **differing: Any
) -> Application:
    """Write the application's new state and return it; whatever its calendars show moves along."""
    a = tables.Application
    values = {
        "status": to,
        "rank": rank,
        "version": application.version + 1,
        "calendar_sequence": application.calendar_sequence + 1,
        "calendar_modified": activities.later(application.calendar_modified),
        "decided_at": clock.now(),
        **differing,
    }
    await a.update({getattr(a, k): v for k, v in values.items()}).where(
        a.id == application.id, a.version == application.version
    )
    await links.touch(application.id)
    return msgspec.structs.replace(application, **values)


async def tell(
    activity: Activity,
    application: Application,
    template: str,
    *,
    fresh: bool = False,
    **facts: object,
) -> None:
    """Mail the applicant, if they gave an address; the mail carries a link of its own.

    The same news goes out once, unless it is `fresh`; `facts` are what its template needs besides.
    """
    if not application.email:
        return
    known = await links.living(activity.organization, Kind.VOLUNTEER, application.id)
    locale = known[0].locale if known else "zh_Hans"
    await mails.write(
        template,
        application.email,
        organization_id=activity.organization,
        locale=locale,
        key="" if fresh else f"{template}-{application.id}-{application.version}",
        name=application.name,
        activity=activity.called,
        address=address(await link(activity, application.id, locale=locale)),
        **facts,
    )


async def confirm(
    activity: Activity, application_id: UUID, new: NewApplication, token: str
) -> None:
    """Mail that an application has arrived; where it stands is for the page to say."""
    await mails.write(
        "application-received",
        new.email,
        organization_id=activity.organization,
        key=f"application-received-{application_id}",
        name=new.name,
        activity=activity.called,
        address=address(token),
    )


async def link(activity: Activity, application_id: UUID, *, locale: str, token: str = "") -> str:
    """Make a personal link; it ends 30 days after the activity (safety reference §3.11)."""
    ends = activity.ends_at or activity.starts_at
    return await links.make(
        activity.organization,
        Kind.VOLUNTEER,
        application_id,
        about="application",
        activity_id=activity.id,
        expires_at=ends + selection.LINK_LASTS if ends else None,
        locale=locale,
        token=token,
    )


def address(token: str) -> str:
    return f"{settings().base_url.rstrip('/')}/v/{token}"
