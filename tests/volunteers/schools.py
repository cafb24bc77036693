"""A school that works through its link, for the tests of this slice."""

from typing import Any
from uuid import UUID

from accounts import links
from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from volunteers import liaisons, partner_links, sharing
from volunteers.rules.liaisons import NewLiaison
from volunteers.tables import participants as tables

NAME = "Harbour school"


async def opened(actor: Actor, activity: Activity, school: str = NAME, **differing: Any) -> Holder:
    """Enter a school and come through its link."""
    return await links.holder(Kind.PARTNER, await key(actor, activity, school, **differing))


async def key(actor: Actor, activity: Activity, school: str = NAME, **differing: Any) -> str:
    """Enter a school and return the token of its link."""
    liaison_id = await liaisons.add(actor, activity.id, NewLiaison(partner=school, **differing))
    return (await partner_links.link(actor, activity.id, liaison_id)).rpartition("/")[2]


async def volunteer(activity: Activity, application_id: UUID) -> Holder:
    """Come through the link of one volunteer."""
    token = await links.make(
        activity.organization,
        Kind.VOLUNTEER,
        application_id,
        about="application",
        activity_id=activity.id,
    )
    return await links.holder(Kind.VOLUNTEER, token)


async def agreed(
    school: Holder, activity: Activity, people: list[UUID], fields: tuple[str, ...] = ("name",)
) -> None:
    """Let these volunteers agree to be shown to a school."""
    for one in people:
        await sharing.say(await volunteer(activity, one), school.object_id, fields, yes=True)


async def sent_by(name: str, children: list[UUID]) -> None:
    """Let these children come from a school."""
    p = tables.Participant
    await p.update({p.source: name}).where(p.id.is_in(children))
