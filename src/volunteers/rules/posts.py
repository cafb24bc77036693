"""Posts: what volunteers do, how many of each, and what nobody may change under those who hold one."""

from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.applications import Post

MOST_POSTS = 60


class NewPost(msgspec.Struct, frozen=True, kw_only=True):
    """A post as a planner writes it. Without a `quota` only the call's places bound it."""

    name: Annotated[str, msgspec.Meta(max_length=60)]
    needed: Annotated[int, msgspec.Meta(ge=0, le=5_000)] = 0
    child_contact: bool = False
    qualification: Annotated[str, msgspec.Meta(max_length=60)] = ""
    description: Annotated[str, msgspec.Meta(max_length=300)] = ""
    open: bool = False
    quota: Annotated[int, msgspec.Meta(ge=0, le=5_000)] | None = None
    modules: tuple[UUID, ...] = ()


def wrong_fields(new: NewPost, before: Post | None = None) -> dict[str, str]:
    """Return a sentence for each field that does not fit those who hold the post already."""
    taken = before.taken if before else 0
    if new.quota is not None and new.quota < taken:
        return {"quota": gettext("%(taken)s places are already given.") % {"taken": taken}}
    return {}


class NoSuchPost(Refusal):
    status = 404
    message = N_("There is no such post.")


class PostChanged(Refusal):
    message = N_("Somebody else has changed this post. Here is what it says now.")


class PostInUse(Refusal):
    message = N_(
        "%(count)s people have applied for this post: it cannot be removed. Take it off the public "
        "page, or set its places."
    )


class PostHasShifts(Refusal):
    message = N_("There are shifts for this post. Remove them first.")


class TooManyPosts(Refusal):
    message = N_("An activity has at most %(most)s posts.")
