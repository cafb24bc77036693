"""The applicant's own details, corrected on their own page."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import corrections, recruitment
from volunteers.pages import entry_fields
from volunteers.rules.selection import NotPossible


class MyDetails(Controller):
    path = "/v/{key:str}/details"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.details")
    async def show(
        self, holder: NamedDependency[Holder], key: FromPath[str]
    ) -> Template | Redirect:
        try:
            return await _page(holder, key)
        except NotPossible as refusal:
            return pages.redirect(f"/v/{key}", refusal.message)

    @post(name="mine.correct")
    async def correct(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await corrections.correct(holder, data)
        except forms.WrongForm as refusal:
            return await _page(holder, key, refusal, data)
        except NotPossible as refusal:
            return pages.redirect(f"/v/{key}", refusal.message)
        return pages.redirect(f"/v/{key}", N_("Your details are saved."))


async def _page(
    holder: Holder, key: str, refusal: Refusal | None = None, posted: dict[str, Any] | None = None
) -> Template:
    known = await corrections.of_link(holder)
    found = await recruitment.behind(known.activity)
    return await pages.page(
        "volunteers/details.html",
        None,
        refusal=refusal,
        typed=known.typed if posted is None else entry_fields.typed(known.asked, posted),
        path=f"/v/{key}",
        shown=known.activity,
        found=found,
        me=known.application,
        decided=known.decided,
        known_number=known.application.student_no,
        **entry_fields.offers(known.asked, found.call),
    )
