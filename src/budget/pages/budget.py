"""The budget of an activity: a grid for the keyboard, a form without a script."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from budget import lines, sources
from budget.rules import grid, ledger, rows
from budget.rules.ledger import (
    CATEGORY_NAMES,
    CATEGORY_TONES,
    PER_HEAD_NAMES,
    Category,
    Line,
    LineChanged,
    NoSuchLine,
    PerHead,
    PriceFactor,
)
from budget.rules.money import signed, yuan
from budget.rules.sources import SOURCE_NAMES, coverage
from events import activities
from events.rules.activities import Activity
from kit import forms, pages
from kit.errors import Refusal
from kit.forms import WrongForm
from kit.i18n import N_, gettext
from kit.policy import Policy

Posted = URLEncodedBody[dict[str, Any]]


class Row(msgspec.Struct, frozen=True):
    """A line as the grid shows it: `cells` as typed, `extra` what fitting the people would cost."""

    line: Line
    cells: dict[str, str]
    is_lump: bool
    is_doubtful: bool
    heads: int = 0
    extra: str = ""


class GroupOfRows(msgspec.Struct, frozen=True):
    category: Category
    name: str
    tone: str
    planned: int
    share: float
    rows: tuple[Row, ...]


class BudgetPages(Controller):
    path = "/a/{activity_id:uuid}/budget"

    @get(name="budget", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post("/lines", name="budget.save", policy=Policy.MEMBER)
    async def save_sheet(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], data: Posted
    ) -> Template | Redirect:
        try:
            await lines.save_sheet(actor, activity_id, grid.posted(data))
        except (WrongForm, LineChanged, NoSuchLine) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/budget", N_("The budget is saved."))

    @post("/lines/{line_id:uuid}", name="budget.save_line", policy=Policy.MEMBER, status_code=200)
    async def save_line(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: Posted,
    ) -> Response[dict[str, Any]] | Template | Redirect:
        """Save one row; programs that ask for JSON get an answer for the row, people the page."""
        wants_json = "application/json" in request.headers.get("accept", "")
        cells = {name: forms.text(data, name) for name in grid.CELLS if name in data}
        try:
            version = forms.version(data)
            line = await lines.change(actor, activity_id, line_id, version, cells)
        except (WrongForm, LineChanged, NoSuchLine) as refusal:
            if not wants_json:
                return await _page(actor, activity_id, refusal=refusal)
            wrong = getattr(refusal, "by_field", {})
            message = next(iter(wrong.values()), str(refusal))
            return Response({"message": message, "by_field": wrong}, status_code=refusal.status)
        if not wants_json:
            return pages.redirect(f"/a/{activity_id}/budget", N_("Saved."))
        activity = await activities.find(actor, activity_id)
        return Response(
            {
                "message": gettext("Saved."),
                "version": line.version,
                "planned": yuan(line.planned),
                "hint": _hint(line, activity),
            }
        )

    @post("/lines/{line_id:uuid}/people", name="budget.people", policy=Policy.MEMBER)
    async def set_people(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: Posted,
    ) -> Redirect:
        await lines.set_per_head(actor, activity_id, line_id, forms.parse(_Whose, data).per_head)
        return pages.redirect(f"/a/{activity_id}/budget#line-{line_id}", N_("Saved."))

    @post("/lines/{line_id:uuid}/remove", name="budget.remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
    ) -> Redirect:
        await lines.remove(actor, activity_id, line_id)
        here = f"/a/{activity_id}/budget"
        return pages.redirect(here, N_("The line is gone."), undo=f"{here}/lines/{line_id}/back")

    @post("/lines/{line_id:uuid}/back", name="budget.back", policy=Policy.MEMBER)
    async def put_back(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
    ) -> Redirect:
        await lines.remove(actor, activity_id, line_id, undo=True)
        return pages.redirect(f"/a/{activity_id}/budget#line-{line_id}", N_("It is back."))

    @get("/paste", name="budget.paste", policy=Policy.MEMBER)
    async def paste_form(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template:
        return await _paste_page(actor, activity_id)

    @post("/paste", name="budget.pasted", policy=Policy.MEMBER)
    async def paste(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], data: Posted
    ) -> Template | Redirect:
        try:
            await lines.add_all(actor, activity_id, [*rows.pasted(forms.text(data, "rows"))])
        except WrongForm as refusal:
            return await _paste_page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/budget", N_("The pasted rows are in the budget."))


class _Whose(msgspec.Struct, frozen=True):
    per_head: PerHead = PerHead.NONE


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    budget = await lines.of_activity(actor, activity_id)
    funding = await sources.of_activity(actor, activity_id)
    totals = ledger.totals(budget)
    approved, missing = coverage(funding, totals.planned)
    return await pages.page(
        "budget/budget.html",
        actor,
        activity,
        current="budget",
        refusal=refusal,
        typed=typed,
        groups=[_group(group, totals.planned, activity) for group in totals.groups],
        totals=totals,
        each=ledger.per_head(totals.planned, activity.present),
        sources=funding,
        promised=sum(source.promised for source in funding),
        approved=approved,
        missing=missing,
        whose=[(kind.value, gettext(name)) for kind, name in PER_HEAD_NAMES.items()],
        categories=[(c.value, gettext(name)) for c, name in CATEGORY_NAMES.items()],
        source_names={kind: gettext(name) for kind, name in SOURCE_NAMES.items()},
        added=grid.posted(typed).added if typed and refusal else [],
        may_change=actor.may(Permission.CHANGE_BUDGET),
    )


async def _paste_page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_BUDGET)
    return await pages.page(
        "budget/paste.html",
        actor,
        await activities.find(actor, activity_id),
        current="budget",
        refusal=refusal,
        typed=typed,
        as_text=rows.to_text(await lines.of_activity(actor, activity_id)),
    )


def _group(group: ledger.Group, total: int, activity: Activity) -> GroupOfRows:
    return GroupOfRows(
        category=group.category,
        name=gettext(CATEGORY_NAMES[group.category]),
        tone=CATEGORY_TONES[group.category],
        planned=group.planned,
        share=round(100 * group.planned / total, 1) if total else 0,
        rows=tuple(_row(line, activity) for line in group.lines),
    )


def _row(line: Line, activity: Activity) -> Row:
    wanted = ledger.correction(line, ledger.heads(activity, line.per_head))
    is_lump = line.basis is ledger.Basis.LUMP
    return Row(
        line=line,
        cells=rows.cells(line),
        is_lump=is_lump,
        is_doubtful=not is_lump and line.price_factor is PriceFactor.UNKNOWN,
        heads=int(wanted.wanted) if wanted else 0,
        extra=signed(wanted.extra) if wanted else "",
    )


def _hint(line: Line, activity: Activity) -> str:
    row = _row(line, activity)
    if not row.heads:
        return ""
    return gettext("There are %(heads)s people.") % {"heads": row.heads}
