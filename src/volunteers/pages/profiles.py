"""The people of the association: a directory, one person's page, and two entries that are one person."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from kit import forms, pages, sheets
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from kit.sheet_writer import CSV, XLSX
from volunteers import (
    directory,
    merges,
    profile_sheets,
    profiles,
    records,
    standings,
    suitability,
)
from volunteers.pages.import_answers import SHOWN
from volunteers.pages.imports import FORM, LARGEST_PREVIEW
from volunteers.rules import profiles as rules
from volunteers.rules.applications import (
    FREE_TIMES,
    INTERESTS,
    LANGUAGES,
    SKILLS,
    STATUS_NAMES,
)
from volunteers.rules.profile_lists import CHOICES, NoNames
from volunteers.rules.profiles import NewHours, NewProfile, NoSuchVolunteer

LABELS = {
    "name": N_("Name"),
    "student_no": N_("Student number"),
    "college": N_("College"),
    "year": N_("Year"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "note": N_("Note"),
    "title": N_("What it was"),
    "on": N_("Day"),
    "minutes": N_("Minutes"),
}
WRONG = (forms.WrongForm, rules.NumberTaken, rules.ProfileChanged)


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
            page=int(page) if page.isdecimal() and len(page) < rules.SHORTEST_NUMBER else 1,
        )

    @get("/new", name="profiles.new")
    async def show_new(self, actor: NamedDependency[Actor]) -> Template:
        actor.must(Permission.CHANGE_PROFILES)
        return await _form(actor)

    @post("/new", name="profiles.add")
    async def add(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            volunteer_id = await profiles.add(actor, forms.parse(NewProfile, data))
        except WRONG as refusal:
            return await _form(actor, refusal, data)
        return pages.redirect(f"/volunteers/{volunteer_id}", N_("Saved."))

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
        except profile_sheets.WrongPreview as refusal:
            return await _import(actor, refusal)
        return pages.redirect("/volunteers", N_("The list is in."))


class ProfilePages(Controller):
    path = "/volunteers/{volunteer_id:uuid}"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="profile")
    async def show(
        self, actor: NamedDependency[Actor], volunteer_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            return await _one(actor, volunteer_id)
        except NoSuchVolunteer:
            kept = await profiles.became(actor, volunteer_id)
            if kept is None:
                raise
            return pages.redirect(f"/volunteers/{kept}")

    @get("/edit", name="profile.edit")
    async def show_edit(
        self, actor: NamedDependency[Actor], volunteer_id: FromPath[UUID]
    ) -> Template:
        actor.must(Permission.CHANGE_PROFILES)
        return await _form(actor, one=await profiles.find(actor, volunteer_id))

    @post("/edit", name="profile.save")
    async def save(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            new = forms.parse(NewProfile, data)
            await profiles.change(actor, volunteer_id, forms.version(data), new)
        except WRONG as refusal:
            one = await profiles.find(actor, volunteer_id)
            return await _form(actor, refusal, data, one=one)
        return pages.redirect(f"/volunteers/{volunteer_id}", N_("Saved."))

    @post("/hours", name="profile.hours")
    async def note_hours(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            new = forms.parse(NewHours, data)
            record_id = await records.note(actor, volunteer_id, new)
        except (forms.WrongForm, rules.NotConfirmed) as refusal:
            return await _one(actor, volunteer_id, refusal, data)
        here = f"/volunteers/{volunteer_id}"
        return pages.redirect(
            f"{here}#hours", N_("Noted."), undo=f"{here}/hours/{record_id}/remove"
        )

    @post("/hours/{hours_id:uuid}/remove", name="profile.remove_hours")
    async def remove_hours(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        hours_id: FromPath[UUID],
    ) -> Redirect:
        await records.take_back(actor, volunteer_id, hours_id)
        return pages.redirect(f"/volunteers/{volunteer_id}#hours", N_("Taken back."))

    @get("/post", name="profile.post")
    async def suits(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        post: FromQuery[str] = "",
    ) -> Template:
        """Explain, rule by rule, whether they can take a post; `post` is "activity.post"."""
        profile = await profiles.find(actor, volunteer_id)
        chosen = _chosen(post)
        return await pages.page(
            "volunteers/profile_post.html",
            actor,
            current="volunteers",
            profile=profile,
            choices=await suitability.choices(actor),
            chosen=post,
            found=await suitability.of(actor, volunteer_id, *chosen) if chosen else None,
        )

    @get("/merge", name="profile.merging")
    async def show_merge(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        other: FromQuery[UUID | None] = None,
    ) -> Template:
        return await _merge(actor, volunteer_id, other)

    @post("/merge", name="profile.merge")
    async def merge(
        self,
        actor: NamedDependency[Actor],
        volunteer_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        other = _uuid(forms.text(data, "other"))
        try:
            merge_id = await merges.merge(actor, volunteer_id, other or volunteer_id)
        except (rules.SamePerson, rules.BothApplied, rules.KeepTheOther) as refusal:
            return await _merge(actor, volunteer_id, other, refusal)
        return pages.redirect(
            f"/volunteers/{volunteer_id}",
            N_("They are one entry now."),
            undo=f"/volunteers/merges/{merge_id}/undo",
        )


class MergePages(Controller):
    path = "/volunteers/merges"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="merges")
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        actor.must(Permission.CHANGE_PROFILES)
        return await pages.page(
            "volunteers/profile_merges.html",
            actor,
            current="volunteers",
            suspected=await merges.suspected(actor),
            reasons=rules.WHY_ALIKE,
        )

    @post("/{merge_id:uuid}/undo", name="merges.undo")
    async def undo(self, actor: NamedDependency[Actor], merge_id: FromPath[UUID]) -> Redirect:
        kept = await merges.undo(actor, merge_id)
        return pages.redirect(f"/volunteers/{kept}", N_("They are two entries again."))


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
        half_hours=rules.half_hours,
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


async def _one(
    actor: Actor,
    volunteer_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    profile = await profiles.find(actor, volunteer_id)
    served = await records.of(actor, volunteer_id)
    return await pages.page(
        "volunteers/profile.html",
        actor,
        current="volunteers",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        profile=profile,
        took=await profiles.took_part(actor, volunteer_id),
        served=served,
        minutes=rules.served(served),
        half_hours=rules.half_hours,
        trained=await standings.learned(actor, volunteer_id),
        cleared=await standings.clearances(actor, volunteer_id),
        alike=await merges.like(actor, profile),
        reasons=rules.WHY_ALIKE,
        status_names=STATUS_NAMES,
        skills=SKILLS,
        interests=INTERESTS,
        languages=LANGUAGES,
        times=FREE_TIMES,
        may_change=actor.may(Permission.CHANGE_PROFILES),
        may_reach=actor.may(Permission.SEE_VOLUNTEER_PHONES),
    )


async def _form(
    actor: Actor,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    *,
    one: rules.Profile | None = None,
) -> Template:
    return await pages.page(
        "volunteers/profile_form.html",
        actor,
        current="volunteers",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        profile=one,
        offered={
            field: [(key, gettext(name)) for key, name in names.items()]
            for field, names in CHOICES.items()
        },
        chosen={
            field: forms.texts(typed, field) if typed else getattr(one, field, ())
            for field in CHOICES
        },
    )


async def _merge(
    actor: Actor, volunteer_id: UUID, other: UUID | None, refusal: Refusal | None = None
) -> Template:
    actor.must(Permission.CHANGE_PROFILES)
    kept = await profiles.find(actor, volunteer_id)
    gone = await profiles.find(actor, other) if other else None
    return await pages.page(
        "volunteers/profile_merge.html",
        actor,
        current="volunteers",
        refusal=refusal,
        profile=kept,
        other=gone,
        joined=rules.joined(kept, gone) if gone else None,
        alike=await merges.like(actor, kept),
        reasons=rules.WHY_ALIKE,
        labels=LABELS,
    )


def _chosen(text: str) -> tuple[UUID, UUID] | None:
    activity, _, post_id = text.partition(".")
    both = _uuid(activity), _uuid(post_id)
    return (both[0], both[1]) if both[0] and both[1] else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
