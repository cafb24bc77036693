"""The cover of the public page: chosen, described, taken away."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages, pictures
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import covers, places

FORM = 64 * 1024  # what the other fields of an upload take
WRONG = (
    pictures.PictureTooLarge,
    pictures.NotAPicture,
    pictures.TooManyPixels,
    pictures.PictureTooSmall,
)


class CoverPages(Controller):
    path = "/a/{activity_id:uuid}/people/cover"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="people.cover")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _cover(actor, activity_id)

    @post(name="people.upload_cover", request_max_body_size=pictures.LARGEST + FORM)
    async def upload(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: MultipartBody[dict[str, Any]],
    ) -> Template | Redirect:
        file, alt = data.get("file"), forms.text(data, "alt")
        content = await file.read() if isinstance(file, UploadFile) else b""
        try:
            if content:
                await covers.upload(actor, activity_id, content, alt)
            else:
                await covers.describe(actor, activity_id, alt)
        except WRONG as refusal:
            return await _cover(actor, activity_id, refusal, {"alt": alt})
        return pages.redirect(f"/a/{activity_id}/people/cover", N_("Saved."))

    @post("/remove", name="people.remove_cover")
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],  # noqa: ARG002 -- nothing but the tokens
    ) -> Redirect:
        await covers.remove(actor, activity_id)
        return pages.redirect(
            f"/a/{activity_id}/people/cover", N_("The picture is gone; the drawn cover is back.")
        )


async def _cover(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    call, cover = await places.call_of(activity), await covers.of(activity)
    known = {"alt": cover.alt if cover.own and cover.alt != activity.title else ""}
    return await pages.page(
        "volunteers/people_cover.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed or known,
        cover=cover,
        published=call is not None and call.published_at is not None,
        here=f"/a/{activity_id}/people/cover",
    )
