"""What applicants are told by mail, each time with a link of their own."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts import links, mails
from accounts.mails import Addressed
from accounts.rules.links import Kind
from events.rules.activities import Activity
from kit.settings import settings
from volunteers.rules import selection
from volunteers.rules.applications import Application, NewApplication


async def tell(
    activity: Activity,
    application: Application,
    template: str,
    *,
    fresh: bool = False,
    send_after: datetime | None = None,
    **facts: object,
) -> None:
    """Mail the applicant, if they gave an address; the mail carries a link of its own.

    The same news goes out once, unless it is `fresh`; `facts` are what its template needs besides.
    """
    await tell_each(activity, [application], template, fresh=fresh, send_after=send_after, **facts)


async def tell_each(
    activity: Activity,
    applications: Iterable[Application],
    template: str,
    *,
    fresh: bool = False,
    send_after: datetime | None = None,
    **facts: object,
) -> None:
    """Mail several applicants the same news in few statements.

    What waits until `send_after` can be taken back until then (`mails.take_back`).
    """
    told = {one.id: one for one in applications if one.email}
    if not told:
        return
    known = await links.locales(activity.organization, Kind.VOLUNTEER, list(told))
    locales = {each: known.get(each, "zh_Hans") for each in told}
    tokens = await links.make_each(
        activity.organization,
        Kind.VOLUNTEER,
        locales,
        about="application",
        activity_id=activity.id,
        expires_at=link_ends(activity),
    )
    await mails.write_each(
        template,
        [
            Addressed(
                recipient=one.email,
                locale=locales[one.id],
                key="" if fresh else f"{template}-{one.id}-{one.version}",
                about=one.id if send_after else None,
                send_after=send_after,
                facts={
                    "name": one.name,
                    "activity": activity.called,
                    "address": address(tokens[one.id]),
                    "answer_by": one.answer_by,
                    "zone": activity.zone,
                    **facts,
                },
            )
            for one in told.values()
        ],
        organization_id=activity.organization,
    )


async def confirm(
    activity: Activity,
    application_id: UUID,
    new: NewApplication,
    token: str,
    *,
    in_turn: bool = False,
) -> None:
    """Mail that an application has arrived; where it stands is for the page to say.

    Whoever may have got a place `in_turn` is told that it waits for their answer.
    """
    await mails.write(
        "application-received",
        new.email,
        organization_id=activity.organization,
        key=f"application-received-{application_id}",
        name=new.name,
        activity=activity.called,
        address=address(token),
        in_turn=in_turn,
    )


async def link(activity: Activity, application_id: UUID, *, locale: str, token: str = "") -> str:
    """Make a personal link; it ends 30 days after the activity (safety reference §3.11)."""
    return await links.make(
        activity.organization,
        Kind.VOLUNTEER,
        application_id,
        about="application",
        activity_id=activity.id,
        expires_at=link_ends(activity),
        locale=locale,
        token=token,
    )


def address(token: str) -> str:
    return f"{settings().base_url.rstrip('/')}/v/{token}"


def link_ends(activity: Activity) -> datetime | None:
    ends = activity.ends_at or activity.starts_at
    return ends + selection.LINK_LASTS if ends else None
