"""The public page of a call: what it is about, the form, and what follows sending it."""

import asyncio
from ipaddress import ip_address, ip_network
from typing import Any

import msgspec
from litestar import Controller, Litestar, Request, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import throttles
from events import taking_part
from events.rules.activities import Activity, PartyRole
from kit import clock, forms, i18n, pages
from kit.errors import Refusal
from kit.policy import Policy
from kit.settings import settings
from volunteers import applying, posts, recruitment
from volunteers.pages import when
from volunteers.recruitment import PublicCall
from volunteers.rules import applications as rules
from volunteers.rules import selection
from volunteers.rules.applications import NewApplication

MOST_FROM_ONE_NETWORK = 5_000  # a campus shares one address
AT_ONCE = 20  # a few more than there are connections, so that none is idle
SEVERAL = ("free", "skills", "interests", "languages")


class Again(msgspec.Struct, frozen=True):
    """Who wants their link again: both must belong together."""

    student_no: str
    email: str


class PublicPages(Controller):
    path = "/e/{slug:str}"

    @get(name="call", policy=Policy.PUBLIC)
    async def show(self, slug: FromPath[str]) -> Template:
        return await _page(slug)

    @post(name="call.apply", policy=Policy.PUBLIC, csrf=False, once=False)
    async def apply(
        self,
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take an application; `csrf` is off because it acts with nobody's rights (safety §3.4)."""
        typed: dict[str, Any] = {name: forms.text(data, name) for name in data}
        typed |= {name: forms.texts(data, name) for name in SEVERAL}
        try:
            new = forms.parse(NewApplication, data)
            async with _turnstile(request.app):
                await throttles.allow(
                    f"apply:{_network(request)}",
                    MOST_FROM_ONE_NETWORK,
                    selection.COUNTED_WITHIN,
                    clock.now(),
                )
                token = await applying.send(slug, new, form=forms.text(data, "_once"))
        except (forms.WrongForm, rules.AlreadyApplied, selection.NotOpen) as refusal:
            return await _page(slug, refusal, typed)
        return Redirect(f"/v/{token}", status_code=303)

    @post("/again", name="call.again", policy=Policy.PUBLIC, csrf=False, once=False)
    async def again(
        self,
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        """Mail a lost link; the answer is the same whether there was anybody to mail it to."""
        try:
            asked = forms.parse(Again, data)
            await throttles.allow(
                f"again:{_network(request)}", 60, selection.COUNTED_WITHIN, clock.now()
            )
            await applying.send_link_again(slug, asked.student_no, asked.email)
        except (forms.WrongForm, throttles.TooOften) as refusal:
            return await _page(slug, refusal, {**data, "again": True})
        return await _page(slug, sent=True)


async def _page(
    slug: str,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    *,
    sent: bool = False,
) -> Template:
    found = await recruitment.public(slug)
    return await pages.page(
        "volunteers/public.html",
        None,
        refusal=refusal,
        typed=typed,
        found=found,
        shown=found.activity,
        leaf=when.leaf(found.activity),
        hosts=_hosts(found),
        base=settings().base_url.rstrip("/"),
        posts=await posts.of(found.activity),
        known=await taking_part.known(found.activity),
        until=_until(found.activity),
        choices=_choices(),
        consent=i18n.gettext(rules.CONSENT) % {"organisation": found.organization},
        sent=sent,
        again=isinstance(refusal, rules.AlreadyApplied) or bool((typed or {}).get("again")),
    )


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Return the closed lists of the form in the reader's language."""
    lists = {
        "free": rules.FREE_TIMES,
        "skills": rules.SKILLS,
        "interests": rules.INTERESTS,
        "languages": rules.LANGUAGES,
    }
    return {
        name: [(key, i18n.gettext(text)) for key, text in listed.items()]
        for name, listed in lists.items()
    }


def _until(activity: Activity) -> str:
    """Name the last day of an activity of several days, "" of any other."""
    if activity.days == 1 or activity.last_day is None:
        return ""
    return i18n.day_and_weekday(activity.last_day, year=False)


def _hosts(found: PublicCall) -> str:
    """Name who answers for the activity and who runs it, the association among them."""
    named = [p.name for p in found.parties if p.role in (PartyRole.HOST, PartyRole.ORGANIZER)]
    return " · ".join(dict.fromkeys([*named, found.organization]))


def _turnstile(app: Litestar) -> asyncio.Semaphore:
    """Return what lets a crowd through a few at a time: whoever waits here waits as long as it takes.

    Waiting for a connection of the pool ends after some seconds, with an error.
    """
    if "turnstile" not in app.state:
        app.state.turnstile = asyncio.Semaphore(AT_ONCE)
    return app.state.turnstile  # type: ignore[no-any-return]


def _network(request: Request[Any, Any, Any]) -> str:
    """Return the visitor's network, /24 or /48: enough to count, too little to know anybody."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))  # noqa: PLR2004 -- IP version
