"""Posts and places: what volunteers do, how many of each, and how many from where."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import posts, recruitment, sources
from volunteers.pages.questions import Step
from volunteers.rules import posts as rules
from volunteers.rules import sources as source_rules
from volunteers.rules.applications import Post
from volunteers.rules.posts import NewPost
from volunteers.rules.sources import Source, TypedSource

BLANK_ROWS = 3


class PostPages(Controller):
    path = "/a/{activity_id:uuid}/people/posts"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="posts")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _list(actor, activity_id)

    @get("/new", name="posts.new")
    async def new(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _form(actor, activity_id)

    @post("/new", name="posts.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await posts.add(actor, activity_id, forms.parse(NewPost, data))
        except (forms.WrongForm, rules.TooManyPosts) as refusal:
            return await _form(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(_here(activity_id), N_("Saved."))

    @get("/{post_id:uuid}", name="posts.edit")
    async def edit(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], post_id: FromPath[UUID]
    ) -> Template:
        return await _form(actor, activity_id, post_id)

    @post("/{post_id:uuid}", name="posts.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        post_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            version = forms.version(data)
            await posts.change(actor, activity_id, post_id, version, forms.parse(NewPost, data))
        except forms.WrongForm as refusal:
            return await _form(actor, activity_id, post_id, refusal=refusal, typed=data)
        except rules.PostChanged as refusal:
            return await _form(actor, activity_id, post_id, refusal=refusal)
        return pages.redirect(_here(activity_id), N_("Saved."))

    @post("/{post_id:uuid}/move", name="posts.move")
    async def move(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        post_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        await posts.move(actor, activity_id, post_id, forms.parse(Step, data).by)
        return pages.redirect(f"{_here(activity_id)}#n-{post_id}")

    @post("/{post_id:uuid}/remove", name="posts.remove")
    async def remove(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], post_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await posts.remove(actor, activity_id, post_id)
        except (rules.PostInUse, rules.PostHasShifts) as refusal:
            return await _form(actor, activity_id, post_id, refusal=refusal)
        return pages.redirect(_here(activity_id), N_("The post is removed."))


class QuotaPages(Controller):
    path = "/a/{activity_id:uuid}/people/sources"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="sources")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _sources(actor, activity_id)

    @post(name="sources.save")
    async def save(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await sources.save(actor, activity_id, _written(data))
        except (
            forms.WrongForm,
            source_rules.SourcesExceedQuota,
            source_rules.SourceInUse,
            source_rules.TooManySources,
        ) as refusal:
            return await _sources(actor, activity_id, refusal=refusal, typed=_written(data))
        return pages.redirect(f"{_here(activity_id)}#sources", N_("Saved."))


def _here(activity_id: UUID) -> str:
    return f"/a/{activity_id}/people/posts"


async def _list(actor: Actor, activity_id: UUID) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    known = await posts.of(activity)
    return await pages.page(
        "volunteers/posts.html",
        actor,
        activity,
        current="people",
        posts=known,
        wished=await posts.wished(activity.id),
        modules=await posts.module_names(activity.organization),
        call=await recruitment.of_activity(actor, activity_id),
        sources=await sources.of(activity.id),
        here=_here(activity_id),
    )


async def _form(
    actor: Actor,
    activity_id: UUID,
    post_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    known = await posts.find(activity, post_id) if post_id else None
    return await pages.page(
        "volunteers/post.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed if typed is not None else _typed(known),
        needed=forms.texts(typed, "modules")
        if typed is not None
        else [str(one) for one in (known.modules if known else ())],
        post=known,
        modules=[
            (str(each), name)
            for each, name in (await posts.module_names(activity.organization)).items()
        ],
        here=_here(activity_id),
    )


def _typed(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {"open": "yes"}
    return {
        "name": post.name,
        "needed": post.needed,
        "child_contact": "yes" if post.child_contact else "",
        "qualification": post.qualification,
        "description": post.description,
        "open": "yes" if post.open else "",
        "quota": "" if post.quota is None else post.quota,
        "version": post.version,
    }


async def _sources(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: list[TypedSource] | None = None,
) -> Template:
    known = await sources.of_activity(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    rows = typed if typed is not None else [_row(one) for one in known]
    taken = {one.id: one.taken for one in known}
    blank = [TypedSource(row=f"new-{at}", name="", places="") for at in _free(rows)]
    return await pages.page(
        "volunteers/sources.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        rows=[(one, taken.get(one.id, 0) if one.id else 0) for one in [*rows, *blank]],
        total=sum(one.places for one in known),
        call=await recruitment.of_activity(actor, activity_id),
        here=f"/a/{activity_id}/people/sources",
    )


def _row(source: Source) -> TypedSource:
    return TypedSource(str(source.id), source.name, str(source.places), source.id)


def _free(rows: list[TypedSource]) -> list[int]:
    """Return the numbers of the empty rows below those that are filled."""
    used = {one.row for one in rows}
    numbers = (at for at in range(source_rules.MOST_SOURCES * 2) if f"new-{at}" not in used)
    return [at for at, _ in zip(numbers, range(BLANK_ROWS), strict=False)]


def _written(data: dict[str, Any]) -> list[TypedSource]:
    """Read the rows of the form; an empty one that was never stored is none."""
    rows = []
    for field in list(data)[: forms.MOST]:
        head, _, row = field.partition(".")
        if head != "name" or not row:
            continue
        try:
            known = None if row.startswith("new-") else UUID(row)
        except ValueError:
            continue
        name = forms.text(data, field)
        if name or known:
            rows.append(TypedSource(row[:40], name, forms.text(data, f"places.{row}"), known))
    return rows
