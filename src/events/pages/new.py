"""A new activity: choose a template, answer a few questions."""

from datetime import date, time
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import blueprints, plans, programmes, work
from events.pages import new_programme
from events.rules.activities import DayIsOver
from events.rules.blueprints import Answers, days
from events.rules.programme_plans import about, becomes_programme
from events.rules.programmes import Programme, ProgrammeClosed
from events.rules.work import WorkItem, recurring
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy

Heads = Annotated[int, msgspec.Meta(ge=0, le=2000)]


class NewActivity(msgspec.Struct, frozen=True):
    """The form; every answer but the title may wait.

    `programme` is what the activity will belong to, `work` the item of it that it is made of.
    """

    title: Annotated[str, msgspec.Meta(max_length=200)]
    start_date: date | None = None
    start_time: time = time(8)
    tentative: bool = False
    place: Annotated[str, msgspec.Meta(max_length=200)] = ""
    partner: Annotated[str, msgspec.Meta(max_length=200)] = ""
    volunteers: Heads | None = None
    participants: Heads | None = None
    programme: UUID | None = None
    work: UUID | None = None


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
    async def questions(
        self,
        actor: NamedDependency[Actor],
        key: FromPath[str],
        programme: FromQuery[UUID | None] = None,
        work: FromQuery[UUID | None] = None,
    ) -> Template:
        """Ask what the template needs to know; what is known of a work item stands there already."""
        actor.must(Permission.CHANGE_PLAN)
        plan = blueprints.plan(key)
        if becomes_programme(plan):
            return await new_programme.questions(actor, key)
        asked = {
            "start_time": plan.when.start_time or "08:00",
            "volunteers": plan.heads("volunteer") or "",
            "participants": plan.heads("participant") or "",
            "programme": str(programme or ""),
            "work": str(work or ""),
        }
        if programme and work:
            belongs, item = await _item(actor, programme, work)
            asked |= _known(belongs, item)
        return await _questions(actor, key, typed=asked)

    @post("/{key:str}", policy=Policy.MEMBER)
    async def create(
        self,
        actor: NamedDependency[Actor],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Make the activity, or the programme, and lead to its overview."""
        blueprint = blueprints.plan(key)
        if becomes_programme(blueprint):
            return await new_programme.create(actor, key, data)
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
            if new.programme and new.work:
                _, item = await _item(actor, new.programme, new.work)
                blueprint = about(blueprint, item)
            activity = await plans.create(actor, blueprint, answers)
            if new.programme:
                await programmes.adopt(actor, activity.id, new.programme)
        except DayIsOver as refusal:
            wrong = forms.WrongForm({"start_date": str(refusal)})
            return await _questions(actor, key, refusal=wrong, typed=data)
        except ProgrammeClosed as refusal:
            return await _questions(actor, key, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity.id}", N_("Here is your activity. Everything in it can be changed.")
        )


async def _questions(
    actor: Actor, key: str, *, typed: dict[str, Any], refusal: Refusal | None = None
) -> Template:
    plan = blueprints.plan(key)
    belongs = _programme(typed)
    return await pages.page(
        "events/new_form.html",
        actor,
        current="new",
        refusal=refusal,
        typed=typed,
        blueprint=blueprints.find(key),
        plan=plan,
        days=days(plan),
        belongs=await programmes.find(actor, belongs) if belongs else None,
    )


def _programme(typed: dict[str, Any]) -> UUID | None:
    try:
        return UUID(forms.text(typed, "programme"))
    except ValueError:
        return None


async def _item(actor: Actor, programme_id: UUID, item_id: UUID) -> tuple[Programme, WorkItem]:
    programme = await programmes.find(actor, programme_id)
    return programme, await work.find(programme, item_id)


def _known(programme: Programme, item: WorkItem) -> dict[str, str]:
    """Return what the form may say already: the name of the item, its next day and its hour."""
    known = {"title": item.title}
    if item.clock:
        known["start_time"] = item.clock
    for one in recurring([item], programme.starts_on, programme.ends_on):
        for coming in one.after(clock.day(programme.zone), 1):
            known["start_date"] = f"{coming.day}"
    return known
