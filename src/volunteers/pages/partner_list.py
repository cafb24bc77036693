"""The partner's own list behind its link: entered one by one, pasted, or brought in as a file."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from events import conditions
from events.rules.activities import Changed
from kit import forms, pages, sheets
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import imports, liaisons, own_letters, own_school, roster_files
from volunteers.imports import Known, Preview, WrongPreview
from volunteers.pages import entry_form
from volunteers.pages.import_answers import SHOWN, answered, asked
from volunteers.pages.imports import FORM, LARGEST_PREVIEW, XLSX
from volunteers.pages.partner import page
from volunteers.rules.applications import INTERESTS
from volunteers.rules.liaisons import DayOver, Visit
from volunteers.rules.participants import (
    AGE_NAMES,
    AgeBand,
    CodenameTaken,
    InALivePair,
    Participant,
    TooManyParticipants,
)
from volunteers.rules.registration import NoPlaceInAll, NoPlaceLeft, UnknownSource
from volunteers.rules.rosters import NoCodenames

NO_PLACE = (TooManyParticipants, UnknownSource, NoPlaceLeft, NoPlaceInAll)
UNREADABLE = (sheets.EmptyFile, sheets.FileTooLarge, sheets.NotATable, NoCodenames)


class PartnerListPages(Controller):
    path = "/p/{key:str}/participants"
    opt = {"policy": Policy.LINK, "kind": Kind.PARTNER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="partner.list")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _list(await liaisons.visit(holder), key)

    @post("/complete", name="partner.complete")
    async def complete(
        self, holder: NamedDependency[Holder], key: FromPath[str]
    ) -> Template | Redirect:
        try:
            await own_school.complete(holder)
        except DayOver as refusal:
            return await _list(await liaisons.visit(holder), key, refusal)
        return pages.redirect(f"/p/{key}", N_("Thank you. Your list is complete."))

    @get("/new", name="partner.new")
    async def new(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _form(await liaisons.visit(holder), key)

    @post("/new", name="partner.add")
    async def add(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await own_school.add(holder, entry_form.posted(data))
        except (forms.WrongForm, CodenameTaken, DayOver, *NO_PLACE) as refusal:
            return await _form(await liaisons.visit(holder), key, refusal=refusal, typed=data)
        here = f"/p/{key}/participants"
        return pages.redirect(f"{here}/new" if "another" in data else here, N_("On the list."))

    @get("/import", name="partner.import")
    async def importing(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _import(await liaisons.visit(holder), key)

    @get("/import/template.xlsx", name="partner.template", media_type=XLSX)
    async def template(self, holder: NamedDependency[Holder]) -> Response[bytes]:
        await liaisons.visit(holder)
        return Response(
            roster_files.template(),
            media_type=XLSX,
            headers={"content-disposition": 'attachment; filename="list.xlsx"'},
        )

    @post(
        "/import",
        name="partner.preview",
        status_code=200,
        request_max_body_size=sheets.LARGEST + FORM,
    )
    async def preview(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: MultipartBody[dict[str, Any]],
    ) -> Template:
        """Show what a file, or rows that were pasted, would become."""
        file, pasted = data.get("file"), str(data.get("pasted") or "")
        content = await file.read() if isinstance(file, UploadFile) else b""
        try:
            preview = await own_school.preview(holder, content or pasted.strip().encode())
        except UNREADABLE as refusal:
            return await _import(
                await liaisons.visit(holder), key, refusal=refusal, typed={"pasted": pasted}
            )
        return await _import(await liaisons.visit(holder), key, preview=preview)

    @get("/import/save", name="partner.import_again")
    async def again(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Redirect:
        await liaisons.visit(holder)
        return pages.redirect(f"/p/{key}/participants/import")

    @post("/import/save", name="partner.save_list", request_max_body_size=LARGEST_PREVIEW)
    async def save(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        known = Known.UPDATE if forms.text(data, "known") == Known.UPDATE else Known.SKIP
        try:
            rows = imports.unpacked(forms.text(data, "rows"))
            fields = forms.texts(data, "fields") or imports.ALL
            await own_school.save(holder, rows, known, fields, answered(data, rows))
        except (WrongPreview, CodenameTaken, DayOver, *NO_PLACE) as refusal:
            return await _import(await liaisons.visit(holder), key, refusal=refusal)
        return pages.redirect(f"/p/{key}/participants", N_("The list is in."))

    @get("/{participant_id:uuid}", name="partner.entry")
    async def one(
        self, holder: NamedDependency[Holder], key: FromPath[str], participant_id: FromPath[UUID]
    ) -> Template:
        visit = await liaisons.visit(holder)
        return await _form(visit, key, await own_school.find(visit, participant_id))

    @post("/{participant_id:uuid}", name="partner.change")
    async def change(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            version = forms.version(data)
            before = await own_school.find(await liaisons.visit(holder), participant_id)
            new = entry_form.posted(data, before.codename)
            await own_school.change(holder, participant_id, version, new)
        except (forms.WrongForm, CodenameTaken, Changed, DayOver, *NO_PLACE) as refusal:
            visit = await liaisons.visit(holder)
            who = await own_school.find(visit, participant_id)
            return await _form(visit, key, who, refusal=refusal, typed=data)
        return pages.redirect(f"/p/{key}/participants", N_("Saved."))

    @get("/{participant_id:uuid}/remove", name="partner.removing")
    async def ask_before_removing(
        self, holder: NamedDependency[Holder], key: FromPath[str], participant_id: FromPath[UUID]
    ) -> Template:
        visit = await liaisons.visit(holder)
        who = await own_school.find(visit, participant_id)
        return await page("remove", visit, key, who=who)

    @post("/{participant_id:uuid}/remove", name="partner.remove")
    async def remove(
        self, holder: NamedDependency[Holder], key: FromPath[str], participant_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await own_school.remove(holder, participant_id)
        except (InALivePair, DayOver) as refusal:
            visit = await liaisons.visit(holder)
            who = await own_school.find(visit, participant_id)
            return await page("remove", visit, key, refusal=refusal, who=who)
        return pages.redirect(f"/p/{key}/participants", N_("Deleted for good."))


async def _list(visit: Visit, key: str, refusal: Refusal | None = None) -> Template:
    return await page(
        "list",
        visit,
        key,
        refusal=refusal,
        entries=await own_letters.of(visit),
        places=(await own_school.places(visit.activity)).get(visit.liaison.partner),
        unconfirmed=await own_school.unconfirmed(visit),
        age_names=AGE_NAMES,
        interest_names=INTERESTS,
    )


async def _form(
    visit: Visit,
    key: str,
    who: Participant | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    stored = entry_form.typed(who) if who else {}
    tags = (
        entry_form.ticked(typed or {}) if typed is not None or not who else entry_form.chosen(who)
    )
    more = entry_form.Choices([], await conditions.of(visit.activity), [])  # no helpers' names here
    return await page(
        "entry",
        visit,
        key,
        refusal=refusal,
        typed=typed if typed is not None else stored,
        chosen=tags,
        who=who,
        asks_name=entry_form.asks_name(typed),
        **entry_form.offers(visit.activity, who.age_band if who else AgeBand.UNKNOWN, more),
    )


async def _import(
    visit: Visit,
    key: str,
    *,
    refusal: Refusal | None = None,
    preview: Preview | None = None,
    typed: Any = None,
) -> Template:
    return await page(
        "import",
        visit,
        key,
        refusal=refusal,
        typed=typed,
        preview=preview,
        shown=SHOWN,
        asked=asked(preview),
        packed=imports.packed(preview.roster.good) if preview else "",
        age_names=AGE_NAMES,
        interest_names=INTERESTS,
        known_options=[
            (Known.SKIP, gettext("Leave them as they are")),
            (Known.UPDATE, gettext("Overwrite them with these rows")),
        ],
    )
