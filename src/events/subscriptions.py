"""Calendars of a crew or of one member: made for one device, shown once, ended whenever somebody wants."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from accounts import links, traces
from accounts.rules.links import FeedOf, Holder, Kind, NoSuchLink
from accounts.rules.permissions import Actor, Permission
from events import activities, lanes
from events.rules.schedule import Lane, NoSuchLane
from kit import database, i18n


class OwnSubscription(msgspec.Struct, frozen=True, kw_only=True):
    """`device` is what the subscriber calls it; `busy` shows that there is something, not what."""

    device: Annotated[str, msgspec.Meta(max_length=100)] = ""
    detail: Literal["full", "busy"] = "full"


class NewSubscription(OwnSubscription, frozen=True, kw_only=True):
    lane: UUID


async def of_activity(actor: Actor, activity_id: UUID) -> list[tuple[Lane, list[Holder]]]:
    """Return each lane with the calendars that still show it, the newest first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    await activities.find(actor, activity_id)
    living = await links.of_activity(actor.organization_id, Kind.FEED, activity_id)
    return [
        (lane, [link for link in living if link.object_id == lane.id])
        for lane in await lanes.of_activity(activity_id)
    ]


async def subscribe(actor: Actor, activity_id: UUID, new: NewSubscription) -> str:
    """Make a calendar of a lane and return its token, which nobody can see again.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLane
    """
    actor.must(Permission.SEE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id)
        await _refuse_foreign(activity_id, new.lane)
        token = await links.make(
            actor.organization_id,
            Kind.FEED,
            new.lane,
            about=FeedOf.CREW,
            activity_id=activity_id,
            locale=i18n.locale(),
            detail=new.detail,
            name=new.device.strip(),
        )
        await traces.leave(actor, "calendar.made", new.lane, activity_id=activity_id)
    return token


async def end(actor: Actor, activity_id: UUID, lane_id: UUID, link_id: UUID) -> None:
    """End one calendar at once; it says so itself from then on. Others rely on it: not everybody may.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLane, NoSuchLink
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id)
        await _refuse_foreign(activity_id, lane_id)
        if not await links.revoke(actor.organization_id, Kind.FEED, lane_id, link_id=link_id):
            raise NoSuchLink
        await traces.leave(actor, "calendar.ended", link_id, activity_id=activity_id)


async def of_member(actor: Actor) -> list[Holder]:
    """Return the actor's own calendars of what is assigned to them, the newest first."""
    return await links.living(actor.organization_id, Kind.FEED, actor.account_id)


async def subscribe_member(actor: Actor, new: OwnSubscription) -> str:
    """Make a calendar of what is assigned to the actor and return its token, which nobody can see again."""
    async with database.transaction():
        token = await links.make(
            actor.organization_id,
            Kind.FEED,
            actor.account_id,
            about=FeedOf.MEMBER,
            locale=i18n.locale(),
            detail=new.detail,
            name=new.device.strip(),
        )
        await traces.leave(actor, "calendar.made", actor.account_id)
    return token


async def end_own(actor: Actor, link_id: UUID) -> None:
    """End one of the actor's own calendars; one that is not theirs, or has ended, is left alone."""
    async with database.transaction():
        if await links.revoke(actor.organization_id, Kind.FEED, actor.account_id, link_id=link_id):
            await traces.leave(actor, "calendar.ended", link_id)


async def _refuse_foreign(activity_id: UUID, lane_id: UUID) -> None:
    if lane_id not in await lanes.ids(activity_id):
        raise NoSuchLane
