"""The link a partner works through: made, mailed, renewed and ended by the association (A3)."""

from datetime import datetime
from uuid import UUID

from accounts import links, mails, traces
from accounts.rules.links import Holder, Kind, NoSuchLink
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Status
from kit import clock, database, i18n
from kit.settings import settings
from volunteers import liaisons
from volunteers.rules.liaisons import DayOver, Liaison, NoAddress, expires_at

ENDED = (Status.CLOSED, Status.CANCELLED)  # a consent can be taken back until then


async def living(activity: Activity) -> dict[UUID, Holder]:
    """Return the newest living link of each contact of an activity that was found for whoever asks."""
    found = await links.of_activity(activity.organization, Kind.PARTNER, activity.id)
    return {one.object_id: one for one in reversed(found)}


async def link(actor: Actor, activity_id: UUID, liaison_id: UUID) -> str:
    """Make a new link in place of the one before, and return its address, shown this once.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLiaison, DayOver
    """
    actor.must(Permission.SHARE_WITH_PARTNER)
    async with database.transaction():
        liaison = await liaisons.find(actor, activity_id, liaison_id, lock=True)
        return address(await _made(actor, liaison))


async def send(actor: Actor, activity_id: UUID, liaison_id: UUID) -> None:
    """Mail a new link to the contact; the one before ends.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLiaison, NoAddress, DayOver
    """
    actor.must(Permission.SHARE_WITH_PARTNER)
    async with database.transaction():
        liaison = await liaisons.find(actor, activity_id, liaison_id, lock=True)
        if not liaison.email:
            raise NoAddress
        activity = await activities.find(actor, activity_id)
        await mails.write(
            "partner-link",
            liaison.email,
            organization_id=actor.organization_id,
            name=liaison.name or liaison.partner,
            association=actor.organization,
            activity=activity.called,
            address=address(await _made(actor, liaison)),
        )


async def renew(actor: Actor, activity_id: UUID, liaison_id: UUID) -> datetime:
    """Let the link that lives go on for up to 90 days from now; its address stays.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLiaison, NoSuchLink, DayOver
    """
    actor.must(Permission.SHARE_WITH_PARTNER)
    async with database.transaction():
        liaison = await liaisons.find(actor, activity_id, liaison_id, lock=True)
        activity = await activities.find(actor, activity_id)
        until = _until(activity)
        if not await links.prolong(actor.organization_id, Kind.PARTNER, liaison.id, until):
            raise NoSuchLink
        await traces.leave(actor, "partner.link_renewed", liaison.id, activity_id=activity_id)
    return until


async def revoke(actor: Actor, activity_id: UUID, liaison_id: UUID) -> None:
    """End the contact's links at once.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLiaison
    """
    actor.must(Permission.SHARE_WITH_PARTNER)
    async with database.transaction():
        liaison = await liaisons.find(actor, activity_id, liaison_id, lock=True)
        await links.revoke(actor.organization_id, Kind.PARTNER, liaison.id)
        await traces.leave(actor, "partner.link_revoked", liaison.id, activity_id=activity_id)


def address(token: str) -> str:
    return f"{settings().base_url.rstrip('/')}/p/{token}"


async def _made(actor: Actor, liaison: Liaison) -> str:
    activity = await activities.find(actor, liaison.activity)
    await links.revoke(actor.organization_id, Kind.PARTNER, liaison.id)
    token = await links.make(
        actor.organization_id,
        Kind.PARTNER,
        liaison.id,
        about="liaison",
        activity_id=activity.id,
        expires_at=_until(activity),
        locale=i18n.locale(),
    )
    await traces.leave(actor, "partner.link_made", liaison.id, activity_id=activity.id)
    return token


def _until(activity: Activity) -> datetime:
    if activity.status in ENDED:
        raise DayOver
    return expires_at(activity, clock.now())
