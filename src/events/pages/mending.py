"""What one tap mends in the words of a plan: something that returns gets a number."""

from typing import Any
from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from accounts.rules.permissions import Actor
from events import sections
from events.rules.findings import FIXED_ALREADY
from events.rules.written import Place, about
from kit import forms, pages
from kit.i18n import N_
from kit.policy import Policy


class MendingPages(Controller):
    """`/a/{activity_id}/plan/cadence`."""

    path = "/a/{activity_id:uuid}/plan/cadence"

    @post(policy=Policy.MEMBER)
    async def say_how_often(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Write 每月一次 where 定期 stands; `subject` is that of the finding."""
        section, sentence = about(forms.text(data, "subject"))
        now = await sections.say_how_often(actor, activity_id, section, sentence)
        plan = f"/a/{activity_id}/plan"
        if not now:
            return pages.redirect(plan, FIXED_ALREADY)
        undo = f"{plan}/cadence/back?subject={Place.SECTION}-{section}-{now}"
        return pages.redirect(f"{plan}#section-{section}", N_("It is once a month now."), undo=undo)

    @post("/back", policy=Policy.MEMBER)
    async def take_back(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        subject: FromQuery[str] = "",
    ) -> Redirect:
        """Let the sentence say what it said before."""
        section, sentence = about(subject)
        await sections.say_how_often(actor, activity_id, section, sentence, undo=True)
        return pages.redirect(f"/a/{activity_id}/plan#section-{section}", N_("Taken back."))
