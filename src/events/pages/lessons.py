"""What we do differently next time: written after the day, taken over by the next edition."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, lessons, series
from events.rules.lessons import LessonChanged, NewLesson
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy


class LessonPages(Controller):
    """`/a/{activity_id}/lessons`."""

    path = "/a/{activity_id:uuid}/lessons"

    @get(policy=Policy.MEMBER)
    async def read(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        edit: FromQuery[UUID | None] = None,
    ) -> Template:
        """List the lessons; `edit` names the one whose form is open."""
        return await _page(actor, activity_id, edit=edit)

    @post(policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Write one down."""
        try:
            await lessons.add(actor, activity_id, forms.parse(NewLesson, data))
        except forms.WrongForm as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(_here(activity_id), N_("Noted for the next edition."))

    @post("/{lesson_id:uuid}", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        lesson_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Say it in other words."""
        try:
            version, new = forms.version(data), forms.parse(NewLesson, data)
            await lessons.change(actor, activity_id, lesson_id, version, new)
        except (forms.WrongForm, LessonChanged) as refusal:
            return await _page(actor, activity_id, edit=lesson_id, refusal=refusal, typed=data)
        return pages.redirect(_here(activity_id), N_("Saved."))

    @post("/{lesson_id:uuid}/remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        lesson_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take it out."""
        try:
            await lessons.remove(actor, activity_id, lesson_id, forms.version(data))
        except LessonChanged as refusal:
            return await _page(actor, activity_id, edit=lesson_id, refusal=refusal)
        return pages.redirect(_here(activity_id), N_("The lesson is gone."))

    @post("/{lesson_id:uuid}/up", policy=Policy.MEMBER)
    async def up(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], lesson_id: FromPath[UUID]
    ) -> Redirect:
        """Move it one place up."""
        await lessons.move(actor, activity_id, lesson_id, -1)
        return Redirect(_here(activity_id), status_code=303)

    @post("/{lesson_id:uuid}/down", policy=Policy.MEMBER)
    async def down(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], lesson_id: FromPath[UUID]
    ) -> Redirect:
        """Move it one place down."""
        await lessons.move(actor, activity_id, lesson_id, 1)
        return Redirect(_here(activity_id), status_code=303)


def _here(activity_id: UUID) -> str:
    return f"/a/{activity_id}/lessons"


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    edit: UUID | None = None,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    may_write = actor.may(Permission.CHANGE_PLAN)
    return await pages.page(
        "events/lessons.html",
        actor,
        activity,
        current="after",
        refusal=refusal,
        typed=typed,
        lessons=await lessons.of(actor, activity_id),
        series=await series.of(activity),
        edit=edit if may_write else None,
        may_write=may_write,
    )
