"""Bringing in a school's list: a template to fill in, a preview, and then one button."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages, sheets
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import imports
from volunteers.imports import Known, Preview, WrongPreview
from volunteers.rules.applications import INTERESTS
from volunteers.rules.participants import AGE_NAMES, TooManyParticipants
from volunteers.rules.rosters import NoCodenames

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = 64 * 1024  # what a form needs beside the file in it
LARGEST_PREVIEW = 6 * 1024 * 1024
SHOWN = 50


class ImportPages(Controller):
    path = "/a/{activity_id:uuid}/participants/import"

    @get(name="imports", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _page(actor, activity_id)

    @get("/template.xlsx", name="imports.template", policy=Policy.MEMBER, media_type=XLSX)
    async def template(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        await activities.find(actor, activity_id)
        return Response(
            imports.template(),
            media_type=XLSX,
            headers={"content-disposition": 'attachment; filename="list.xlsx"'},
        )

    @post(
        name="imports.preview",
        policy=Policy.MEMBER,
        status_code=200,
        request_max_body_size=sheets.LARGEST + FORM,
    )
    async def preview(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: MultipartBody[dict[str, Any]],
    ) -> Template:
        file = data.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        try:
            preview = await imports.preview(actor, activity_id, content)
        except (sheets.EmptyFile, sheets.FileTooLarge, sheets.NotATable, NoCodenames) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return await _page(actor, activity_id, preview=preview)

    @get("/save", name="imports.again", policy=Policy.MEMBER)
    async def again(self, activity_id: FromPath[UUID]) -> Redirect:
        return pages.redirect(f"/a/{activity_id}/participants/import")

    @post(
        "/save",
        name="imports.save",
        policy=Policy.MEMBER,
        request_max_body_size=LARGEST_PREVIEW,
    )
    async def save(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        known = Known.UPDATE if forms.text(data, "known") == Known.UPDATE else Known.SKIP
        try:
            rows = imports.unpacked(forms.text(data, "rows"))
            await imports.save(actor, activity_id, rows, known)
        except (WrongPreview, TooManyParticipants) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/participants", N_("The list is in."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    preview: Preview | None = None,
) -> Template:
    return await pages.page(
        "volunteers/participants_import.html",
        actor,
        await activities.find(actor, activity_id),
        current="participants",
        refusal=refusal,
        preview=preview,
        shown=SHOWN,
        packed=imports.packed(preview.roster.good) if preview else "",
        age_names=AGE_NAMES,
        interest_names=INTERESTS,
        known_options=[
            (Known.SKIP, gettext("Leave them as they are")),
            (Known.UPDATE, gettext("Overwrite them with the file")),
        ],
    )
