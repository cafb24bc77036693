"""Covers as they are served: the picture somebody uploaded, or one we draw from title, day and place."""

import hashlib
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission, Role
from events import activities
from events.rules.activities import Activity, NoSuchActivity
from exports import desk, documents, dossiers, rasters
from exports.documents import Printed
from exports.rules.filled import posters
from exports.rules.kinds import Kind, Order
from kit import i18n, pictures
from volunteers import covers, recruitment
from volunteers.rules.selection import Door

A4_PIXELS = 1240  # 150 dots per inch: sharp on a phone, light in a chat


class Served(msgspec.Struct, frozen=True):
    """A picture with its type; `etag` names its content."""

    content: bytes
    media: str
    etag: str


async def public(slug: str, language: str) -> Served:
    """Return the cover of a public page.

    Raises:
        NoSuchActivity: also while the call was never published.
        TooBusy, TooSlow, NoFonts
    """
    return await _cover((await recruitment.door(slug)).activity, language)


async def of_member(actor: Actor, activity_id: UUID, language: str) -> Served:
    """Return the cover as it is or will be on the public page.

    Raises:
        NotAllowed, NoSuchActivity, TooBusy, TooSlow, NoFonts
    """
    actor.must(Permission.SEE_PLAN)
    return await _cover(await activities.find(actor, activity_id), language)


async def public_poster(slug: str, language: str) -> Printed:
    """Return the poster to whoever found the public page.

    Raises:
        NoSuchActivity: also while the call was never published, and once the activity is cancelled.
        TooBusy, TooSlow, NoFonts
    """
    found = await recruitment.door(slug)
    if found.door is Door.CANCELLED:
        raise NoSuchActivity
    reader = desk.in_house(found.activity.organization, Role.PLANNER)
    return await desk.printed(reader, found.activity.id, Order(Kind.POSTER), language)


async def poster_picture(printed: Printed) -> Served:
    """Return a printed poster as a picture."""
    return _served(await rasters.png(printed.pdf, A4_PIXELS), pictures.PNG)


async def _cover(activity: Activity, language: str) -> Served:
    if own := await covers.picture(activity):
        return Served(own.picture, own.media, own.sha256)
    reader = desk.in_house(activity.organization, Role.PLANNER)
    facts = await dossiers.gather(reader, activity.id, {Kind.POSTER})
    with i18n.speaking(language):
        paper = posters.cover(facts)
    pdf = await documents.pdf(paper, language)
    return _served(await rasters.png(pdf, covers.WIDTH), pictures.PNG)


def _served(content: bytes, media: str) -> Served:
    return Served(content, media, hashlib.sha256(content).hexdigest())
