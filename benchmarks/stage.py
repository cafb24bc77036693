"""The stage every benchmark stands on: a database of its own, and requests without a network."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("BASE_URL", "https://plan.example")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-"))

App = Callable[[Any, Any, Any], Awaitable[None]]


@asynccontextmanager
async def database() -> AsyncGenerator[str]:
    """An empty, migrated database with an open pool; gone afterwards. Yields its address."""
    from kit import postgres
    from kit.settings import settings

    name, before = f"bench_{uuid4().hex[:8]}", os.environ.get("DATABASE_URL", "")
    address = postgres.create_database(name)
    os.environ["DATABASE_URL"] = address
    settings.cache_clear()
    from kit import schema
    from piccolo_conf import DB

    await schema.migrate()
    await DB.start_connection_pool(min_size=2, max_size=10)
    try:
        yield address
    finally:
        await DB.close_connection_pool()
        os.environ["DATABASE_URL"] = before
        settings.cache_clear()
        postgres.drop_database(name)


async def ask(
    app: App, path: str, headers: Iterable[tuple[str, str]] = ()
) -> tuple[int, int, dict[str, str]]:
    """Send one GET straight to an ASGI app; return its status, the bytes of its body, its headers."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "https", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "server": ("plan.example", 443), "client": ("127.0.0.1", 1), "state": {},
        "headers": [(b"host", b"plan.example"), *((k.encode(), v.encode()) for k, v in headers)],
    }  # fmt: skip
    status, size, got, asked = 0, 0, {}, False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:  # the browser stays on the line
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, size, got
        if message["type"] == "http.response.start":
            status = message["status"]
            got = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            size += len(message.get("body", b""))

    await app(scope, receive, send)
    return status, size, got


async def compare(
    cases: dict[str, Callable[[], Awaitable[object]]], rounds: int = 60
) -> dict[str, float]:
    """Return the median processor milliseconds of each case, taken in turns so that noise is shared."""
    spent: dict[str, list[float]] = {name: [] for name in cases}
    for warming in (True, False):
        for _ in range(10 if warming else rounds):
            for name, case in cases.items():
                start = time.process_time()
                await case()
                if not warming:
                    spent[name].append(1000 * (time.process_time() - start))
    return {name: statistics.median(times) for name, times in spent.items()}


def table(figures: dict[str, float], baseline: str, unit: str = "ms") -> None:
    """Print each figure and its ratio to the baseline."""
    for name, figure in figures.items():
        print(f"{name:44} {figure:9.2f} {unit}   × {figure / figures[baseline]:.2f}")


def bare(body: bytes, media_type: str) -> App:
    """Return a Litestar app that answers `body` at / and knows nothing else."""
    from litestar import Litestar, get

    @get("/", media_type=media_type, sync_to_thread=False)
    def page() -> bytes:
        return body

    return Litestar([page], openapi_config=None)  # type: ignore[return-value]
