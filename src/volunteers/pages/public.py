"""The public page of a call: what it is about, the form, and what follows sending it."""

import asyncio
from ipaddress import ip_address, ip_network
from typing import Any

import msgspec
from litestar import Controller, Litestar, Request, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import throttles
from events import taking_part
from events.rules.activities import Activity, PartyRole
from kit import clock, forms, i18n, pages
from kit.errors import Refusal
from kit.policy import Policy
from kit.settings import settings
from volunteers import applying, asking, covers, lost_links, posts, recruitment
from volunteers.pages import entry_fields, when
from volunteers.recruitment import PublicCall
from volunteers.rules import applications as rules
from volunteers.rules import selection

MOST_FROM_ONE_NETWORK = 5_000  # a campus shares one address
AT_ONCE = 20  # a few more than there are connections, so that none is idle


class Again(msgspec.Struct, frozen=True):
    """Who wants their link again: both must belong together."""

    student_no: str
    email: str


class PublicPages(Controller):
    path = "/e/{slug:str}"

    @get(name="call", policy=Policy.PUBLIC)
    async def show(self, slug: FromPath[str], post: FromQuery[str] = "") -> Template:
        """Show the call; `post` is the one that whoever passed the address on had in mind."""
        return await _page(slug, posted={"post": post})

    @post(name="call.apply", policy=Policy.PUBLIC, csrf=False, once=False)
    async def apply(
        self,
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Take an application; `csrf` is off because it acts with nobody's rights (safety §3.4).

        A number that has applied already is answered like a wish for its link: whoever typed it
        learns nothing of the application that is there.
        """
        try:
            async with _turnstile(request.app):
                await throttles.allow(
                    f"apply:{_network(request)}",
                    MOST_FROM_ONE_NETWORK,
                    selection.COUNTED_WITHIN,
                    clock.now(),
                )
                token = await applying.receive(slug, data, form=forms.text(data, "_once"))
        except (forms.WrongForm, selection.NotOpen) as refusal:
            return await _page(slug, refusal, data)
        except rules.AlreadyApplied:
            await lost_links.remind(slug, forms.text(data, "student_no"))
            return await _page(slug, sent="applied")
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
            await lost_links.send(slug, asked.student_no, asked.email)
        except (forms.WrongForm, throttles.TooOften) as refusal:
            return await _page(slug, refusal, {**data, "again": True})
        return await _page(slug, sent="again")


async def _page(
    slug: str, refusal: Refusal | None = None, posted: Any = None, *, sent: str = ""
) -> Template:
    """Show the call; `sent` says what was asked for: "again" a lost link, "applied" to come."""
    found = await recruitment.public(slug)
    asked = await asking.of(found.activity, found.call)
    known = await taking_part.known(found.activity)
    return await pages.page(
        "volunteers/public.html",
        None,
        refusal=refusal,
        typed=entry_fields.typed(asked, posted or {}),
        found=found,
        shown=found.activity,
        shared=recruitment.shared(found.activity, found.call),
        cover=await covers.of(found.activity),
        leaf=when.leaf(found.activity),
        hosts=_hosts(found),
        base=settings().base_url.rstrip("/"),
        posts=[one for one in await posts.of(found.activity) if one.open],
        known=known,
        wanted=entry_fields.conditions(asked.rules, known),
        until=_until(found.activity),
        **entry_fields.offers(asked, found.call),
        consent=i18n.gettext(rules.CONSENT) % {"organisation": found.organization},
        sent=sent,
        again=bool((posted or {}).get("again")),
    )


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
