"""The morning: one tap for who is not here, and one button for what mends it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from accounts.rules.signing_in import inside
from events.rules.activities import OVER
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import changes_today, mending, mornings, solving
from volunteers.mornings import Today
from volunteers.pages.morning_ways import way
from volunteers.rules.absences import MorningAhead, MorningOver, is_ahead
from volunteers.rules.board_steps import StepUndone
from volunteers.rules.clearance import NOT_CLEARED
from volunteers.rules.morning_words import KIND_NAMES, STANDING_IN, WHY, numbers
from volunteers.rules.mornings import MorningChanged, NothingToMend
from volunteers.rules.readiness import UNTRAINED

CROWDED = N_("Taken back, but whoever stood in before has two children by now and takes no third.")
SHOWN = 60  # pairs before somebody searches


class Person(msgspec.Struct, frozen=True):
    """Whom somebody tapped: a helper by application, or a child."""

    helper: UUID | None = None
    child: UUID | None = None


class Chosen(msgspec.Struct, frozen=True):
    """Which repair somebody chose, and the mark of what they saw."""

    seen: str
    moved: int = 0


class Row(msgspec.Struct, frozen=True):
    """A pair to tap at; both say whether they are noted as missing."""

    number: int
    helper: UUID
    name: str
    helper_away: bool
    child: UUID
    codename: str
    child_away: bool
    beside: str


class MorningPages(Controller):
    path = "/a/{activity_id:uuid}/morning"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="morning")
    async def show(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], q: FromQuery[str] = ""
    ) -> Template:
        return await _page(actor, activity_id, q=q)

    @post("/missing", name="morning.missing")
    async def missing(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Note that somebody is not here; a list elsewhere may post here and name its way `back`."""
        who = forms.parse(Person, data)
        try:
            await mending.missing(actor, activity_id, helper=who.helper, child=who.child)
        except (MorningOver, MorningAhead) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(_back(data, activity_id), N_("Noted as missing."))

    @post("/here", name="morning.here")
    async def here(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        who = forms.parse(Person, data)
        try:
            await mending.came(actor, activity_id, helper=who.helper, child=who.child)
        except (MorningOver, MorningAhead) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(_back(data, activity_id), N_("Good, here after all."))

    @post("/mend", name="morning.mend")
    async def mend(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            chosen = forms.parse(Chosen, data)
            step = await mending.mend(actor, activity_id, chosen.moved, chosen.seen)
        except (
            forms.WrongForm,
            MorningChanged,
            NothingToMend,
            MorningOver,
            MorningAhead,
        ) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/morning",
            N_("Done. Only those concerned have been told."),
            undo=f"/a/{activity_id}/morning/steps/{step}/undo",
        )

    @post("/steps/{repair_id:uuid}/undo", name="morning.undo")
    async def undo(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], repair_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            too_many = await mending.undo(actor, activity_id, repair_id)
        except (StepUndone, MorningOver, MorningAhead) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/morning", CROWDED if too_many else N_("Taken back.")
        )


def _back(data: dict[str, Any], activity_id: UUID) -> str:
    """Return where a form leads back to: a path of this site, or the morning itself."""
    asked = forms.text(data, "back")
    return asked if asked and inside(asked) == asked else f"/a/{activity_id}/morning"


async def _page(
    actor: Actor, activity_id: UUID, *, q: str = "", refusal: Refusal | None = None
) -> Template:
    today = await mornings.of(actor, activity_id)
    rows = [row for row in _rows(today) if _found(row, q.strip())]
    others = [
        one
        for one in today.people.values()
        if one.id not in {pair.application for pair in today.pairs}
        and (not q.strip() or q.strip() in one.name)
    ]
    first = way(today, today.first)
    ahead = is_ahead(today.activity.first_day, clock.day(today.activity.zone))
    return await pages.page(
        "volunteers/morning.html",
        actor,
        today.activity,
        current="pairs",
        refusal=refusal,
        q=q,
        away=[(one, one.name) for key, one in today.people.items() if key in today.missing.helpers],
        away_children=[one for key, one in today.children.items() if key in today.missing.children],
        missing=today.missing,
        changes=changes_today.among(today),
        first=first,
        ways=[way(today, one) for one in await solving.beside(lambda _: today.menu())],
        steps=list(dict.fromkeys(one.step for one in today.standing)),
        spare=len(today.morning.free),
        rows=rows[: None if q else SHOWN],
        hidden=0 if q else max(0, len(rows) - SHOWN),
        others=[(one, _lacks(actor, today, one.id)) for one in (others if q else others[:SHOWN])],
        pairs=len(today.pairs),
        kind_names=KIND_NAMES,
        why=WHY,
        numbers=numbers,
        may_change=actor.may(Permission.CHANGE_PAIRS)
        and today.activity.status not in OVER
        and not ahead,
        ahead=ahead,
    )


def _lacks(actor: Actor, today: Today, application: UUID) -> str:
    """Say what keeps somebody from standing in, "" if nothing does; which clearance, to whom it may (§6.3)."""
    gaps = today.lacking.get(application, ())
    if not actor.may(Permission.SEE_CLEARANCES):
        gaps = tuple(dict.fromkeys(one if one.code == UNTRAINED else NOT_CLEARED for one in gaps))
    return " ".join(gettext(STANDING_IN[gap.code]) for gap in gaps)


def _rows(today: Today) -> Iterable[Row]:
    places = {one.pair: one for one in today.morning.places}
    for pair in today.pairs:
        place = places.get(pair.id)
        beside = place.beside if place and place.beside != place.own else None
        yield Row(
            number=pair.number,
            helper=pair.application,
            name=today.people[pair.application].name,
            helper_away=pair.application in today.missing.helpers,
            child=pair.participant,
            codename=today.children[pair.participant].codename,
            child_away=pair.participant in today.missing.children,
            beside=today.people[beside].name if beside else "",
        )


def _found(row: Row, q: str) -> bool:
    """Say whether a pair is what somebody searches for: its number, or a part of a name."""
    if not q or q.isdecimal():
        return not q or row.number == int(q[:6])
    return q in row.name or q in row.codename
