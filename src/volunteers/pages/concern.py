"""The public page about a child in danger: the police first, then a form that saves at once (V21).

It asks for no sign-in, sets no cookie, needs no script, and is served even when the database is away.
"""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Template

from accounts import throttles
from accounts.rules.addresses import network
from accounts.rules.links import Holder, Kind
from events import activities
from kit import clock, forms, logs, pages, tokens
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import concerns
from volunteers.concerns import Where
from volunteers.rules import selection
from volunteers.rules.concerns import (
    AMBULANCE,
    CATEGORY_NAMES,
    LONGEST_TEXT,
    POLICE,
    Category,
    NewConcern,
)

LOOK_SECONDS = 3  # for names that the page can do without
MOST_FROM_ONE_NETWORK = 300  # a school shares one address
STRANGER = {"stranger": True}  # see web.middleware: nobody is asked who they are


class NotSaved(Refusal):
    status = 503
    message = N_("This was NOT saved. If a child is in danger, call 110 now.")


class NotSavedYet(Refusal):
    """Too many reports came from one place; what was typed stands below."""

    status = 429
    message = N_(
        "This was NOT saved: too many reports came from here. Call 110, or try again in ten minutes."
    )


class Association(msgspec.Struct, frozen=True):
    association: UUID | None = None


class ConcernPages(Controller):
    path = "/concern"

    @get(policy=Policy.PUBLIC, opt=STRANGER)
    async def short(self) -> Template:
        return await _page("/concern")

    @post(policy=Policy.PUBLIC, opt=STRANGER, csrf=False, once=False, status_code=200)
    async def report_short(
        self, request: Request[Any, Any, Any], data: URLEncodedBody[dict[str, Any]]
    ) -> Template:
        return await _report(request, "/concern", data)

    @get("/{slug:str}", policy=Policy.PUBLIC, opt=STRANGER)
    async def show(self, slug: FromPath[str]) -> Template:
        return await _page(f"/concern/{slug}", slug)

    @post(
        "/{slug:str}",
        policy=Policy.PUBLIC,
        opt=STRANGER,
        csrf=False,
        once=False,
        status_code=200,
    )
    async def report(
        self,
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        """Save; `csrf` is off because it acts with nobody's rights (safety reference §3.4)."""
        return await _report(request, f"/concern/{slug}", data, slug)


class MyConcernPages(Controller):
    """The same from a volunteer's own page, which then keeps the number."""

    path = "/v/{key:str}/concern"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.concern")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _page(f"/v/{key}/concern", await _slug(holder), mine=f"/v/{key}")

    @post(name="mine.report", once=False, status_code=200)
    async def report(
        self,
        request: Request[Any, Any, Any],
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        return await _report(
            request,
            f"/v/{key}/concern",
            data,
            await _slug(holder),
            mine=f"/v/{key}",
            reporter=str(holder.object_id),
        )


async def _report(
    request: Request[Any, Any, Any],
    action: str,
    data: dict[str, Any],
    slug: str = "",
    *,
    mine: str = "",
    reporter: str = "",
) -> Template:
    try:
        new = forms.parse(NewConcern, data)
        chosen = forms.parse(Association, data).association
    except forms.WrongForm as refusal:
        return await _page(action, slug, refusal, data, mine=mine)
    host = request.client.host if request.client else ""
    try:
        await throttles.allow(
            f"concern:{network(host)}",
            MOST_FROM_ONE_NETWORK,
            selection.COUNTED_WITHIN,
            clock.now(),
        )
        number = await concerns.report(
            new,
            slug=slug,
            association=chosen,
            form=forms.text(data, "_form")[:40],
            reporter=reporter,
        )
    except forms.WrongForm as refusal:
        return await _page(action, slug, refusal, data, mine=mine)
    except throttles.TooOften:
        return await _page(action, slug, NotSavedYet(), data, mine=mine)
    except Exception as trouble:  # noqa: BLE001 -- whatever it is, the page says so and keeps the text
        logs.event("report not saved", error=type(trouble).__name__)
        return await _page(action, slug, NotSaved(), data, mine=mine)
    return await _page(action, slug, number=number, mine=mine)


async def _page(
    action: str,
    slug: str = "",
    refusal: Refusal | None = None,
    data: dict[str, Any] | None = None,
    *,
    number: str = "",
    mine: str = "",
) -> Template:
    typed = {name: forms.text(data, name) for name in data} if data else {}
    return await pages.page(
        "volunteers/concern.html",
        None,
        refusal=refusal,
        typed=typed,
        where=await _where(slug),
        action=action,
        mine=mine,
        number=number,
        not_saved=isinstance(refusal, NotSaved | NotSavedYet),
        form=typed.get("_form") or tokens.new()[:16],
        police=POLICE,
        ambulance=AMBULANCE,
        longest=LONGEST_TEXT,
        categories=[(one.value, gettext(CATEGORY_NAMES[one])) for one in Category],
    )


async def _where(slug: str) -> Where:
    """Return what the page can name; it is served without when the database does not answer."""
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await concerns.where(slug)
    except Exception as trouble:  # noqa: BLE001 -- the telephone numbers must be seen, whatever is broken
        logs.event("concern page without names", error=type(trouble).__name__)
        return Where()


async def _slug(holder: Holder) -> str:
    if holder.activity_id is None:
        return ""
    return (await activities.of(holder.organization_id, holder.activity_id)).slug
