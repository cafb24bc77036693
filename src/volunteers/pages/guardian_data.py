"""What is kept of one child, as its guardian sees it, and what a guardian may ask about it (A5)."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.policy import Policy
from volunteers import copies, guardians, requests
from volunteers.pages.guardians import address, frame
from volunteers.pages.my_requests import SAID, asked, handed
from volunteers.rules.requests import AskedAlready, NewRequest, NoSuchRequest, SayWhatIsWrong


class GuardianData(Controller):
    path = "/g/{key:str}"
    opt = {"policy": Policy.LINK, "kind": Kind.GUARDIAN}  # noqa: RUF012 -- Litestar's way to declare it

    @get("/data", name="guardian.data")
    async def show(
        self, holder: NamedDependency[Holder], key: FromPath[str], lang: FromQuery[str] = ""
    ) -> Template:
        return await _page(holder, key, lang)

    @post("/requests", name="guardian.ask")
    async def ask(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
        lang: FromQuery[str] = "",
    ) -> Template | Redirect:
        try:
            await requests.ask(holder, forms.parse(NewRequest, data))
        except (forms.WrongForm, AskedAlready, SayWhatIsWrong) as refusal:
            return await _page(holder, key, lang, refusal=refusal, typed=data)
        return pages.redirect(address(key, "/data", lang), SAID)

    @post("/requests/{number:int}/copy", name="guardian.copy", status_code=200)
    async def copy(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        number: FromPath[int],
        data: URLEncodedBody[dict[str, Any]],
        lang: FromQuery[str] = "",
    ) -> Template | Response[bytes]:
        """Hand over the copy that was asked for, to be read or as a file for programs."""
        if not (await requests.numbered(holder, number)).gives_copy:
            raise NoSuchRequest
        return await handed(
            holder, await copies.of_child(holder), data, f"/g/{key}/data", _tail(lang)
        )


def _tail(lang: str) -> str:
    return f"?lang={lang}" if lang in i18n.LOCALES else ""


async def _page(
    holder: Holder,
    key: str,
    lang: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    standing = await guardians.behind(holder)
    return await pages.page(
        "volunteers/guardian/data.html",
        None,
        refusal=refusal,
        typed=typed,
        parts=await copies.shown(holder, standing.who) if standing.who else [],
        **await frame(holder, standing, key, lang) | await asked(holder, _tail(lang)),
    )
