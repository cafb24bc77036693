"""The call for volunteers: its settings, its door, and what the public sees of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

import msgspec

from accounts import organizations, traces
from accounts.rules.permissions import Actor, Permission
from events import activities, findings
from events.rules.activities import Activity, Changed, NoSuchActivity, Party, Status
from events.rules.findings import Stops
from kit import clock, database
from volunteers import invitation, places, reviews, sources
from volunteers.rules import selection
from volunteers.rules.applications import AlreadyDrawn, ApplicationStatus, Mode, Recruitment
from volunteers.rules.selection import Door
from volunteers.rules.sources import refuse_total
from volunteers.tables import applications as tables

NOBODY = UUID(int=0)
shared = invitation.shared


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a planner decides about the call; times are aware."""

    version: int
    mode: Mode
    quota: Annotated[int, msgspec.Meta(ge=0, le=5000)]
    reserve: Annotated[int, msgspec.Meta(ge=0, le=5000)]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    risk_statement: str = ""
    summary: str = ""
    criteria: tuple[str, ...] = ()
    weights: tuple[int, ...] = ()
    reviewers: Annotated[int, msgspec.Meta(ge=1, le=9)] = 2
    blind: bool = False
    answer_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 48
    asks_wish: bool = False


class PublicCall(msgspec.Struct, frozen=True):
    """What anybody may see of an activity that looks for volunteers (C1 only)."""

    activity: Activity
    call: Recruitment
    organization: str
    door: Door
    parties: tuple[Party, ...] = ()
    waiting: int = 0

    @property
    def left(self) -> int:
        return max(0, self.call.quota - self.call.taken)


async def of_activity(actor: Actor, activity_id: UUID) -> Recruitment:
    """Return the activity's call; where none was set up yet, one with what the plan suggests.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    return await places.call_of(activity) or await _suggested(activity)


async def public(slug: str) -> PublicCall:
    """Return what the public page of `slug` shows.

    Raises:
        NoSuchActivity: also while the call was never published.
    """
    found, a = await door(slug), tables.Application
    waiting = 0
    if found.door is Door.RESERVE:
        waiting = await a.count().where(
            a.activity == found.activity.id, a.status == ApplicationStatus.RESERVED
        )
    parties = tuple(await activities.parties(found.activity))
    return msgspec.structs.replace(found, parties=parties, waiting=waiting)


async def door(slug: str) -> PublicCall:
    """Return the call of `slug` without its surroundings: whether one can apply now.

    Raises:
        NoSuchActivity: also while the call was never published.
    """
    found = await behind(await activities.by_slug(slug))
    if found.door is Door.UNPUBLISHED:
        raise NoSuchActivity
    return found


async def behind(activity: Activity) -> PublicCall:
    """Return the call of an activity that whoever asks has a right to see, published or not.

    Raises:
        NoSuchActivity: there is no call.
    """
    r = tables.Recruitment
    row = (
        await r.select(*r.all_columns(), r.activity._.organization._.name.as_alias("organization"))
        .where(r.activity == activity.id)
        .first()
    )
    if row is None:
        raise NoSuchActivity
    call = database.fact(Recruitment, row)
    door = selection.door(activity, call, clock.now())
    return PublicCall(activity, call, row["organization"], door)


async def change(
    actor: Actor, activity_id: UUID, new: Settings, *, without_points: bool = False
) -> Recruitment:
    """Save the call's settings; places that a larger quota opens go to the reserve list at once.

    Points that were given stop deciding in another mode, but only `without_points` says so.

    Raises:
        NotAllowed, NoSuchActivity, Changed, QuotaTooSmall, NoRiskStatement, SourcesExceedQuota,
        AlreadyDrawn, CriteriaJudged, PointsLost
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await places.call_of(activity, lock=True) or await _set_up(activity)
        if new.quota < before.taken:
            raise selection.QuotaTooSmall(taken=before.taken)
        if before.published_at and not new.risk_statement.strip():
            raise selection.NoRiskStatement
        if before.drawn_at and new.mode is not before.mode:
            raise AlreadyDrawn
        if before.mode is Mode.REVIEW is not new.mode and not without_points:
            await reviews.refuse_losing(activity, before)
        refuse_total(await sources.total(activity.id), new.quota)
        fields = {k: v for k, v in msgspec.structs.asdict(new).items() if k != "version"}
        fields |= {k: list(fields[k]) for k in ("criteria", "weights")}
        r = tables.Recruitment
        changed = (
            await r.update(
                {**{getattr(r, k): v for k, v in fields.items()}, r.version: r.version + 1}
            )
            .where(r.id == before.id, r.version == (new.version or before.version))
            .returning(r.id)
        )
        if not changed:
            raise Changed
        await places.fill(activity)
        if after := await places.call_of(activity):
            await reviews.judge_anew(activity, before, after)
        await activities.touch(activity.id)
        await traces.leave(actor, "recruitment.change", before.id, activity_id=activity_id)
        return await of_activity(actor, activity_id)


async def plan_reserve(actor: Actor, activity_id: UUID, reserve: int | None = None) -> int | None:
    """Plan the proposed reserve (V5), or exactly `reserve`; return what was planned before.

    None where the call already has as many.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        call = await places.call_of(activity, lock=True) or await _set_up(activity)
        wanted = selection.proposed_reserve(call.quota) if reserve is None else reserve
        if call.reserve == wanted or (reserve is None and call.reserve > wanted):
            return None
        r = tables.Recruitment
        await r.update({r.reserve: wanted, r.version: r.version + 1}).where(r.id == call.id)
        await activities.touch(activity.id)
        await traces.leave(actor, "recruitment.change", call.id, activity_id=activity_id)
    return call.reserve


async def publish(actor: Actor, activity_id: UUID) -> None:
    """Open the door: the call goes public and an approved activity becomes an open one.

    Raises:
        NotAllowed, NoSuchActivity, NotApproved, NoRiskStatement, NoPlaces
        Stopped: findings stop it that nobody has mended or accepted.
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        call = await places.call_of(activity, lock=True) or await _set_up(activity)
        selection.refuse_publishing(activity, call)
        await findings.must_not_stop(activity, Stops.RECRUIT)
        r, now = tables.Recruitment, clock.now()
        over = call.closes_at is not None and call.closes_at <= now
        await r.update(
            {
                r.published_at: call.published_at or now,
                r.closes_at: None if over else call.closes_at,
                r.version: r.version + 1,
            }
        ).where(r.id == call.id)
        if activity.status is not Status.OPEN:
            await activities.change(actor, activity_id, activity.version, {"status": Status.OPEN})
        await traces.leave(actor, "recruitment.publish", call.id, activity_id=activity_id)


async def close(actor: Actor, activity_id: UUID) -> None:
    """Shut the door now; the page stays and says so, and publishing again reopens it.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        r = tables.Recruitment
        await r.update({r.closes_at: clock.now(), r.version: r.version + 1}).where(
            r.activity == activity.id
        )
        await traces.leave(actor, "recruitment.close", activity_id, activity_id=activity_id)


async def proposed_reserve(activity: Activity, quota: int) -> int:
    """Return how many reserves to propose for so many places; none where the association does not."""
    policy = await organizations.policy(activity.organization)
    return selection.proposed_reserve(quota) if policy.reserve_proposed else 0


async def _suggested(activity: Activity) -> Recruitment:
    quota = activity.volunteers or 0
    return Recruitment(
        id=NOBODY,
        activity=activity.id,
        mode=Mode.FIRST_COME,
        quota=quota,
        taken=0,
        reserve=await proposed_reserve(activity, quota),
        opens_at=None,
        closes_at=None,
        published_at=None,
        risk_statement="",
        summary="",
        criteria=(),
        version=0,
    )


async def _set_up(activity: Activity) -> Recruitment:
    """Make the call that `_suggested` described; two who do so at once make one."""
    suggested, r = await _suggested(activity), tables.Recruitment
    await r.insert(
        r(id=uuid4(), activity=activity.id, quota=suggested.quota, reserve=suggested.reserve)
    ).on_conflict(target=r.activity, action="DO NOTHING")
    call = await places.call_of(activity, lock=True)
    assert call is not None
    return call
