"""Calendars to subscribe to. Programs ask here by themselves, often, and keep what they are given.

So an answer is a calendar or `text/plain`, never a page; and a revoked calendar says so in itself,
because programs that are told 404 keep every old entry for good (calendars reference §3).
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from anyio import to_thread
from litestar import Controller, HttpMethod, Request, Response, route
from litestar.enums import MediaType
from litestar.params import FromPath

from accounts import links, organizations, throttles
from accounts.organizations import NoSuchAssociation
from accounts.rules.links import Kind
from accounts.throttles import TooOften
from exports import calendars, feeds
from exports.feeds import Feed
from exports.rules import freshness, window
from exports.rules.entries import Entry
from kit import clock, i18n, logs
from kit.policy import Policy

PER_HOUR = 60
STRANGERS_PER_HOUR = 600  # a campus is one address
HOUR = timedelta(hours=1)
AT_ONCE = 20  # more entries than this are written beside the event loop

MINE = "private, max-age=300, must-revalidate"
ANYBODYS = "public, max-age=900"
ALWAYS = {
    "vary": "Accept-Encoding",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
}


def _show_too_often(_: Request[Any, Any, Any], __: TooOften) -> Response[Any]:
    return _plain(429, {"retry-after": "3600"})


def _show_anything(_: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Never a partial calendar, never a page: programs come again later and keep what they have."""
    logs.event("calendar failed", error=type(error).__name__)
    return _plain(503, {"retry-after": "600"})


class Calendars(Controller):
    path = "/calendars"
    exception_handlers = {TooOften: _show_too_often, Exception: _show_anything}  # noqa: RUF012 -- Litestar's declaration

    @route(
        "/{file_name:str}",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        policy=Policy.PUBLIC,
        name="calendars.feed",
    )
    async def feed(
        self, request: Request[Any, Any, Any], file_name: FromPath[str]
    ) -> Response[Any]:
        """Serve `{token}.ics`, the calendar of one link."""
        now = clock.now()
        token, _, ending = file_name.rpartition(".")
        link = await links.find(Kind.FEED, token) if ending == "ics" else None
        if link is None:
            await throttles.allow(
                f"calendar stranger {_address(request)}", STRANGERS_PER_HOUR, HOUR, now
            )
            return _plain(404)
        await throttles.allow(f"calendar {link.id}", PER_HOUR, HOUR, now)
        with i18n.speaking(link.locale):
            feed, ended_at = await feeds.behind(link, now)
            if ended_at is None:
                await links.mark_used(link, now)
                return await _answer(request, feed, MINE)
            if now < ended_at + links.NOTICE:
                return await _answer(request, feeds.notice(link, ended_at), MINE)
        return _plain(410)

    @route(
        "/public/{file_name:str}",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        policy=Policy.PUBLIC,
        name="calendars.public",
    )
    async def public(
        self, request: Request[Any, Any, Any], file_name: FromPath[str]
    ) -> Response[Any]:
        """Serve `{organization}.ics`, the published activities of one association."""
        name, _, ending = file_name.rpartition(".")
        try:
            publisher = await organizations.publisher(UUID(name if ending == "ics" else ""))
        except (ValueError, NoSuchAssociation):
            return _plain(404)
        with i18n.speaking(publisher.locale):
            return await _answer(request, await feeds.of_publisher(publisher), ANYBODYS)


async def _answer(request: Request[Any, Any, Any], feed: Feed, cache: str) -> Response[Any]:
    """Answer 304, or the calendar; its versions were read before its facts will be."""
    monday = window.edge(clock.now())
    tag = freshness.etag(calendars.RENDERING, feed.own, feed.others, monday)
    modified = freshness.last_modified(calendars.RENDERING_AT, feed.own, feed.others, monday)
    given = request.headers
    zips = freshness.takes_gzip(given.get("accept-encoding", ""))
    headers = {
        **ALWAYS,
        "etag": freshness.zipped(tag) if zips else tag,
        "cache-control": cache,
    }
    none_match = ", ".join(given.getall("if-none-match", []))
    if freshness.unchanged(tag, modified, none_match, given.get("if-modified-since", "")):
        return Response(None, status_code=304, headers=headers, media_type="text/calendar")
    body = await _written(feed, await feed.entries(), monday)
    if zips:
        body = calendars.gzipped(body)
        headers["content-encoding"] = "gzip"
    headers |= {
        "last-modified": freshness.http_date(modified),
        "content-disposition": 'inline; filename="banxing.ics"',
    }
    return Response(body, headers=headers, media_type="text/calendar")


async def _written(feed: Feed, entries: list[Entry], monday: date) -> bytes:
    if len(entries) > AT_ONCE:
        return await to_thread.run_sync(calendars.feed, feed.name, feed.anchor, entries, monday)
    return calendars.feed(feed.name, feed.anchor, entries, monday)


def _plain(status: int, headers: dict[str, str] | None = None) -> Response[Any]:
    """Answer with no word that could change: the same bytes for whatever is not there."""
    return Response(
        "", status_code=status, media_type=MediaType.TEXT, headers={**ALWAYS, **(headers or {})}
    )


def _address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else ""
