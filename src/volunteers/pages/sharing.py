"""The volunteer's word on a partner seeing who they are: on their own page, field by field (V13)."""

from typing import Any
from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from kit import forms, pages
from kit.i18n import N_
from kit.policy import Policy
from volunteers import sharing
from volunteers.pages import mine
from volunteers.rules.sharing import ShareState
from volunteers.sharing import NothingChosen


class MySharing(Controller):
    path = "/v/{key:str}/sharing"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @post("/{liaison_id:uuid}", name="mine.share")
    async def say(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        liaison_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Keep a yes with its fields, or a no; both buttons send the same form."""
        yes = forms.text(data, "answer") == "yes"
        try:
            state = await sharing.say(holder, liaison_id, forms.texts(data, "fields"), yes=yes)
        except NothingChosen as refusal:
            return await mine.own_page(holder, key, refusal)
        said = {
            ShareState.GRANTED: N_("Thank you. They see what you ticked."),
            ShareState.WITHDRAWN: N_("Taken back. They do not see you any more."),
        }
        return pages.redirect(
            f"/v/{key}#sharing", said.get(state, N_("Good, they do not see you."))
        )
