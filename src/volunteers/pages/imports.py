"""Bringing in a school's list: choose or paste it, say what the columns are, look, and then one button."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages, sheet_writer, sheets
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from kit.sheets import Table
from volunteers import imports, roster_files
from volunteers.imports import Known, Preview, WrongPreview
from volunteers.pages.history import LABELS
from volunteers.pages.import_answers import SHOWN, answered, asked
from volunteers.rules import roster_columns, rosters
from volunteers.rules.applications import INTERESTS
from volunteers.rules.participants import AGE_NAMES, TooManyParticipants
from volunteers.rules.registration import NoPlaceInAll, NoPlaceLeft, UnknownSource
from volunteers.rules.roster_columns import HEADINGS
from volunteers.rules.rosters import NoCodenames

XLSX = sheet_writer.XLSX
FORM = 64 * 1024  # what a form needs beside the file in it
LARGEST_PREVIEW = 6 * 1024 * 1024


class ImportPages(Controller):
    path = "/a/{activity_id:uuid}/participants"

    @get("/import", name="imports", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _page(actor, activity_id)

    @get("/import/template.xlsx", name="imports.template", policy=Policy.MEMBER, media_type=XLSX)
    async def template(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        await activities.find(actor, activity_id)
        return _file(roster_files.template(), "xlsx")

    @get("/list.xlsx", name="imports.xlsx", policy=Policy.MEMBER, media_type=XLSX)
    async def xlsx(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        return _file(await roster_files.exported(actor, activity_id, "xlsx"), "xlsx")

    @get("/list.csv", name="imports.csv", policy=Policy.MEMBER, media_type=sheet_writer.CSV)
    async def csv(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        return _file(await roster_files.exported(actor, activity_id, "csv"), "csv")

    @post(
        "/import",
        name="imports.preview",
        policy=Policy.MEMBER,
        status_code=200,
        request_max_body_size=2 * sheets.LARGEST + FORM,
    )
    async def preview(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: MultipartBody[dict[str, Any]],
    ) -> Template:
        """Show what a file, or rows that were pasted, would become; nothing is saved."""
        file, pasted = data.get("file"), str(data.get("pasted") or "")
        content = await file.read() if isinstance(file, UploadFile) else b""
        actor.must(Permission.CHANGE_PARTICIPANTS)
        await activities.find(actor, activity_id)
        try:
            table = await sheets.read(content or pasted.strip().encode())
        except (sheets.EmptyFile, sheets.FileTooLarge, sheets.NotATable) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed={"pasted": pasted})
        return await _looked_at(actor, activity_id, rosters.withheld(table))

    @get("/import/columns", name="imports.columns_again", policy=Policy.MEMBER)
    async def columns_again(self, activity_id: FromPath[UUID]) -> Redirect:
        return pages.redirect(f"/a/{activity_id}/participants/import")

    @post(
        "/import/columns",
        name="imports.columns",
        policy=Policy.MEMBER,
        status_code=200,
        request_max_body_size=LARGEST_PREVIEW,
    )
    async def columns(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        """Show the same table again with what somebody said its columns are."""
        actor.must(Permission.CHANGE_PARTICIPANTS)
        await activities.find(actor, activity_id)
        try:
            table = imports.unpacked_table(forms.text(data, "table"))
        except WrongPreview as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        wanted = {at: forms.text(data, f"column-{at}") for at in range(len(table.rows[0]))}
        return await _looked_at(actor, activity_id, table, wanted)

    @get("/import/save", name="imports.again", policy=Policy.MEMBER)
    async def again(self, activity_id: FromPath[UUID]) -> Redirect:
        return pages.redirect(f"/a/{activity_id}/participants/import")

    @post(
        "/import/save",
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
        fields = forms.texts(data, "fields") or imports.ALL
        try:
            rows = imports.unpacked(forms.text(data, "rows"))
            await imports.save(actor, activity_id, rows, known, fields, answered(data, rows))
        except (
            *(WrongPreview, TooManyParticipants),
            *(UnknownSource, NoPlaceLeft, NoPlaceInAll),
        ) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/participants", N_("The list is in."))


async def _looked_at(
    actor: Actor, activity_id: UUID, table: Table, wanted: Mapping[int, str] | None = None
) -> Template:
    try:
        preview = await imports.preview_table(actor, activity_id, table, wanted)
    except NoCodenames as refusal:
        return await _page(actor, activity_id, refusal=refusal, table=table, wanted=wanted)
    return await _page(actor, activity_id, preview=preview, table=table, wanted=wanted)


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    preview: Preview | None = None,
    table: Table | None = None,
    wanted: Mapping[int, str] | None = None,
) -> Template:
    return await pages.page(
        "volunteers/participants_import.html",
        actor,
        await activities.find(actor, activity_id),
        current="participants",
        refusal=refusal,
        typed=typed,
        preview=preview,
        shown=SHOWN,
        asked=asked(preview),
        columns=_columns(table, wanted) if table else [],
        table=imports.packed_table(table) if table else "",
        packed=imports.packed(preview.roster.good) if preview else "",
        fields=[("", gettext("Leave out")), *((f, gettext(LABELS[f])) for f in HEADINGS)],
        age_names=AGE_NAMES,
        interest_names=INTERESTS,
        known_options=[
            (Known.SKIP, gettext("Leave them as they are")),
            (Known.UPDATE, gettext("Bring them up to date with the columns of the file")),
        ],
    )


def _columns(
    table: Table, wanted: Mapping[int, str] | None
) -> list[tuple[int, str, str, str, str]]:
    """Return position, heading, first cell, why it is barred, and the field of each column."""
    heads = table.rows[0]
    now = roster_columns.guessed(heads) if wanted is None else roster_columns.chosen(heads, wanted)
    first = table.rows[1] if len(table.rows) > 1 else ()
    return [
        (
            at,
            heading,
            first[at] if at < len(first) else "",
            roster_columns.barred(heading),
            now.fields.get(at, ""),
        )
        for at, heading in enumerate(heads)
        if heading
    ]


def _file(content: bytes, ending: str) -> Response[bytes]:
    return Response(
        content,
        media_type=XLSX if ending == "xlsx" else sheet_writer.CSV,
        headers={"content-disposition": f'attachment; filename="list.{ending}"'},
    )
