"""The people of the association: a directory, one person's page, and two entries that are one person."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import (
    merges,
    profiles,
    records,
    standings,
    suitability,
)
from volunteers.rules import hours
from volunteers.rules import merges as alike
from volunteers.rules import profiles as rules
from volunteers.rules.applications import (
    FREE_TIMES,
    INTERESTS,
    LANGUAGES,
    SKILLS,
    STATUS_NAMES,
)
from volunteers.rules.hours import NewHours
from volunteers.rules.profile_lists import CHOICES
from volunteers.rules.profiles import NewProfile, NoSuchVolunteer

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


class NewProfilePages(Controller):
    path = "/volunteers/new"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="profiles.new")
    async def show_new(self, actor: NamedDependency[Actor]) -> Template:
        actor.must(Permission.CHANGE_PROFILES)
        return await _form(actor)

    @post(name="profiles.add")
    async def add(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            volunteer_id = await profiles.add(actor, forms.parse(NewProfile, data))
        except WRONG as refusal:
            return await _form(actor, refusal, data)
        return pages.redirect(f"/volunteers/{volunteer_id}", N_("Saved."))


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
        except (forms.WrongForm, hours.NotConfirmed) as refusal:
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
        minutes=hours.served(served),
        half_hours=hours.half_hours,
        trained=await standings.learned(actor, volunteer_id),
        cleared=await standings.clearances(actor, volunteer_id),
        alike=await merges.like(actor, profile),
        reasons=alike.WHY_ALIKE,
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


def _chosen(text: str) -> tuple[UUID, UUID] | None:
    activity, _, post_id = text.partition(".")
    both = forms.identity(activity), forms.identity(post_id)
    return (both[0], both[1]) if both[0] and both[1] else None
