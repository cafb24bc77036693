"""Doing it again: what the next edition takes over, and the form that makes it."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, copies, lessons, proposals, series
from events.rules import editions
from events.rules.activities import DayIsOver
from events.rules.editions import EditionTaken, NextEdition
from events.rules.plans import Plan
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

COPIED = (
    ("sections", N_("Chapters")),
    ("tasks", N_("Tasks, by their distance from T")),
    ("schedule", N_("Blocks, with their clock and length")),
    ("lines", N_("Budget lines")),
    ("materials", N_("Things to bring")),
    ("posts", N_("Posts")),
    ("groups", N_("Groups")),
    ("trainings", N_("Trainings, by their distance from T")),
    ("quotas", N_("Places per source")),
    ("eligibility", N_("Conditions for taking part")),
    ("acts", N_("Performances")),
    ("responsibilities", N_("Duties")),
    ("obligations", N_("Promises for afterwards")),
)


class CopyPages(Controller):
    """`/a/{activity_id}/again`."""

    path = "/a/{activity_id:uuid}/again"

    @get(policy=Policy.MEMBER)
    async def ask(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Show what is taken over, and ask for a title and a day."""
        return await _page(actor, activity_id)

    @post(policy=Policy.MEMBER)
    async def create(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Make the next edition."""
        try:
            made = await copies.create(actor, activity_id, forms.parse(NextEdition, data))
        except DayIsOver as refusal:
            wrong = forms.WrongForm({"start_date": str(refusal)})
            return await _page(actor, activity_id, refusal=wrong, typed=data)
        except (forms.WrongForm, EditionTaken) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{made.id}/last-time", N_("The next edition is planned. Compare it with last time.")
        )


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_PLAN)
    activity = await activities.find(actor, activity_id)
    number = await series.next_number(activity)
    document = await proposals.document(actor, activity_id)
    known = await series.editions(activity.organization, activity.series) if activity.series else []
    return await pages.page(
        "events/again.html",
        actor,
        activity,
        current="settings",
        refusal=refusal,
        typed=typed if typed is not None else {"title": editions.titled(activity.title, number)},
        number=number,
        copied=_counted(document),
        lessons=await lessons.of(actor, activity_id),
        newest=known[0] if known and known[0].id != activity.id else None,
    )


def _counted(document: Plan) -> list[tuple[str, int]]:
    """Return what the document holds as (what, how many), nothing that is not there."""
    held = {name: len(getattr(document, name, ())) for name, _ in COPIED}
    held["lines"] = len(document.budget.lines)
    return [(gettext(words), held[name]) for name, words in COPIED if held[name]]
