"""What a programme promises again and again: the list with its boards, and writing one."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import discharges, obligations, programmes
from events.programme_frame import must_write, programme_page
from events.rules import cadences
from events.rules.cadences import PERIOD_NAMES, UNIT_NAMES
from events.rules.discharges import STATE_LETTERS, STATE_NAMES
from events.rules.obligations import (
    CONTACT_FLOOR,
    MOST_UNITS,
    NewObligation,
    ObligationChanged,
    RecordedAlready,
)
from events.rules.spans import Period
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

INLINE = 400  # cells: a larger board has a page of its own
DRAWN = 2400  # cells: a larger board is shown a stretch at a time
LONGEST_UNIT = 60

Weekday = Annotated[int, msgspec.Meta(ge=0, le=6)]
Times = Annotated[int, msgspec.Meta(ge=1, le=100)]


class ObligationForm(msgspec.Struct, frozen=True):
    """A promise as posted; units stand one per line."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    actor: Annotated[str, msgspec.Meta(max_length=60)] = ""
    unit_kind: Annotated[str, msgspec.Meta(max_length=20)] = ""
    units: str = ""
    at_least: Times = 1
    at_most: Times | None = None
    period: Period = Period.WEEK
    weekday: Weekday | None = None
    periods: Times = 1


class ObligationPages(Controller):
    """`/programmes/{programme_id}/obligations`."""

    path = "/programmes/{programme_id:uuid}/obligations"

    @get(policy=Policy.MEMBER)
    async def all(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Show every obligation with how far it is."""
        programme = await programmes.find(actor, programme_id)
        return await programme_page(
            "events/obligations.html",
            actor,
            programme,
            tab="obligations",
            boards=await discharges.boards(programme),
            inline=INLINE,
            floor=CONTACT_FLOOR,
            **words(),
        )

    @get("/{obligation_id:uuid}", policy=Policy.MEMBER)
    async def one(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        obligation_id: FromPath[UUID],
        at: FromQuery[int | None] = None,
    ) -> Template:
        """Show one obligation as units × periods; of a very large board some periods, with `at` among them."""
        programme = await programmes.find(actor, programme_id)
        board = await discharges.board_of(programme, obligation_id)
        shown = board.around(at, DRAWN)
        first, last = (shown.spans[0].number, shown.spans[-1].number) if shown.spans else (1, 0)
        return await programme_page(
            "events/obligation.html",
            actor,
            programme,
            tab="obligations",
            board=board,
            shown=shown,
            before=first - 1,
            after=last + 1 if last < len(board.spans) else 0,
            **words(),
        )

    @get("/new", policy=Policy.MEMBER)
    async def ask(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Ask for a new one."""
        return await _form(actor, programme_id)

    @post("/new", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Add one and show its board."""
        try:
            new = await obligations.add(actor, programme_id, _written(data))
        except forms.WrongForm as refusal:
            return await _form(actor, programme_id, refusal=refusal, typed=data)
        return pages.redirect(f"/programmes/{programme_id}/obligations#o-{new.id}", N_("Saved."))

    @get("/{obligation_id:uuid}/edit", policy=Policy.MEMBER)
    async def edit(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        obligation_id: FromPath[UUID],
    ) -> Template:
        """Show the form of one."""
        return await _form(actor, programme_id, obligation_id)

    @post("/{obligation_id:uuid}/edit", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        obligation_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save it."""
        try:
            version, new = forms.version(data), _written(data)
            before = await obligations.find(
                await programmes.find(actor, programme_id), obligation_id
            )
            new = msgspec.structs.replace(new, key=before.key)
            await obligations.change(actor, programme_id, obligation_id, version, new)
        except RecordedAlready as refusal:
            wrong: Refusal = forms.WrongForm({"period": str(refusal)})
        except (forms.WrongForm, ObligationChanged) as refusal:
            wrong = refusal
        else:
            return pages.redirect(
                f"/programmes/{programme_id}/obligations#o-{obligation_id}", N_("Saved.")
            )
        return await _form(actor, programme_id, obligation_id, refusal=wrong, typed=data)

    @post("/{obligation_id:uuid}/remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        obligation_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take it out with all that was recorded of it."""
        try:
            version = forms.version(data)
            await obligations.remove(actor, programme_id, obligation_id, version)
        except (forms.WrongForm, ObligationChanged) as refusal:
            return await _form(actor, programme_id, obligation_id, refusal=refusal)
        return pages.redirect(
            f"/programmes/{programme_id}/obligations", N_("The obligation is gone.")
        )


def words() -> dict[str, Any]:
    """Return what a board needs to speak: sums, names of periods and of states."""
    return {
        "owed": cadences.owed,
        "how_often": cadences.how_often,
        "named": cadences.named,
        "short": cadences.short,
        "states": {state.value: gettext(name) for state, name in STATE_NAMES.items()},
        "letters": {state.value: gettext(letter) for state, letter in STATE_LETTERS.items()},
    }


def units_in(text: str) -> tuple[str, ...]:
    """Return the names that stand one per line, each once.

    Raises:
        WrongForm: there are too many, or one is too long; about the field `units`.
    """
    units = tuple(dict.fromkeys(one.strip() for one in text.splitlines() if one.strip()))
    if len(units) > MOST_UNITS or any(len(unit) > LONGEST_UNIT for unit in units):
        told = gettext("At most %(most)s names, each in at most %(longest)s characters.")
        raise forms.WrongForm({"units": told % {"most": MOST_UNITS, "longest": LONGEST_UNIT}})
    return units


async def _form(
    actor: Actor,
    programme_id: UUID,
    obligation_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    programme = await programmes.find(actor, programme_id)
    must_write(actor, programme)
    one = await obligations.find(programme, obligation_id) if obligation_id else None
    stored: dict[str, Any] = {"at_least": 1, "period": "week", "periods": 1}
    if one is not None:
        stored = msgspec.structs.asdict(one) | {"units": "\n".join(one.units)}
    known = dict.fromkeys([*UNIT_NAMES, *([one.unit_kind] if one else [])])
    return await programme_page(
        "events/obligation_form.html",
        actor,
        programme,
        tab="obligations",
        refusal=refusal,
        typed=typed
        if typed is not None
        else {name: "" if value is None else value for name, value in stored.items()},
        one=one,
        kinds=[(kind, gettext(UNIT_NAMES.get(kind, kind))) for kind in known],
        periods=[(period.value, gettext(name)) for period, name in PERIOD_NAMES.items()],
        weekdays=[("", gettext("any day")), *((n, cadences.every(n)) for n in range(7))],
    )


def _written(data: dict[str, Any]) -> NewObligation:
    """Return the promise that was typed.

    Raises:
        WrongForm: also where at most is less than at least, or a unit is named too long.
    """
    form = forms.parse(ObligationForm, data)
    if form.at_most is not None and form.at_most < form.at_least:
        told = gettext("At most has to be at least as many as at least.")
        raise forms.WrongForm({"at_most": told})
    kept = {name: getattr(form, name) for name in form.__struct_fields__}
    weekday = form.weekday if form.period is Period.WEEK else None
    return NewObligation(**kept | {"units": units_in(form.units), "weekday": weekday})
