"""The site: every controller, in the order of the menu."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Request
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor
from accounts.sessions import SignedIn
from exports import documents
from kit.database import pool
from kit.policy import Policy
from kit.settings import settings
from kit.templating import STATIC, environment
from web import jobs, wiring
from web.errors import HANDLERS
from web.headers import add_headers
from web.health import health
from web.middleware import Visiting
from web.once import Once
from web.policy import refuse_unguarded
from web.site import CONTROLLERS

LARGEST_BODY = 256 * 1024
MOST_PARTS = 100
FOREVER = CacheControlHeader(public=True, max_age=31_536_000, immutable=True)


def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Return who acts, for which association; the policy has made sure there is somebody."""
    return request.scope["state"]["actor"]  # type: ignore[no-any-return]


def provide_signed_in(request: Request[Any, Any, Any]) -> SignedIn | None:
    """Return the account behind the session, if there is one."""
    return request.scope["state"].get("signed_in")


def provide_holder(request: Request[Any, Any, Any]) -> Holder:
    """Return what the link in the path opens; the policy has made sure it opens something."""
    return request.scope["state"]["holder"]  # type: ignore[no-any-return]


@asynccontextmanager
async def database(_: Litestar) -> AsyncGenerator[None]:
    """Hold the connection pool, and the job worker where `serve` wants one inside."""
    async with pool(10, command_timeout=10):
        stop = asyncio.Event()
        working = asyncio.create_task(jobs.work(stop)) if os.environ.get("BANXING_JOBS") else None
        yield
        stop.set()
        if working:
            await working
        await asyncio.to_thread(documents.close)


def create_app() -> Litestar:
    """Build the site.

    Raises:
        Unguarded: a route forgot to say whom it lets in.
    """
    wiring.connect()
    app = Litestar(
        route_handlers=[
            *CONTROLLERS,
            health,
            create_static_files_router(
                path="/static",
                directories=[STATIC],
                opt={"policy": Policy.PUBLIC, "is_static": True},
                cache_control=FOREVER,
            ),
        ],
        dependencies={
            "actor": Provide(provide_actor, sync_to_thread=False),
            "signed_in": Provide(provide_signed_in, sync_to_thread=False),
            "holder": Provide(provide_holder, sync_to_thread=False),
        },
        middleware=[Visiting(), Once()],
        before_send=[add_headers],
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=6,
            minimum_size=1000,
            exclude=["/calendars/", r"\.pdf$"],
        ),
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment)),
        exception_handlers=HANDLERS,  # type: ignore[arg-type]
        lifespan=[database],
        allowed_hosts=AllowedHostsConfig(allowed_hosts=[urlsplit(settings().base_url).netloc]),
        request_max_body_size=LARGEST_BODY,
        multipart_form_part_limit=MOST_PARTS,
        openapi_config=None,
        logging_config=None,  # Litestar's would write every library's chatter, addresses and all
    )
    refuse_unguarded(app)
    return app
