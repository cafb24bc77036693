"""Visitors of every kind before one site: what they ask for, which forms they find, what they change."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
import lxml.html
import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Actor
from accounts.tables import Account
from kit import schema
from kit.policy import Policy
from piccolo_conf import DB
from tests.browsing import Tokens, csrf, sign_in
from tests.safety.houses import House

BASE = "https://plan.example"
SAME = {"accept-language": "zh-Hans", "sec-fetch-site": "same-origin"}
PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")
LAST_USED = {"session": ("last_seen_at",), "capability_link": ("last_used_on", "expires_at")}
TYPED = ("text", "search", "tel", "email", "textarea")
GUESSES = {
    "number": "1",
    "date": "2026-11-24",
    "time": "09:00",
    "datetime-local": "2026-11-24T09:00",
}


class Way(msgspec.Struct, frozen=True, order=True):
    """One thing the site can be asked: a path with its places open, a method, and whom it lets in."""

    path: str
    method: str
    policy: Policy

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Form(msgspec.Struct, frozen=True):
    """A form as its page sends it, tokens left out; `texts` are the fields people write words in."""

    action: str
    fields: dict[str, Any]
    texts: tuple[str, ...] = ()
    is_upload: bool = False


def ways(app: Litestar) -> list[Way]:
    """Return everything the site answers to, from its own routes; files in `static/` are no pages."""
    return sorted(
        Way(PLACE.sub(r"{\1}", route.path), method, handler.opt["policy"])
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods & {"GET", "POST"}
        if not handler.opt.get("is_static")
    )


def way_of(known: Iterable[Way], method: str, address: str) -> Way | None:
    """Return the way an address goes; a path without open places comes first, as in the router."""
    path = address.removeprefix(BASE).partition("?")[0]
    for way in sorted(known, key=lambda one: one.path.count("{")):
        if way.method == method and _pattern(way.path).fullmatch(path):
            return way
    return None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(
        "".join(
            "[^/]+" if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{\w+\})", path)
        )
    )


def address(way: Way, house: House, **differing: str) -> str:
    """Return the address of a way in this house.

    Raises:
        KeyError: a route has a place that `houses` does not know how to fill.
    """
    own = house.ids | differing
    if way.path.startswith("/v/"):
        own |= {"key": differing.get("key", house.links["volunteer"]), "row": house.ids["own_row"]}
        own["number"] = house.ids["own_copy"]
    if way.path.startswith("/g/"):
        own["key"] = differing.get("key", house.links["guardian"])
        own["number"] = house.ids["familys_copy"]
    if way.path.startswith("/p/"):
        own["key"] = differing.get("key", house.links["partner"])
    if way.path.startswith("/profile/devices"):
        own["session_id"] = house.ids["device_id"]
    return PLACE.sub(lambda place: own[place[1]], way.path)


@asynccontextmanager
async def visitor(
    app: Litestar, actor: Actor | None = None, key: str = "", kind: Kind | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a browser as a member, as the holder of a link (a volunteer's, unless said), or as nobody."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=BASE, headers=SAME, timeout=60
    ) as client:
        token = await sign_in(client, actor) if actor else None
        if key:
            token = csrf("link", str((await links.holder(kind or Kind.VOLUNTEER, key)).id))
        client.auth = Tokens(token)
        yield client


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """Let something happen, and undo it afterwards."""
    async with DB.transaction() as current:
        savepoint = await current.savepoint()
        try:
            yield
        finally:
            await savepoint.rollback_to()


async def state(but: dict[str, tuple[str, ...]] | None = None) -> dict[str, tuple[int, str]]:
    """Return how many rows each table has and their checksum; the columns in `but` do not count."""
    rows = await Account.raw(
        " UNION ALL ".join(_summary(table, but or {}) for table in schema.table_names())
    )
    return {row["name"]: (row["n"], row["checksum"]) for row in rows}


def _summary(table: str, but: dict[str, tuple[str, ...]]) -> str:
    minus = "".join(f" - '{column}'" for column in but.get(table, ()))
    return (
        f"SELECT '{table}' AS name, count(*) AS n, "
        "coalesce(md5(string_agg(t, '' ORDER BY t)), '') AS checksum "
        f'FROM (SELECT (to_jsonb(x){minus})::text AS t FROM "{table}" x) AS texts'
    )


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return sorted(table for table in before if before[table] != after[table])


async def crawl(client: httpx.AsyncClient, start: str) -> dict[str, httpx.Response]:
    """Follow every link of ours from `start`, papers left out, and return the pages by address."""
    waiting, seen = [start], dict[str, httpx.Response]()
    while waiting:
        here = waiting.pop()
        if here in seen or ".pdf" in here or here.startswith("/static/"):
            continue
        seen[here] = answer = await client.get(here)
        if answer.is_redirect:
            waiting.append(answer.headers["location"])
        elif "html" in answer.headers.get("content-type", ""):
            page = lxml.html.fromstring(answer.text)
            waiting += [
                href.removeprefix(BASE)
                for href in page.xpath("//a/@href")
                if href.removeprefix(BASE).startswith("/") and not href.startswith("//")
            ]
    return seen


def forms(pages: dict[str, httpx.Response]) -> list[Form]:
    """Return every form to post that stands on these pages, one for each button that sends it."""
    found = []
    for here, answer in pages.items():
        if "html" not in answer.headers.get("content-type", ""):
            continue
        page = lxml.html.fromstring(answer.text)
        buttons = defaultdict(list)
        for button in page.xpath("//button[@name]"):
            buttons[button.get("form")].append(button)
        for form in page.xpath("//form[translate(@method,'POST','post')='post']"):
            own = [
                *form.xpath(".//button[@name]"),
                *(buttons[form.get("id")] if form.get("id") else []),
            ]
            fields, texts = _fields(form)
            action = (form.get("action") or here).removeprefix(BASE)
            upload = "multipart" in (form.get("enctype") or "")
            for extra in [{b.get("name"): b.get("value") or ""} for b in own] or [{}]:
                found.append(Form(action, fields | extra, texts, upload))  # noqa: PERF401 -- easier to read
    return found


def _fields(form: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what a form sends as it stands, with a guess where a required field is empty."""
    fields: dict[str, Any] = {}
    texts = []
    for one in form.xpath(".//input[@name]|.//textarea[@name]|.//select[@name]"):
        name, kind = one.get("name"), one.get("type") or ("text" if one.tag == "input" else one.tag)
        if name.startswith("_") or one.get("disabled") is not None or kind == "file":
            continue
        if kind in ("checkbox", "radio"):
            wanted = one.get("checked") is not None or one.get("required") is not None
            if wanted or (kind == "radio" and name not in fields):
                value = one.get("value", "on")
                several = kind == "checkbox" and name in fields
                fields[name] = [*_listed(fields[name]), value] if several else value
            continue
        if kind in TYPED:
            texts.append(name)
        value = (
            _selected(one)
            if one.tag == "select"
            else (one.text or "" if one.tag == "textarea" else one.get("value") or "")
        )
        if not value and one.get("required") is not None:
            value = GUESSES.get(kind, "9" if one.get("inputmode") else "word")
        fields[name] = value
    return fields, tuple(texts)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _selected(select: Any) -> str:
    options = select.xpath(".//option")
    chosen = [o for o in options if o.get("selected") is not None] or options[:1]
    return (chosen[0].get("value") or "") if chosen else ""


def headers_missing(answer: httpx.Response) -> list[str]:
    """Return what an answer lacks of the headers that every answer carries (T7, S9)."""
    given = answer.headers
    policy = given.get("content-security-policy", "")
    scripts = next((p for p in policy.split("; ") if p.startswith("script-src ")), "")
    wanted = {
        "nosniff": given.get("x-content-type-options") == "nosniff",
        "frame-ancestors": "frame-ancestors 'none'" in policy,
        "default-src": policy.startswith("default-src 'none'"),
        "script-src": not scripts or bool(re.fullmatch(r"script-src 'nonce-[\w-]{16,}'", scripts)),
        "referrer-policy": given.get("referrer-policy") in ("same-origin", "no-referrer"),
        "transport": "max-age=" in given.get("strict-transport-security", ""),
        "opener": given.get("cross-origin-opener-policy") == "same-origin",
        "vary": "Cookie" in given.get("vary", "") or "calendars" in answer.url.path,
        "no-store": "no-store" in given.get("cache-control", "") or "calendars" in answer.url.path,
    }
    for cookie in given.get_list("set-cookie"):
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        wanted[f"flags of {cookie.partition('=')[0]}"] = {
            "httponly",
            "samesite=lax",
            "path=/",
            "secure",
        } <= flags
    return sorted(name for name, there in wanted.items() if not there)


def strange_scripts(answer: httpx.Response) -> list[str]:
    """Return scripts without this answer's nonce, and whatever else would run without one."""
    if "html" not in answer.headers.get("content-type", ""):
        return []
    page = lxml.html.fromstring(answer.text)
    nonce = re.search(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"])
    wrong = [
        "script"
        for s in page.xpath("//script")
        if nonce is None or s.get("nonce") != nonce[1] or s.text
    ]
    wrong += [f"nonce on {e.tag}" for e in page.xpath("//*[@nonce][not(self::script)]")]
    wrong += [str(name) for name in page.xpath("//@*[starts-with(name(), 'on')]")]
    wrong += [
        href
        for href in page.xpath("//@href|//@src|//@action")
        if ":" in href.split("/")[0]
        and not href.startswith(("https:", "webcal:", "mailto:", "tel:", "data:image/"))
    ]
    return wrong
