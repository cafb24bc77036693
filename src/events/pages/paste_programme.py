"""A pasted text of standing work, or a report of it, becomes a programme once somebody says so."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import pasting
from events.pages.obligations import units_in
from events.pages.paste import LARGEST_PLAN, question, shown
from events.pasting import NotAProgramme, TooMuchText
from events.rules.paste_ways import PROGRAMME, taken_as
from events.rules.plans import Plan, PlanParty
from events.rules.programme_plans import Asked, Picked
from events.rules.programmes import EndsBeforeStart, RunsTooLong
from events.rules.reading import NothingToRead
from events.rules.reading_fields import roomy
from kit import forms, pages
from kit.i18n import N_
from kit.policy import Policy


class Read(msgspec.Struct, frozen=True):
    """What the page asks beside the ticks; units stand one per line."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    period: Annotated[str, msgspec.Meta(max_length=100)] = ""
    first: date | None = None
    last: date | None = None
    units: str = ""


class PasteProgramme(Controller):
    """`/new/paste/programme`."""

    path = "/new/paste/programme"

    @get(name="paste.programme.again", policy=Policy.MEMBER)
    async def again(self, actor: NamedDependency[Actor]) -> Redirect:
        """Begin anew where somebody reloads the answer to a form."""
        actor.must(Permission.CHANGE_PLAN)
        return pages.redirect("/new/paste")

    @post(name="paste.programme", policy=Policy.MEMBER, request_max_body_size=LARGEST_PLAN)
    async def create(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        """Read the text once more, take what is ticked, and make the programme."""
        text = forms.text(data, "text")
        try:
            found = taken_as(await pasting.read(actor, text), PROGRAMME)
        except (NothingToRead, TooMuchText) as refusal:
            wrong = forms.WrongForm({"text": str(refusal)})
            return await question(actor, refusal=wrong, typed={"text": text})
        try:
            asked = _asked(data)
            programme = await pasting.create_programme(
                actor, found, _picked(found.plan, data), asked
            )
        except (EndsBeforeStart, RunsTooLong) as refusal:
            wrong = forms.WrongForm({"last": str(refusal)})
            return await shown(actor, text, found, refusal=wrong, typed=data)
        except (forms.WrongForm, NotAProgramme) as refusal:
            return await shown(actor, text, found, refusal=refusal, typed=data)
        return pages.redirect(
            f"/programmes/{programme.id}",
            N_("Here is your programme. Everything in it can be changed."),
        )


def _asked(data: dict[str, Any]) -> Asked:
    form = forms.parse(Read, data)
    return Asked(
        title=form.title,
        period=form.period,
        first=form.first,
        last=form.last,
        units=units_in(form.units),
    )


def _picked(plan: Plan, data: dict[str, Any]) -> Picked:
    return Picked(
        promises=forms.numbers(data, "promise"),
        work=forms.numbers(data, "item"),
        parties=tuple(
            PlanParty(role=party.role, name=name[:200])
            for n, party in enumerate(roomy(plan).parties)
            if (name := forms.text(data, f"party.{n}"))
        ),
    )
