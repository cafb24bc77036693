"""The code of conduct, read and signed on the volunteer's own phone."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from events import activities
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, clearances
from volunteers.rules.pledge import NotTheWholePledge


class MyPledge(Controller):
    path = "/v/{key:str}/pledge"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.pledge")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _pledge(holder, key)

    @post(name="mine.sign")
    async def sign(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await clearances.sign(holder, read=bool(forms.text(data, "read")))
        except NotTheWholePledge as refusal:
            return await _pledge(holder, key, refusal)
        return pages.redirect(f"/v/{key}#pledge", N_("Thank you. Your pledge is signed."))


async def _pledge(holder: Holder, key: str, refusal: Refusal | None = None) -> Template:
    application = await applications.of_link(holder)
    return await pages.page(
        "volunteers/training_pledge.html",
        None,
        refusal=refusal,
        path=f"/v/{key}",
        me=application,
        shown=await activities.of(holder.organization_id, application.activity),
        **await clearances.of_volunteer(holder, application),
    )
