"""The posts of an activity: what volunteers will do, and how many of each are needed."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import database, forms
from kit.hooks import Hook
from volunteers import places
from volunteers.rules import ordering
from volunteers.rules import posts as rules
from volunteers.rules.applications import LIVE, Post
from volunteers.rules.posts import NewPost
from volunteers.tables import applications as tables
from volunteers.tables.shifts import Shift
from volunteers.tables.training import TrainingModule

post_changed: Hook[Post] = Hook("post changed")


async def of_activity(actor: Actor, activity_id: UUID) -> list[Post]:
    """Return the activity's posts in their order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    return await of(await activities.find(actor, activity_id))


async def of(activity: Activity) -> list[Post]:
    """Return the posts of an activity that whoever asks was shown already: they are public."""
    p = tables.Post
    rows = await p.select().where(p.activity == activity.id).order_by(p.position, p.id)
    return database.facts(Post, rows)


async def wished(activity_id: UUID) -> dict[UUID, int]:
    """Return how many applications that still count are for each post."""
    rows = await tables.Application.raw(
        "SELECT post, count(*) AS n FROM application "
        "WHERE activity = {} AND post IS NOT NULL AND status = ANY({}) GROUP BY post",
        activity_id,
        list(LIVE),
    )
    return {row["post"]: row["n"] for row in rows}


async def module_names(organization_id: UUID) -> dict[UUID, str]:
    """Return the names of the trainings that a post can need, of one association."""
    m = TrainingModule
    rows = (
        await m.select(m.id, m.name)
        .where(m.organization == organization_id, m.retired_at.is_null())
        .order_by(m.name)
    )
    return {row["id"]: row["name"] for row in rows}


async def add(actor: Actor, activity_id: UUID, new: NewPost) -> UUID:
    """Name one more post, after the others.

    Raises:
        NotAllowed, NoSuchActivity, WrongForm, TooManyPosts
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    p = tables.Post
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        known, new = await of(activity), await _fitting(activity, new)
        if len(known) >= rules.MOST_POSTS:
            raise rules.TooManyPosts(most=rules.MOST_POSTS)
        post_id, last = uuid4(), known[-1].position if known else -1
        await p.insert(p(id=post_id, activity=activity.id, position=last + 1, **_columns(new)))
        await _told(actor, activity, "post.add", post_id)
    return post_id


async def change(
    actor: Actor, activity_id: UUID, post_id: UUID, version: int, new: NewPost
) -> None:
    """Write a post differently; more places go to the reserve list at once.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPost, PostChanged, WrongForm
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    p = tables.Post
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await places.call_of(activity, lock=True)
        before = await find(activity, post_id)
        if before.version != version:
            raise rules.PostChanged
        new = await _fitting(activity, new, before)
        await p.update(
            {getattr(p, k): v for k, v in _columns(new).items()} | {p.version: version + 1}
        ).where(p.id == post_id, p.activity == activity.id)
        await places.fill(activity)
        await post_changed.tell(await find(activity, post_id))
        await _told(actor, activity, "post.change", post_id)


async def move(actor: Actor, activity_id: UUID, post_id: UUID, by: int) -> None:
    """Name it earlier or later.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPost
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(activity, post_id)
        ids = ordering.moved([one.id for one in await of(activity)], post_id, by)
        p = tables.Post
        await p.update({p.position: database.by_id(ordering.numbered(ids))}).where(p.id.is_in(ids))


async def remove(actor: Actor, activity_id: UUID, post_id: UUID) -> None:
    """Take a post away that nobody applied for and that has no shifts.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPost, PostInUse, PostHasShifts
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await places.call_of(activity, lock=True)
        await find(activity, post_id)
        if count := (await wished(activity.id)).get(post_id, 0):
            raise rules.PostInUse(count=count)
        if await Shift.exists().where(Shift.post == post_id):
            raise rules.PostHasShifts
        p = tables.Post
        await p.delete().where(p.id == post_id, p.activity == activity.id)
        await _told(actor, activity, "post.remove", post_id)


async def ask_for(actor: Actor, activity_id: UUID, post_id: UUID, qualification: str) -> None:
    """Let a post ask for a qualification; one that asks for another already keeps it (V7).

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPost
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    p, asked = tables.Post, qualification.strip()[:60]
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        post = await find(activity, post_id)
        if asked and not post.qualification:
            await p.update({p.qualification: asked, p.version: p.version + 1}).where(
                p.id == post.id
            )
            await _told(actor, activity, "post.change", post.id)


async def find(activity: Activity, post_id: UUID) -> Post:
    """Return one post of an activity that was found for whoever asks.

    Raises:
        NoSuchPost
    """
    known = {one.id: one for one in await of(activity)}
    if post_id not in known:
        raise rules.NoSuchPost
    return known[post_id]


async def _fitting(activity: Activity, new: NewPost, before: Post | None = None) -> NewPost:
    if wrong := rules.wrong_fields(new, before):
        raise forms.WrongForm(wrong)
    there = {*await module_names(activity.organization), *(before.modules if before else ())}
    return msgspec.structs.replace(new, modules=tuple(m for m in new.modules if m in there))


async def _told(actor: Actor, activity: Activity, action: str, post_id: UUID) -> None:
    await activities.touch(activity.id)
    await traces.leave(actor, action, post_id, activity_id=activity.id)


def _columns(new: NewPost) -> dict[str, Any]:
    return msgspec.structs.asdict(new) | {"modules": list(new.modules)}
