"""The lists of a plan: places, conditions, acts, things, responsibilities; each opens where it stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, catalogue
from events.catalogue import Listed
from events.rules import list_pastes, list_rows
from events.rules.activities import Activity, Status
from events.rules.list_rows import Cells
from events.rules.list_sums import Sum
from events.rules.lists import ListChanged, NamedTwice, Row, TooManyRows
from kit import forms, pages
from kit.errors import Refusal
from kit.forms import WrongForm
from kit.i18n import N_, gettext
from kit.policy import Policy

SPARE = 3  # empty rows at the end of an open list

Refused = (WrongForm, ListChanged, NamedTwice, TooManyRows)
Posted = URLEncodedBody[dict[str, Any]]


class Shown(msgspec.Struct, frozen=True):
    """A list as the page shows it; `cells` are its rows for the form, as typed or as they stand."""

    listed: Listed
    rows: Sequence[Row]
    sums: list[Sum]
    cells: list[Cells]
    limits: dict[str, int]


class ListPages(Controller):
    path = "/a/{activity_id:uuid}/plan/lists"

    @get(name="lists", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        edit: FromQuery[str] = "",
        paste: FromQuery[str] = "",
    ) -> Template:
        """Show the lists; `edit` names the one whose form is open, `paste` the one rows are pasted into."""
        return await _page(actor, activity_id, edit=edit, paste=paste)

    @post("/{list_name:str}", name="lists.save", policy=Policy.MEMBER)
    async def save(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        list_name: FromPath[str],
        data: Posted,
    ) -> Template | Redirect:
        """Save a list; a button of a row moves the row or takes it out first, and the form stays open."""
        actor.must(Permission.CHANGE_PLAN)
        listed = catalogue.named(list_name)
        cells = list_rows.rows_in(data, listed.columns)
        try:
            typed = list_rows.read(listed.row, listed.columns, cells)
            await listed.save(actor, activity_id, typed)
        except Refused as refusal:
            return await _page(actor, activity_id, edit=list_name, refusal=refusal, cells=cells)
        here = f"/a/{activity_id}/plan/lists"
        if forms.text(data, "do"):
            return Redirect(f"{here}?edit={list_name}#{list_name}", status_code=303)
        return pages.redirect(f"{here}#{list_name}", N_("Saved."))

    @post("/{list_name:str}/paste", name="lists.paste", policy=Policy.MEMBER)
    async def paste(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        list_name: FromPath[str],
        data: Posted,
    ) -> Template | Redirect:
        """Add the rows of a spreadsheet at the end of a list."""
        actor.must(Permission.CHANGE_PLAN)
        listed = catalogue.named(list_name)
        text = forms.text(data, "rows")
        try:
            new = list_pastes.pasted(listed.row, listed.columns, text)
            await catalogue.add(actor, activity_id, listed, new)
        except Refused as refusal:
            return await _page(actor, activity_id, paste=list_name, refusal=refusal, pasted=text)
        return pages.redirect(
            f"/a/{activity_id}/plan/lists#{list_name}", N_("The pasted rows are in the list.")
        )

    @post("/{list_name:str}/rows/{row_id:uuid}/step", name="lists.step", policy=Policy.MEMBER)
    async def step(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        list_name: FromPath[str],
        row_id: FromPath[UUID],
        data: Posted,
    ) -> Template | Redirect:
        """Move a row on to its next state: secured, packed, given out, returned."""
        listed = catalogue.named(list_name)
        try:
            await catalogue.step(actor, activity_id, listed, row_id, forms.version(data))
        except ListChanged as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return Redirect(f"/a/{activity_id}/plan/lists#row-{row_id}", status_code=303)


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    edit: str = "",
    paste: str = "",
    refusal: Refusal | None = None,
    cells: Sequence[Cells] | None = None,
    pasted: str = "",
) -> Template:
    actor.must(Permission.SEE_PLAN)
    activity = await activities.find(actor, activity_id)
    may_write = actor.may(Permission.CHANGE_PLAN) and activity.status not in {
        Status.CLOSED,
        Status.CANCELLED,
    }
    edit, paste = (edit, paste) if may_write else ("", "")
    every = [
        await _shown(activity, listed, cells if listed.name == edit else None, refusal)
        for listed in catalogue.everything()
        if listed.name == (edit or paste or listed.name)
    ]
    opened = edit or paste
    first = [one for one in every if _stands_first(one, activity, opened)]
    return await pages.page(
        "events/lists.html",
        actor,
        activity,
        current="plan",
        refusal=refusal,
        typed={"rows": pasted} if pasted else {},
        lists=first,
        further=[one.listed for one in every if one not in first],
        edit=edit,
        paste=paste,
        spare=SPARE,
        changed=_changed(catalogue.named(edit), refusal) if edit else {},
        labels=_labels(catalogue.named(edit), len(cells or ())) if edit else {},
        may_write=may_write,
    )


async def _shown(
    activity: Activity, listed: Listed, typed: Sequence[Cells] | None, refusal: Refusal | None
) -> Shown:
    rows = await listed.of(activity)
    stand: list[Cells] = [list_rows.cells(row, listed.columns) for row in rows]
    return Shown(
        listed=listed,
        rows=rows,
        sums=listed.sums(activity, rows),
        cells=stand if typed is None else _again(typed, getattr(refusal, "now", {})),
        limits=list_rows.limits(listed.row),
    )


def _again(typed: Sequence[Cells], now: dict[int, Row | None]) -> list[Cells]:
    """Return what was typed, to be saved over what stands there `now` or, where that is gone, anew."""
    again: list[Cells] = []
    for place, row in enumerate(typed):
        if place in now:
            stands = now[place]
            version = {"version": str(stands.version)} if stands else {"version": "", "id": ""}
            again.append({**row, **version, "was": ""})
        else:
            again.append(dict(row))
    return again


def _stands_first(one: Shown, activity: Activity, opened: str) -> bool:
    """Say whether a list has rows or is usual for this kind of activity; an open one stands alone."""
    if opened:
        return one.listed.name == opened
    return bool(one.rows) or activity.kind in one.listed.kinds


def _changed(listed: Listed, refusal: Refusal | None) -> dict[int, str]:
    """Return what stands now in the rows somebody else changed, "" where a row is gone."""
    now = refusal.now if isinstance(refusal, ListChanged) else {}
    return {place + 1: _said(row, listed) if row else "" for place, row in now.items()}


def _labels(listed: Listed, rows: int) -> dict[str, str]:
    """Return what the cells are called where the page lists what is wrong with them."""
    sentence = gettext("Row %(n)s, %(column)s")
    return {
        f"{column.name}.{n}": sentence % {"n": n + 1, "column": gettext(column.label)}
        for n in range(rows)
        for column in listed.columns
    }


def _said(row: Row, listed: Listed) -> str:
    """Write a row in one line, for somebody who has to compare it with what they typed."""
    shown = list_rows.cells(row, listed.columns)
    return gettext(", ").join(
        list_rows.named(column, shown[column.name])
        for column in listed.columns
        if shown[column.name]
    )
