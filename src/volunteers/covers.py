"""Covers: the picture that stands first on a public page and goes along when its address is shared."""

import hashlib
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import clock, database, pictures
from volunteers.tables import applications as tables

WIDTH, HEIGHT = 1200, 630  # what chats and search engines ask for
LEAST = 300
LONGEST_ALT = 200


class Shown(msgspec.Struct, frozen=True):
    """What a page says of its cover; `name` is the last part of its address, with its version.

    `own` says whether somebody uploaded it; otherwise we draw one from title, date and place.
    """

    name: str
    alt: str
    own: bool
    media: str = pictures.PNG
    width: int = WIDTH
    height: int = HEIGHT


class Picture(msgspec.Struct, frozen=True):
    """An uploaded cover with its content."""

    picture: bytes
    media: str
    sha256: str


async def of(activity: Activity) -> Shown:
    """Return what the page of an activity, found for whoever asks, says of its cover."""
    c = tables.Cover
    row = await c.select(c.sha256, c.alt, c.media).where(c.activity == activity.id).first()
    if row is None:
        return Shown("cover.png", activity.title, own=False)
    alt = row["alt"] or activity.title
    return Shown(f"cover.jpg?v={row['sha256'][:12]}", alt, own=True, media=row["media"])


async def picture(activity: Activity) -> Picture | None:
    """Return the uploaded picture of an activity, None where there is none."""
    c = tables.Cover
    row = await c.select(c.picture, c.media, c.sha256).where(c.activity == activity.id).first()
    return database.fact(Picture, row) if row else None


async def upload(actor: Actor, activity_id: UUID, content: bytes, alt: str = "") -> None:
    """Take a picture as the cover: cut to its size and made anew, so that it says nothing else.

    Raises:
        NotAllowed, NoSuchActivity, PictureTooLarge, NotAPicture, TooManyPixels, PictureTooSmall
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    await activities.find(actor, activity_id)
    made = await pictures.cropped(content, WIDTH, HEIGHT, least=LEAST)
    c = tables.Cover
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        row = c(
            id=uuid4(),
            activity=activity.id,
            picture=made,
            media=pictures.JPEG,
            width=WIDTH,
            height=HEIGHT,
            sha256=hashlib.sha256(made).hexdigest(),
            alt=alt.strip()[:LONGEST_ALT],
            created_at=clock.now(),
        )
        await c.insert(row).on_conflict(
            target=c.activity,
            action="DO UPDATE",
            values=[c.picture, c.media, c.width, c.height, c.sha256, c.alt, c.created_at],
        )
        await traces.leave(actor, "cover.uploaded", activity.id, activity_id=activity.id)


async def describe(actor: Actor, activity_id: UUID, alt: str) -> None:
    """Say anew what an uploaded picture shows.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    c = tables.Cover
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await c.update({c.alt: alt.strip()[:LONGEST_ALT]}).where(c.activity == activity.id)
        await traces.leave(actor, "cover.described", activity.id, activity_id=activity.id)


async def remove(actor: Actor, activity_id: UUID) -> None:
    """Take the uploaded picture away; the drawn cover comes back.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    c = tables.Cover
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if await c.delete().where(c.activity == activity.id).returning(c.id):
            await traces.leave(actor, "cover.removed", activity.id, activity_id=activity.id)
