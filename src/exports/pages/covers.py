"""Covers and posters by their addresses: for whoever shares a public page, and for its organisers."""

from typing import Any
from uuid import UUID

from litestar import Controller, HttpMethod, Request, Response, get, route
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from accounts.rules.permissions import Actor
from exports import covers, desk
from exports.covers import Served
from exports.pages.documents import VIEWABLE, chosen_language, nothing_yet
from exports.rules.kinds import Kind, NotYet, Order
from kit.policy import Policy

SANDBOXED = "default-src 'none'; frame-ancestors 'none'; sandbox"
SHARED = {
    "cache-control": "public, max-age=300",
    "cross-origin-resource-policy": "cross-origin",
    "content-security-policy": SANDBOXED,
}


class PublicFiles(Controller):
    path = "/e/{slug:str}"
    opt = {"policy": Policy.PUBLIC}  # noqa: RUF012 -- Litestar's way to declare it

    @route(
        ["/cover.png", "/cover.jpg"],
        name="covers.public",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
    )
    async def cover(
        self, request: Request[Any, Any, Any], slug: FromPath[str], lang: FromQuery[str] = ""
    ) -> Response[bytes]:
        """Give the cover to whoever shows the page, on whatever site; some only ask whether it is there."""
        served = await covers.public(slug, chosen_language(lang))
        etag = f'"{served.etag[:32]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(b"", status_code=304, headers={**SHARED, "etag": etag})
        return Response(served.content, media_type=served.media, headers={**SHARED, "etag": etag})

    @get("/poster.pdf", name="posters.public")
    async def poster(self, slug: FromPath[str], lang: FromQuery[str] = "") -> Response[bytes]:
        """Give the poster as long as the call is public."""
        printed = await covers.public_poster(slug, chosen_language(lang))
        return _pdf(printed.pdf)

    @get("/poster.png", name="posters.public_picture")
    async def picture(self, slug: FromPath[str], lang: FromQuery[str] = "") -> Response[bytes]:
        """Give the poster as a picture."""
        printed = await covers.public_poster(slug, chosen_language(lang))
        return _picture(await covers.poster_picture(printed), "poster.png")


class CoverFiles(Controller):
    path = "/a/{activity_id:uuid}"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(["/people/cover/cover.png", "/people/cover/cover.jpg"], name="covers.of_member")
    async def cover(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        lang: FromQuery[str] = "",
    ) -> Response[bytes]:
        """Show the cover before anybody else sees it."""
        return _picture(await covers.of_member(actor, activity_id, chosen_language(lang)), "")

    @get("/poster.png", name="posters.of_member")
    async def poster(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        lang: FromQuery[str] = "",
    ) -> Response[Any]:
        """Give the poster as a picture."""
        order = Order(Kind.POSTER)
        try:
            printed = await desk.printed(actor, activity_id, order, chosen_language(lang))
        except NotYet as refusal:
            return await nothing_yet(actor, activity_id, Kind.POSTER, refusal)
        return _picture(await covers.poster_picture(printed), "poster.png")


def _pdf(content: bytes) -> Response[bytes]:
    return Response(
        content,
        media_type="application/pdf",
        headers={
            "content-disposition": 'inline; filename="poster.pdf"',
            "cache-control": "no-store",
            "content-security-policy": VIEWABLE,
        },
    )


def _picture(served: Served, name: str) -> Response[bytes]:
    headers = {"cache-control": "no-store", "content-security-policy": SANDBOXED}
    if name:
        headers["content-disposition"] = f'inline; filename="{name}"'
    return Response(served.content, media_type=served.media, headers=headers)
