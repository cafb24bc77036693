"""The work items of a programme by area, those that recur with their days; and writing one."""

from datetime import time
from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import programmes, work
from events.programme_frame import must_write, programme_page
from events.rules import cadences
from events.rules.cadences import PERIOD_NAMES
from events.rules.spans import Period
from events.rules.work import NewWork, Recurring, WorkItem, WorkItemChanged, recurring
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext, ngettext
from kit.policy import Policy


class WorkForm(msgspec.Struct, frozen=True):
    """An item as posted; without `per` it happens once."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    area: Annotated[str, msgspec.Meta(max_length=100)] = ""
    text: str = ""
    per: Period | None = None
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] | None = None
    start: time | None = None
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] | None = None


class Shown(msgspec.Struct, frozen=True):
    """An item with how often it is, and how many days that makes."""

    item: WorkItem
    often: str
    days: str


class WorkPages(Controller):
    """`/programmes/{programme_id}/work`."""

    path = "/programmes/{programme_id:uuid}/work"

    @get(policy=Policy.MEMBER)
    async def all(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Show the items by area."""
        programme = await programmes.find(actor, programme_id)
        items = await work.of(programme)
        days = {
            one.item.id: one for one in recurring(items, programme.starts_on, programme.ends_on)
        }
        shown = [Shown(one, cadences.recurs(one), _days(days.get(one.id))) for one in items]
        order = {area: n for n, area in enumerate(dict.fromkeys(one.area for one in items))}
        shown.sort(key=lambda one: order[one.item.area])
        return await programme_page(
            "events/work.html",
            actor,
            programme,
            tab="work",
            areas=[
                (area, list(several))
                for area, several in groupby(shown, key=lambda one: one.item.area)
            ],
        )

    @get("/new", policy=Policy.MEMBER)
    async def ask(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Ask for a new item."""
        return await _form(actor, programme_id)

    @post("/new", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Add it."""
        try:
            new = await work.add(actor, programme_id, _written(data))
        except forms.WrongForm as refusal:
            return await _form(actor, programme_id, refusal=refusal, typed=data)
        return pages.redirect(f"/programmes/{programme_id}/work#w-{new.id}", N_("Saved."))

    @get("/{item_id:uuid}", policy=Policy.MEMBER)
    async def edit(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID], item_id: FromPath[UUID]
    ) -> Template:
        """Show the form of one item."""
        return await _form(actor, programme_id, item_id)

    @post("/{item_id:uuid}", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        item_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save it."""
        try:
            version, new = forms.version(data), _written(data)
            await work.change(actor, programme_id, item_id, version, new)
        except (forms.WrongForm, WorkItemChanged) as refusal:
            return await _form(actor, programme_id, item_id, refusal=refusal, typed=data)
        return pages.redirect(f"/programmes/{programme_id}/work#w-{item_id}", N_("Saved."))

    @post("/{item_id:uuid}/remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        item_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take it out."""
        try:
            await work.remove(actor, programme_id, item_id, forms.version(data))
        except (forms.WrongForm, WorkItemChanged) as refusal:
            return await _form(actor, programme_id, item_id, refusal=refusal)
        return pages.redirect(f"/programmes/{programme_id}/work", N_("The work item is gone."))


async def _form(
    actor: Actor,
    programme_id: UUID,
    item_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    programme = await programmes.find(actor, programme_id)
    must_write(actor, programme)
    item = await work.find(programme, item_id) if item_id else None
    stored = {}
    if item is not None:
        stored = {
            name: "" if value is None else value
            for name, value in msgspec.structs.asdict(item).items()
        } | {"start": item.clock}
    recurrent = [
        (period.value, gettext(name))
        for period, name in PERIOD_NAMES.items()
        if period is not Period.OCCASION
    ]
    return await programme_page(
        "events/work_form.html",
        actor,
        programme,
        tab="work",
        refusal=refusal,
        typed=stored if typed is None else typed,
        item=item,
        areas=list(dict.fromkeys(one.area for one in await work.of(programme) if one.area)),
        pers=[("", gettext("once")), *recurrent],
        weekdays=[("", gettext("no fixed day")), *((n, cadences.every(n)) for n in range(7))],
    )


def _written(data: dict[str, Any]) -> NewWork:
    """Return the item that was typed.

    Raises:
        WrongForm
    """
    form = forms.parse(WorkForm, data)
    return NewWork(
        title=form.title,
        area=form.area,
        text=form.text,
        per=form.per.value if form.per else "",
        weekday=form.weekday if form.per else None,
        clock=f"{form.start:%H:%M}" if form.start else "",
        minutes=form.minutes,
    )


def _days(one: Recurring | None) -> str:
    """Return "52 days, 7 of them public holidays"."""
    if one is None or not one.days:
        return ""
    told = ngettext("%(num)s day", "%(num)s days", len(one.days)) % {"num": len(one.days)}
    if not one.on_holidays:
        return told
    free = ngettext(
        "%(days)s, %(num)s of them a public holiday",
        "%(days)s, %(num)s of them public holidays",
        one.on_holidays,
    )
    return free % {"days": told, "num": one.on_holidays}
