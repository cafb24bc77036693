"""A new activity: choose a template, answer a few questions."""

from datetime import date, time
from typing import Annotated, Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import blueprints, plans
from events.rules.activities import DayIsOver
from events.rules.blueprints import Answers, days
from kit import forms, pages
from kit.i18n import N_
from kit.policy import Policy

Heads = Annotated[int, msgspec.Meta(ge=0, le=2000)]


class NewActivity(msgspec.Struct, frozen=True):
    """The form; every answer but the title may wait."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    start_date: date | None = None
    start_time: time = time(8)
    tentative: bool = False
    place: Annotated[str, msgspec.Meta(max_length=200)] = ""
    partner: Annotated[str, msgspec.Meta(max_length=200)] = ""
    volunteers: Heads | None = None
    participants: Heads | None = None


class NewPages(Controller):
    """`/new`."""

    path = "/new"

    @get(policy=Policy.MEMBER)
    async def gallery(self, actor: NamedDependency[Actor]) -> Template:
        """Show the templates."""
        actor.must(Permission.CHANGE_PLAN)
        return await pages.page(
            "events/new.html",
            actor,
            current="new",
            shelves=blueprints.SHELVES,
            empty=blueprints.EMPTY,
        )

    @get("/{key:str}", policy=Policy.MEMBER)
    async def questions(self, actor: NamedDependency[Actor], key: FromPath[str]) -> Template:
        """Ask what the template needs to know."""
        actor.must(Permission.CHANGE_PLAN)
        plan = blueprints.plan(key)
        asked = {
            "start_time": plan.when.start_time or "08:00",
            "volunteers": plan.heads("volunteer") or "",
            "participants": plan.heads("participant") or "",
        }
        return await _questions(actor, key, typed=asked)

    @post("/{key:str}", policy=Policy.MEMBER)
    async def create(
        self,
        actor: NamedDependency[Actor],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Make the activity and lead to its overview."""
        blueprint = blueprints.plan(key)
        try:
            new = forms.parse(NewActivity, data)
        except forms.WrongForm as refusal:
            return await _questions(actor, key, refusal=refusal, typed=data)
        answers = Answers(
            title=new.title,
            start_date=new.start_date,
            start_time=new.start_time.strftime("%H:%M"),
            tentative=new.tentative,
            place=new.place,
            partner=new.partner,
            host=actor.organization,
            volunteers=new.volunteers,
            participants=new.participants,
        )
        try:
            activity = await plans.create(actor, blueprint, answers)
        except DayIsOver as refusal:
            wrong = forms.WrongForm({"start_date": str(refusal)})
            return await _questions(actor, key, refusal=wrong, typed=data)
        return pages.redirect(
            f"/a/{activity.id}", N_("Here is your activity. Everything in it can be changed.")
        )


async def _questions(
    actor: Actor, key: str, *, typed: dict[str, Any], refusal: forms.WrongForm | None = None
) -> Template:
    plan = blueprints.plan(key)
    return await pages.page(
        "events/new_form.html",
        actor,
        current="new",
        refusal=refusal,
        typed=typed,
        blueprint=blueprints.find(key),
        plan=plan,
        days=days(plan),
    )
