"""Asking about one's own data behind a link: a volunteer's page, and what it shares with the guardian's."""

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import organizations
from accounts.rules.links import Holder, Kind
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import own_copies, requests
from volunteers.rules.kept import Copy
from volunteers.rules.requests import (
    KIND_LINES,
    KIND_NAMES,
    STATE_NAMES,
    AskedAlready,
    NewRequest,
    NoSuchRequest,
    SayWhatIsWrong,
)


class MyRequests(Controller):
    path = "/v/{key:str}/requests"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="my_requests")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _page(holder, key)

    @post(name="my_requests.ask")
    async def ask(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await requests.ask(holder, forms.parse(NewRequest, data))
        except (forms.WrongForm, AskedAlready, SayWhatIsWrong) as refusal:
            return await _page(holder, key, refusal=refusal, typed=data)
        return pages.redirect(f"/v/{key}/requests", SAID)

    @post("/{number:int}/copy", name="my_requests.copy", status_code=200)
    async def copy(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        number: FromPath[int],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Response[bytes]:
        """Hand over the copy that was asked for, to be read or as a file for programs."""
        if not (await requests.numbered(holder, number)).gives_copy:
            raise NoSuchRequest
        return await handed(
            holder, await own_copies.of_volunteer(holder), data, f"/v/{key}/requests", ""
        )


SAID = N_("Noted. The answer will stand here; you need not ask again.")


async def asked(holder: Holder, tail: str = "") -> dict[str, Any]:
    """Return what the part that lists requests and asks a new one needs."""
    return {
        "requests": await requests.of_holder(holder),
        "request_kinds": [
            (kind.value, gettext(name), gettext(KIND_LINES[kind]))
            for kind, name in KIND_NAMES.items()
        ],
        "request_names": KIND_NAMES,
        "request_states": STATE_NAMES,
        "today": clock.day(),
        "answer_days": (await organizations.answer_time(holder.organization_id)).answer_days,
        "tail": tail,
    }


async def handed(
    holder: Holder, copy: Copy, posted: forms.Posted, back: str, tail: str
) -> Template | Response[bytes]:
    """Answer with a copy: a page to read and print, or JSON as a file."""
    if forms.text(posted, "as") == "file":
        return Response(
            msgspec.json.format(msgspec.json.encode(copy.as_data()), indent=2),
            media_type="application/json",
            headers={
                "content-disposition": 'attachment; filename="my-data.json"',
                "cache-control": "no-store",
            },
        )
    return await pages.page(
        "volunteers/copy.html",
        None,
        copy=copy,
        association=(await organizations.publisher(holder.organization_id)).name,
        back=f"{back}{tail}",
    )


async def _page(
    holder: Holder,
    key: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    return await pages.page(
        "volunteers/mine_requests.html",
        None,
        refusal=refusal,
        typed=typed,
        path=f"/v/{key}",
        association=(await organizations.publisher(holder.organization_id)).name,
        **await asked(holder),
    )
