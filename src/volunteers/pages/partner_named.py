"""The partner's word on keeping real names, behind its link: without it they are not kept (V11)."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind, NoSuchLink
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import liaisons, named_mode
from volunteers.pages.partner import page
from volunteers.rules.liaisons import Visit
from volunteers.rules.named_mode import QUESTIONS, NotAssessed


class PartnerNamedPages(Controller):
    path = "/p/{key:str}/named"
    opt = {"policy": Policy.LINK, "kind": Kind.PARTNER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="partner.named")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _named(await liaisons.visit(holder), key)

    @post(name="partner.say_named")
    async def say(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Keep the answer; a no erases everything real at once."""
        visit = await liaisons.visit(holder)
        if forms.text(data, "answer") != "yes":
            await named_mode.partner_refuses(holder)
            return pages.redirect(f"/p/{key}", N_("Only codenames are kept."))
        if not visit.alone:
            raise NoSuchLink  # each of several partners signs on paper
        try:
            await named_mode.partner_agrees(holder, visit.liaison.partner)
        except NotAssessed as refusal:
            return await _named(visit, key, refusal)
        return pages.redirect(f"/p/{key}", N_("Thank you. You can take this back at any time."))


async def _named(visit: Visit, key: str, refusal: Refusal | None = None) -> Template:
    mode = await named_mode.find(visit.activity.id)
    if mode and (mode.assessed_on is None or mode.closed_at):
        mode = None
    return await page(
        "named",
        visit,
        key,
        refusal=refusal,
        mode=mode,
        answers=mode.answers if mode else None,
        questions=QUESTIONS,
        alone=visit.alone,
    )
