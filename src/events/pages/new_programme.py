"""A new programme from a template of standing work: what it is called, when it runs, for which units."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import blueprints, programme_plans
from events.pages.obligations import units_in
from events.rules.cadences import UNIT_NAMES
from events.rules.programme_plans import Asked, own_units
from events.rules.programmes import EndsBeforeStart, RunsTooLong
from kit import forms, pages
from kit.i18n import N_, gettext


class NewProgramme(msgspec.Struct, frozen=True):
    """The form; every answer but the title may wait. Units stand one per line."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    period: Annotated[str, msgspec.Meta(max_length=100)] = ""
    first: date | None = None
    last: date | None = None
    units: str = ""


async def questions(
    actor: Actor,
    key: str,
    *,
    typed: dict[str, Any] | None = None,
    refusal: forms.WrongForm | None = None,
) -> Template:
    """Ask what the template needs to know."""
    plan = blueprints.plan(key)
    kind, units = own_units(plan)
    stored = {"title": plan.title, "period": plan.period, "units": "\n".join(units)}
    return await pages.page(
        "events/new_programme.html",
        actor,
        current="new",
        refusal=refusal,
        typed=stored if typed is None else typed,
        blueprint=blueprints.find(key),
        unit_kind=gettext(UNIT_NAMES.get(kind, kind)) if units else "",
    )


async def create(actor: Actor, key: str, data: dict[str, Any]) -> Template | Redirect:
    """Make the programme and lead to its overview."""
    try:
        new = forms.parse(NewProgramme, data)
        asked = Asked(
            title=new.title,
            period=new.period,
            first=new.first,
            last=new.last,
            units=units_in(new.units),
        )
        programme = await programme_plans.create(actor, blueprints.plan(key), asked)
    except (EndsBeforeStart, RunsTooLong) as refusal:
        wrong = forms.WrongForm({"last": str(refusal)})
        return await questions(actor, key, typed=data, refusal=wrong)
    except forms.WrongForm as refusal:
        return await questions(actor, key, typed=data, refusal=refusal)
    return pages.redirect(
        f"/programmes/{programme.id}",
        N_("Here is your programme. Everything in it can be changed."),
    )
