"""The directory: everybody of the association, looked up, taken along, brought in from a list."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from kit import forms, pages, sheets
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.sheet_writer import CSV, XLSX
from volunteers import directory, profile_sheets
from volunteers.imports import WrongPreview
from volunteers.pages.import_answers import SHOWN
from volunteers.pages.imports import FORM, LARGEST_PREVIEW
from volunteers.rules import hours
from volunteers.rules import merges as alike
from volunteers.rules.applications import LANGUAGES, SKILLS
from volunteers.rules.profile_lists import NoNames


class DirectoryPages(Controller):
    path = "/volunteers"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="profiles")
    async def show(
        self, actor: NamedDependency[Actor], tag: FromQuery[str] = "", page: FromQuery[int] = 1
    ) -> Template:
        return await _directory(actor, tag=tag, page=page)

    @post("/search", name="profiles.search", status_code=200)
    async def search(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template:
        """Look somebody up: a name stays out of the address."""
        page = forms.text(data, "page")
        return await _directory(
            actor,
            search=forms.text(data, "q"),
            tag=forms.text(data, "tag"),
            page=int(page) if page.isdecimal() and len(page) < alike.SHORTEST_NUMBER else 1,
        )

    @get("/list.xlsx", name="profiles.sheet", media_type=XLSX)
    async def sheet(self, actor: NamedDependency[Actor]) -> Response[bytes]:
        return Response(
            await profile_sheets.xlsx(actor),
            media_type=XLSX,
            headers={"content-disposition": 'attachment; filename="volunteers.xlsx"'},
        )

    @get("/list.csv", name="profiles.csv", media_type=CSV)
    async def csv(self, actor: NamedDependency[Actor]) -> Response[bytes]:
        return Response(
            await profile_sheets.csv(actor),
            media_type=CSV,
            headers={"content-disposition": 'attachment; filename="volunteers.csv"'},
        )


class ProfileImports(Controller):
    path = "/volunteers/import"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="profiles.import")
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        return await _import(actor)

    @get("/template.xlsx", name="profiles.template", media_type=XLSX)
    async def template(self, actor: NamedDependency[Actor]) -> Response[bytes]:
        actor.must(Permission.CHANGE_PROFILES)
        return Response(
            profile_sheets.template(),
            media_type=XLSX,
            headers={"content-disposition": 'attachment; filename="list.xlsx"'},
        )

    @post(name="profiles.preview", status_code=200, request_max_body_size=sheets.LARGEST + FORM)
    async def preview(
        self, actor: NamedDependency[Actor], data: MultipartBody[dict[str, Any]]
    ) -> Template:
        file = data.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        try:
            preview = await profile_sheets.preview(actor, content)
        except (sheets.EmptyFile, sheets.FileTooLarge, sheets.NotATable, NoNames) as refusal:
            return await _import(actor, refusal)
        return await _import(actor, preview=preview)

    @post("/save", name="profiles.take_in", request_max_body_size=LARGEST_PREVIEW)
    async def save(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            await profile_sheets.save(actor, profile_sheets.unpacked(forms.text(data, "rows")))
        except WrongPreview as refusal:
            return await _import(actor, refusal)
        return pages.redirect("/volunteers", N_("The list is in."))


async def _directory(actor: Actor, *, search: str = "", tag: str = "", page: int = 1) -> Template:
    tag = tag if tag in SKILLS or tag in LANGUAGES else ""
    return await pages.page(
        "volunteers/profiles.html",
        actor,
        current="volunteers",
        found=await directory.listed(actor, search=search, tag=tag, page=page),
        search=search,
        tag=tag,
        tags=[*SKILLS.items(), *((k, n) for k, n in LANGUAGES.items() if k not in SKILLS)],
        may_change=actor.may(Permission.CHANGE_PROFILES),
        half_hours=hours.half_hours,
    )


async def _import(
    actor: Actor,
    refusal: Refusal | None = None,
    *,
    preview: profile_sheets.Preview | None = None,
) -> Template:
    actor.must(Permission.CHANGE_PROFILES)
    return await pages.page(
        "volunteers/profiles_import.html",
        actor,
        current="volunteers",
        refusal=refusal,
        preview=preview,
        shown=SHOWN,
        packed=profile_sheets.packed(preview.list.good) if preview else "",
    )
